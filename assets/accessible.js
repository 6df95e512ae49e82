// Whoever uses a screen reader switches the accessible screen on once; a page that is loaded anew keeps it.
//
// The page is loaded again by itself after a lost connection. Flutter would then begin without the accessible screen,
// and a reader would find an empty page. It is switched on again by the same tap on Flutter's own switch.
(function () {
  'use strict';
  var SWITCH = 'flt-semantics-placeholder', KEPT = 'mr-audit:accessible';

  function chosen() {
    try { return sessionStorage.getItem(KEPT) === 'yes'; } catch (error) { return false; }
  }

  function choose() {
    try { sessionStorage.setItem(KEPT, 'yes'); } catch (error) { /* it holds for this page */ }
  }

  function tap(it) {
    var box = it.getBoundingClientRect();
    var middle = { bubbles: true, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
    it.dispatchEvent(new MouseEvent('click', middle));
  }

  document.addEventListener('click', function (event) {
    if (event.target.closest && event.target.closest(SWITCH)) choose();
  }, true);

  if (!chosen()) return;
  var seen = new MutationObserver(function () {
    var it = document.querySelector(SWITCH);
    if (!it) return;
    seen.disconnect();
    setTimeout(function () { tap(it); }, 0); // its own listener is added after it is
  });
  seen.observe(document.documentElement, { subtree: true, childList: true });
})();
