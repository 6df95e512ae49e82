// What is typed while the server cannot be reached.
//
// Says within three seconds that the page is cut off, keeps in this page what is typed from then on (and what was typed
// just before, and may not have arrived), loads the page again when the server is back and the hand rests, and hands
// the texts over to the fields they were typed in. What was sent has arrived once the server gives back a mark that went
// after it on the same connection: a request beside it may be answered while the connection is long dead. Loaded before
// whatever else stands in for WebSocket. Nothing here but this page's own text.
(function () {
  'use strict';
  var EVERY = 1000, PATIENCE = 1900, LOST = 20000, SURE = 1000, PAUSE = 2500, KEPT = 'mr-audit:typed';
  var POOL = 6;                             // connections that a browser keeps to one server
  var EVENT = 3, PROPS = 4;                 // messages of Flet's client: an event, changed properties
  var MARK = 2;                             // the first byte of a frame that the server gives back as it is
  var Native = window.WebSocket, socket = null, cut = false, leaving = false;
  var names = new Map();                    // of every field of text that was drawn: its number -> its name
  var holds = new Map();                    // what each of them holds, by its number
  var unsure = new Map();                   // what was typed and may not have arrived: thread -> {name, text, was, at}
  var threads = new Map();                  // of each field by its name: what is typed on in it, until it has arrived
  var waiting = load();                     // what is to be handed over: [{thread, name, text, was, where}]
  var threadsSpun = 0;
  var slowSince = 0;
  var marks = [];                           // sent and not given back yet: [{number, at}]
  var marked = 0, ahead = 0;                // how many there were, and the bytes that waited to be sent with the last

  // What Flet says and is told: MessagePack behind one byte

  function unpack(bytes) {
    var view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at = 1, letters = new TextDecoder();
    function take(size) { at += size; return at - size; }
    function text(size) { var from = take(size); return letters.decode(bytes.subarray(from, from + size)); }
    function list(size) { var found = []; while (size-- > 0) found.push(value()); return found; }
    function map(size) { var found = {}, key; while (size-- > 0) { key = value(); found[key] = value(); } return found; }
    function skip(size) { take(size); return null; }
    function value() {
      var b = view.getUint8(take(1));
      if (b < 0x80) return b;
      if (b < 0x90) return map(b & 15);
      if (b < 0xa0) return list(b & 15);
      if (b < 0xc0) return text(b & 31);
      if (b >= 0xe0) return b - 256;
      switch (b) {
        case 0xc0: return null;
        case 0xc2: return false;
        case 0xc3: return true;
        case 0xc4: return skip(view.getUint8(take(1)));
        case 0xc5: return skip(view.getUint16(take(2)));
        case 0xc6: return skip(view.getUint32(take(4)));
        case 0xc7: return skip(1 + view.getUint8(take(1)));
        case 0xc8: return skip(1 + view.getUint16(take(2)));
        case 0xc9: return skip(1 + view.getUint32(take(4)));
        case 0xca: return view.getFloat32(take(4));
        case 0xcb: return view.getFloat64(take(8));
        case 0xcc: return view.getUint8(take(1));
        case 0xcd: return view.getUint16(take(2));
        case 0xce: return view.getUint32(take(4));
        case 0xcf: return Number(view.getBigUint64(take(8)));
        case 0xd0: return view.getInt8(take(1));
        case 0xd1: return view.getInt16(take(2));
        case 0xd2: return view.getInt32(take(4));
        case 0xd3: return Number(view.getBigInt64(take(8)));
        case 0xd4: case 0xd5: case 0xd6: case 0xd7: case 0xd8: return skip(1 + (1 << (b - 0xd4)));
        case 0xd9: return text(view.getUint8(take(1)));
        case 0xda: return text(view.getUint16(take(2)));
        case 0xdb: return text(view.getUint32(take(4)));
        case 0xdc: return list(view.getUint16(take(2)));
        case 0xdd: return list(view.getUint32(take(4)));
        case 0xde: return map(view.getUint16(take(2)));
        case 0xdf: return map(view.getUint32(take(4)));
        default: throw new Error('no MessagePack');
      }
    }
    return value();
  }

  function pack(message) {
    var out = [0];
    function number(n) { out.push(0xce, n >>> 24 & 255, n >>> 16 & 255, n >>> 8 & 255, n & 255); }
    function value(it) {
      if (typeof it === 'number') { number(it); return; }
      if (typeof it === 'string') {
        var bytes = new TextEncoder().encode(it), n = bytes.length;
        out.push(0xdb, n >>> 24 & 255, n >>> 16 & 255, n >>> 8 & 255, n & 255);
        bytes.forEach(function (b) { out.push(b); });
        return;
      }
      if (Array.isArray(it)) { out.push(0x90 | it.length); it.forEach(value); return; }
      out.push(0x80 | Object.keys(it).length);
      Object.keys(it).forEach(function (key) { value(key); value(it[key]); });
    }
    value(message);
    return new Uint8Array(out);
  }

  // Which fields there are, and what is typed in them

  function drawn(node) {
    if (node === null || typeof node !== 'object') return;
    if (node._c === 'TextField' && node._i !== undefined && typeof node.key === 'string') {
      names.set(node._i, node.key);
      holds.set(node._i, node.value || '');
    }
    for (var key in node) drawn(node[key]);
  }

  function told(data) {
    var bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : null;
    if (!bytes || bytes[0] !== 0) return;
    try { drawn(unpack(bytes)); } catch (error) { return; }
    if (waiting.length) setTimeout(handOver, 300);
  }

  function typed(data) {
    var bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : null, message;
    if (!bytes || bytes[0] !== 0) return;
    try { message = unpack(bytes); } catch (error) { return; }
    var body = message[1] || {}, name = names.get(body.id);
    if (message[0] !== PROPS || !name || !body.props || typeof body.props.value !== 'string') return;
    if (!unsure.has(threads.get(name))) threads.set(name, spun());
    var thread = threads.get(name), before = unsure.get(thread), was = before ? before.was : holds.get(body.id) || '';
    unsure.set(thread, { name: name, text: body.props.value, was: was, at: Date.now() });
    holds.set(body.id, body.props.value);
    if (cut) keep(); else if (slowSince) tell();
  }

  // What is kept in this page, also over its loading

  function load() {
    try { return JSON.parse(sessionStorage.getItem(KEPT) || '[]'); } catch (error) { return []; }
  }

  function store() {
    try { sessionStorage.setItem(KEPT, JSON.stringify(waiting)); } catch (error) { /* it is in this page still */ }
  }

  // A text and what is typed on upon it are one thread. What a page that was loaded since shows may lack that text:
  // what is typed upon it is another, and takes its place nowhere.
  function spun() {
    threadsSpun += 1;
    return performance.timeOrigin + '-' + threadsSpun;
  }

  function keep() {
    unsure.forEach(function (one, thread) {
      var older = waiting.filter(function (each) {
        return each.thread === thread || (each.name === one.name && each.text === one.was);
      });
      waiting = waiting.filter(function (each) { return older.indexOf(each) < 0; });
      waiting.push({
        thread: thread, name: one.name, text: one.text, was: older.length ? older[0].was : one.was,
        where: location.pathname
      });
    });
    store();
    tell();
  }

  function handOver() {
    if (cut || !socket || socket.readyState !== Native.OPEN) return;
    waiting = waiting.filter(function (one) {
      var id = null;
      names.forEach(function (name, each) { if (name === one.name) id = each; });
      if (id === null || one.where !== location.pathname) return true;
      socket.plainly(pack([EVENT, { target: id, name: 'brought', data: JSON.stringify(one) }]));
      if (!unsure.has(one.thread)) unsure.set(one.thread, { name: one.name, text: one.text, was: one.was, at: Date.now() });
      return false;
    });
    store();
    tell();
  }

  // What is said

  function tell() {
    var words = '', here = new Map(), away = cut || slowSince;
    waiting.forEach(function (one) { here.set(one.thread, one.text); });
    if (away) unsure.forEach(function (one, thread) { here.set(thread, one.text); });
    var left = Array.from(here.values(), function (text) { return '“' + text + '”'; }).join(' ');
    if (away) {
      words = 'Cut off from the server. What you type is kept on this page and sent when the server is back. ' +
        'Taps are not taken until then.' + (left ? ' Kept here: ' + left : '');
    } else if (left) {
      words = 'Typed while cut off, and not sent yet; it is sent when its field is on the screen again: ' + left;
    }
    var bar = document.getElementById('mr-audit-cut-off');
    if (!words) { if (bar) bar.remove(); return; }
    if (!bar) {
      bar = document.createElement('div');
      bar.id = 'mr-audit-cut-off';
      bar.setAttribute('role', 'alert');
      bar.style.cssText = 'position:fixed;left:0;right:0;bottom:0;z-index:9;padding:12px 16px;max-height:40vh;' +
        'overflow:auto;pointer-events:none;font:16px/1.4 system-ui,sans-serif;background:#7a1f1f;color:#fff';
      document.body.appendChild(bar);
    }
    if (bar.textContent !== words) bar.textContent = words;
  }

  // Whether the server is there

  function ask(answered) {
    var stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, PATIENCE);
    fetch('/here?there=' + Date.now(), { method: 'HEAD', cache: 'no-store', signal: stop.signal }).then(
      function (answer) { clearTimeout(timer); answered(answer.status < 500); },
      function () { clearTimeout(timer); answered(false); });
  }

  function mark() {
    if (cut || !socket || !socket.spoken || socket.readyState !== Native.OPEN) return;
    var frame = new Uint8Array(5);
    marked += 1;
    frame[0] = MARK;
    new DataView(frame.buffer).setUint32(1, marked);
    if (socket.bufferedAmount < ahead) marks = [];  // a large picture is on its way, and the mark waits behind it
    ahead = socket.bufferedAmount;
    marks.push({ number: marked, at: Date.now() });
    socket.plainly(frame);
  }

  function givenBack(data) {
    if (!(data instanceof ArrayBuffer) || data.byteLength !== 5 || new Uint8Array(data)[0] !== MARK) return false;
    var number = new DataView(data).getUint32(1);
    marks = marks.filter(function (one) {
      if (one.number === number) unsure.forEach(function (it, thread) { if (it.at < one.at - SURE) unsure.delete(thread); });
      return one.number > number;
    });
    return true;
  }

  function silent() { return marks.length > 0 && Date.now() - marks[0].at > PATIENCE; }

  function look() {
    var began = Date.now();
    mark();
    ask(function (there) {
      if (there && cut && resting()) { back(); return; }
      if (there && !cut && !silent()) {
        if (slowSince) { slowSince = 0; tell(); }
      } else if (socket && !cut && !document.hidden) {
        slowSince = slowSince || began;
        tell();
        if (Date.now() - slowSince > LOST) { socket.close(); gone(); }  // closing waits for the other side, we do not
      }
      setTimeout(look, Math.max(0, EVERY - (Date.now() - began)));
    });
  }

  // Whoever is in the middle of a word goes on in this page, which keeps it: while it loads, letters would go nowhere.
  function resting() {
    var last = 0;
    unsure.forEach(function (one) { last = Math.max(last, one.at); });
    return Date.now() - last > PAUSE;
  }

  function gone() {
    if (leaving || cut) return;
    cut = true;
    marks = [];
    keep();
  }

  function back() {
    if (leaving) return;
    leaving = true;
    keep();
    var waits = [], wait = function (promise) { waits.push(promise); };
    window.dispatchEvent(new CustomEvent('mr-audit:reload', { detail: { wait: wait } }));
    Promise.race([Promise.all(waits), new Promise(function (go) { setTimeout(go, 2000); })]).then(leave, leave);
  }

  // Somebody may have begun to type meanwhile.
  function leave() {
    if (resting()) { location.reload(); return; }
    leaving = false;
    setTimeout(look, EVERY);
  }

  // Flet is not told that the connection is gone: it would keep to itself what is typed then

  function hides(event) { return cut && event.code < 4000; }

  function Socket(url, protocols) {
    var one = protocols === undefined ? new Native(url) : new Native(url, protocols);
    var opened = false, send = one.send.bind(one), listen = one.addEventListener.bind(one);
    listen('open', function () { opened = true; socket = one; });
    listen('message', function (event) {
      if (givenBack(event.data)) event.stopImmediatePropagation(); else told(event.data);
    });
    listen('close', function (event) {
      if (opened && event.code < 4000 && socket === one) gone();
      else if (opened && socket === one) socket = null;  // sent away, and told so: it is not cut off
      if (hides(event)) event.stopImmediatePropagation();
    });
    listen('error', function (event) { if (opened) event.stopImmediatePropagation(); });
    one.plainly = send;
    one.send = function (data) {
      typed(data);
      if (!cut) send(data);
      one.spoken = true;
    };
    return one;
  }
  Socket.prototype = Native.prototype;
  ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].forEach(function (k) { Socket[k] = Native[k]; });
  window.WebSocket = Socket;
  window.addEventListener('pagehide', function () { leaving = true; });
  // The page is about to load: a connection that died without a word and was kept would hold it up for minutes. Asking
  // on as many as there can be at once takes them all, and giving up the answer closes those that are dead.
  window.addEventListener('mr-audit:reload', function (event) {
    for (var i = 0; i < POOL; i++) event.detail.wait(new Promise(ask));
  });
  setTimeout(look, EVERY);
})();
