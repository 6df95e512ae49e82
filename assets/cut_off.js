// The page that stands in for the app while the server cannot be reached: what is kept in this tab, and the way back.
(function () {
  'use strict';
  var EVERY = 1000, PATIENCE = 1900, KEPT = 'mr-audit:typed'; // as in typed.js
  var kept = [];
  try { kept = JSON.parse(sessionStorage.getItem(KEPT) || '[]'); } catch (error) { /* nothing that can be shown */ }
  var place = document.getElementById('kept');
  kept.forEach(function (one) {
    var words = document.createElement('blockquote');
    words.textContent = one.text;
    place.appendChild(words);
    place.hidden = false;
  });
  document.getElementById('again').addEventListener('click', function () { location.reload(); });

  function look() {
    var stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, PATIENCE);
    fetch('/here', { cache: 'no-store', signal: stop.signal }).then(function (answer) {
      clearTimeout(timer);
      if (answer.status < 500) location.reload(); else setTimeout(look, EVERY);
    }, function () {
      clearTimeout(timer);
      setTimeout(look, EVERY);
    });
  }
  setTimeout(look, EVERY);
})();
