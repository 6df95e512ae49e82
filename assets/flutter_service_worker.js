// What stands where the page would, when it is loaded and the server cannot be reached: a page of our own, that says so,
// shows what is kept in this tab, and loads the app as soon as the server is back. Without it the browser puts its own
// there, which knows nothing of either and waits for a finger. Nothing else is kept, and nothing else answered.
//
// It has the name under which Flutter looks for a worker: its own would take this one's place and then remove itself.
'use strict';
const KEPT = 'mr-audit:cut-off:95e39097', PAGE = '/cut_off.html', FILES = [PAGE, '/cut_off.js'];
const PATIENCE = 10000; // ms: on a connection that died without a word there is never an answer

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((all) => Promise.all(all.filter((one) => one.startsWith('mr-audit:cut-off:') && one !== KEPT)
      .map((one) => caches.delete(one))))
    .then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== self.location.origin) return;
  if (FILES.includes(pathname)) event.respondWith(kept(pathname));
  else if (event.request.mode === 'navigate' && !pathname.startsWith('/made/')) event.respondWith(page(event.request));
});

async function page(request) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    return answer.status > 501 && answer.status < 505 ? kept(PAGE) : answer; // a proxy before a server that is gone
  } catch (error) {
    return kept(PAGE);
  } finally {
    clearTimeout(timer);
  }
}

async function kept(path) {
  return (await (await caches.open(KEPT)).match(path)) || fetch(path);
}
