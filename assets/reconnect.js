// The way back after the connection is gone.
//
// After an in-page reconnect a Flet screen no longer changes, or hangs; the session on the server is whole, so the page
// is loaded again, and until then no second connection of the old page is let through. Before it loads, the server is
// asked whether it is there (204) and still lets this browser in (401 when not: then the page that loads is the door,
// which says what happened). Whoever has something to keep before the page goes listens for `mr-audit:reload` on the
// window, and calls `event.detail.wait(promise)` when it takes a moment.
(function () {
  'use strict';
  var PATIENCE = 5000; // ms that an answer may take: on a connection that died without a word there is never one
  var LOADS = 20000; // ms until the app should be there
  var Native = window.WebSocket, opened = false, busy = false, elsewhere = false;
  var ELSEWHERE = 4409, WORDS = {
    4429: 'Too many tablets are connected at once. Close the app on one of them; this one goes on by itself.',
    4400: 'This page and the server do not understand each other. It is loaded again.',
    4409: 'You went on in another tab. To go on here, load this page again.'
  };

  function load() {
    var waits = [];
    var event = new CustomEvent('mr-audit:reload', { detail: { wait: function (promise) { waits.push(promise); } } });
    window.dispatchEvent(event);
    Promise.race([Promise.all(waits), new Promise(function (go) { setTimeout(go, 2000); })])
      .then(function () { location.reload(); }, function () { location.reload(); });
  }

  function ask(there) {
    var stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, PATIENCE);
    fetch('/here', { cache: 'no-store', signal: stop.signal }).then(
      function (answer) { clearTimeout(timer); there(answer.status); },
      function () { clearTimeout(timer); there(0); });
  }

  function back() {
    if (busy) return;
    busy = true;
    (function poll() {
      ask(function (status) {
        if (status === 204 || status === 401) load();
        else setTimeout(poll, 1000);
      });
    })();
  }

  function say(words) {
    var bar = document.getElementById('mr-audit-words') || document.createElement('div');
    bar.id = 'mr-audit-words';
    bar.setAttribute('role', 'alert');
    bar.style.cssText = 'position:fixed;inset:0 0 auto;z-index:9;padding:1rem;font:18px system-ui;background:#16212a;color:#fff';
    bar.textContent = words;
    document.body.appendChild(bar);
  }

  function ended(event) {
    if (WORDS[event.code]) {
      elsewhere = event.code === ELSEWHERE; // two tabs that fetch it back from each other would never end
      say(WORDS[event.code]);
      if (!elsewhere) setTimeout(back, 5000);
    } else if (event.code === 4401) {
      back();
    } else if (!opened) {
      ask(function (status) { if (status === 401) back(); }); // it was never let in: nothing will come of trying on
    }
  }

  function Socket(url, protocols) {
    var s = protocols === undefined ? new Native(url) : new Native(url, protocols);
    s.addEventListener('close', ended);
    if (opened) { if (!elsewhere) back(); s.close(); }
    s.addEventListener('open', function () { opened = true; });
    return s;
  }
  Socket.prototype = Native.prototype;
  ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].forEach(function (k) { Socket[k] = Native[k]; });
  window.WebSocket = Socket;

  // The app may not arrive: the line was cut while it was loading, or a part of it waits on a connection that died without
  // a word. Then the page is loaded again, each time after twice as long: a slow line may be at it still.
  var TRIES = 'mr-audit:loads', late = false, drawn = false;

  function tries() { return Number(sessionStorage.getItem(TRIES)) || 0; }

  function overdue() {
    if (drawn) return;
    late = true;
    ask(function (status) {
      if (drawn) return;
      if (status === 204 || status === 401) {
        sessionStorage.setItem(TRIES, String(tries() + 1));
        load();
      } else {
        say('Cut off from the server while the app was loading. It goes on by itself as soon as the server is back.');
        setTimeout(overdue, 1000);
      }
    });
  }

  window.addEventListener('flutter-first-frame', function () {
    drawn = true;
    sessionStorage.removeItem(TRIES);
    var bar = document.getElementById('mr-audit-words');
    if (bar && late) bar.remove();
  });
  function later(ms) { setTimeout(function () { if (!late) overdue(); }, ms * Math.pow(2, Math.min(tries(), 4))); }

  window.addEventListener('error', function (event) { // a part of the app did not come; what is elsewhere never does
    if (event.target.tagName === 'SCRIPT' && event.target.src.indexOf(location.origin + '/') === 0) later(1000);
  }, true);
  later(LOADS);

  // What stands in for this page when it is loaded while the server cannot be reached.
  if (navigator.serviceWorker) {
    navigator.serviceWorker.getRegistration('/').then(function (there) {
      return there || navigator.serviceWorker.register('/flutter_service_worker.js');
    }).catch(function () { /* a browser that keeps nothing shows a page of its own */ });
  }
})();
