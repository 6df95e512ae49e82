// Sends one file in pieces. The server says where it goes on, so a cut costs at most one piece; what fails is tried
// again until it goes through or the page is left. Nothing here but this page's own file.
(function () {
  'use strict';
  var PIECE = 1048576, WAIT = 2000;
  var input = document.getElementById('file'), bar = document.getElementById('bar');
  var words = document.getElementById('said'), turn = 0;

  function address(file, offset) {
    return '/pieces?' + new URLSearchParams({
      name: file.name, size: file.size, stamp: file.lastModified, offset: offset
    });
  }

  function ask(file, offset) {
    if (offset === null) return fetch(address(file, 0), { cache: 'no-store' });
    return fetch(address(file, offset), { method: 'PUT', body: file.slice(offset, offset + PIECE) });
  }

  function show(file, offset, more) {
    bar.value = offset / file.size;
    words.textContent = (offset / 1e6).toFixed(1) + ' of ' + (file.size / 1e6).toFixed(1) + ' MB' + (more || '');
  }

  function go(file, offset, mine) {
    if (mine !== turn) return;
    ask(file, offset).then(function (answer) {
      if (answer.status === 401) { location.reload(); return null; }
      return answer.json().then(function (told) {
        if (mine !== turn) return;
        if (told.fault) { words.textContent = told.fault; return; }
        show(file, told.offset, told.offset === file.size ? ': all of it is here. Go back and take it in.' : ' sent');
        if (told.offset < file.size) go(file, told.offset, mine);
      });
    }).catch(function () {
      if (mine !== turn) return;
      show(file, offset || 0, '. Cut off; it goes on by itself when the server is back.');
      setTimeout(function () { go(file, null, mine); }, WAIT);
    });
  }

  input.addEventListener('change', function () {
    turn += 1;
    if (input.files.length) go(input.files[0], null, turn);
  });
})();
