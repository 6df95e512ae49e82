// What stands where the page would, when it is loaded and the server cannot be reached: a page of our own, that says so,
// shows what is kept in this tab, and loads the app as soon as the server is back. Without it the browser puts its own
// there, which knows nothing of either and waits for a finger. Nothing else is kept, and nothing else answered.
//
// It has the name under which Flutter looks for a worker: its own would take this one's place and then remove itself.
'use strict';
const KEPT = 'mr-audit:cut-off:36ffe0e3', PAGE = '/cut_off.html', FILES = [PAGE, '/cut_off.js'];
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
  else if (loadsThePage(event.request, pathname)) event.respondWith(page(event.request));
});

// No form that is sent, from wherever: what this worker asks for in its stead would seem to come from here. The app alone
// under /app/ has a worker of its own, and what was made is no page.
function loadsThePage(request, pathname) {
  return request.mode === 'navigate' && request.method === 'GET' && !/^\/(made|app)\//.test(pathname);
}

async function page(request) {
  const late = new Promise((settle) => setTimeout(settle, PATIENCE, null));
  try {
    const answer = await Promise.race([fetch(request), late]);
    return answer && (answer.status < 502 || answer.status > 504) ? answer : kept(PAGE); // or a proxy's: the server is gone
  } catch (error) {
    return kept(PAGE);
  }
}

async function kept(path) {
  return (await (await caches.open(KEPT)).match(path)) || fetch(path);
}
