// The page that stands in for the app while the server cannot be reached: what is kept in this tab, and the way back.
(function () {
  'use strict';
  var EVERY = 1000, PATIENCE = 1900, KEPT = 'mr-audit:typed'; // as in typed.js
  var MOST = 30000, TRIED = 'mr-audit:tried';
  var kept = [];
  try { kept = JSON.parse(sessionStorage.getItem(KEPT) || '[]'); } catch (error) { /* nothing that can be shown */ }
  var place = document.getElementById('kept');
  kept.forEach(function (one) {
    var words = document.createElement('blockquote');
    words.textContent = one.text;
    place.appendChild(words);
    place.hidden = false;
  });
  document.getElementById('again').addEventListener('click', load);

  // The address of this page itself leads to the app.
  function load() {
    if (location.pathname === '/cut_off.html') location.replace('/'); else location.reload();
  }

  // A server that answers here and not to the page is asked less and less often.
  function wait() {
    var last = JSON.parse(sessionStorage.getItem(TRIED) || '{}'), soon = Date.now() - (last.at || 0) < 2 * MOST;
    return soon ? Math.min(MOST, 2 * last.wait) : EVERY;
  }

  function back() {
    sessionStorage.setItem(TRIED, JSON.stringify({ at: Date.now(), wait: before }));
    load();
  }

  function look() {
    var stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, PATIENCE);
    fetch('/here', { cache: 'no-store', redirect: 'manual', signal: stop.signal }).then(function (answer) {
      clearTimeout(timer);
      if (answer.status < 500) back(); else setTimeout(look, before);
    }, function () {
      clearTimeout(timer);
      setTimeout(look, EVERY);
    });
  }

  var before = wait();
  setTimeout(look, before);
})();
