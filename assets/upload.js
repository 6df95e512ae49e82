// A picked file is sent from where it lies, and not through the memory of this page.
//
// Flet's client reads a file that it uploads piece by piece, puts the pieces together and sends the copy: a second for each
// photo, and several times its size. Here each piece that it reads of a picked file is a few letters that name the file and
// the piece; what it puts together of them names the whole file, once and in order, and the file itself goes in its place.
// Whatever is not exactly that is sent as it is; the server knows the size of each file and takes in no other.
(function () {
  'use strict';
  var PIECE = 1000000;                      // bytes that Flet's client reads at a time
  var SMALLEST = 100000;                    // a smaller file is read by the page as ever
  var slice = Blob.prototype.slice, fetch = window.fetch;
  var sign = 'mr-audit:' + crypto.getRandomValues(new Uint32Array(4)).join('-');
  var numbers = new WeakMap(), files = new Map(), last = 0;

  function number(file) {
    if (!numbers.has(file)) { numbers.set(file, ++last); files.set(last, file); }
    return numbers.get(file);
  }

  function named(file, from, to) { return sign + ':' + number(file) + ':' + from + ':' + to + ';'; }

  function read_by_client(file, from, to) {
    return file instanceof File && file.size >= SMALLEST && from % PIECE === 0 && from < file.size &&
      to === Math.min(from + PIECE, file.size);
  }

  function told(file) {                     // what the client puts together of a whole file
    var all = '';
    for (var from = 0; from < file.size; from += PIECE) all += named(file, from, Math.min(from + PIECE, file.size));
    return all;
  }

  function whole(body) {                    // the file that a body names, or nothing
    if (!(body instanceof Uint8Array) || body.length < sign.length) return null;
    var start = new TextDecoder().decode(body.subarray(0, sign.length + 20));
    if (start.indexOf(sign + ':') !== 0) return null;
    var file = files.get(parseInt(start.slice(sign.length + 1), 10));
    return file && new TextDecoder().decode(body) === told(file) ? file : null;
  }

  Blob.prototype.slice = function (from, to) {
    if (arguments.length === 2 && read_by_client(this, from, to)) return new Blob([named(this, from, to)]);
    return slice.apply(this, arguments);
  };

  window.fetch = function (where, how) {
    var file = how && how.method === 'PUT' ? whole(how.body) : null;
    if (!file) return fetch.apply(window, arguments);
    return fetch.call(window, where, Object.assign({}, how, { body: file })).then(function (answer) {
      if (answer.ok) { files.delete(numbers.get(file)); numbers.delete(file); }
      return answer;
    });
  };
})();
