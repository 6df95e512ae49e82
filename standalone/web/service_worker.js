// The service worker: the whole app is kept in the browser and answered from there; nothing is asked of a network.
//
// kept.json lists every file with its digest. All are fetched once and checked; a new version is fetched beside the
// old one, and the page decides when it is taken. The version before stays until the new one has opened the data.
// What the app made itself (made/…) comes through the page from Python.
const VERSION = "@VERSION@", POLICY = "@POLICY@";
const base = new URL("./", self.location.href), draws = new URL(self.location.href).searchParams.get("draws");
const nameOf = (version) => `mr-audit ${version}`;
const WHICH = "mr-audit which";
const AT_ONCE = 6, PATIENCE = 180000;
const KINDS = {
  html: "text/html; charset=utf-8", js: "text/javascript", mjs: "text/javascript", css: "text/css; charset=utf-8",
  wasm: "application/wasm", json: "application/json", png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg",
  pdf: "application/pdf", csv: "text/csv; charset=utf-8", zip: "application/zip", ttf: "font/ttf", otf: "font/otf", woff2: "font/woff2",
};
const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Content-Security-Policy": `${POLICY}; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};
// A file the app made is opened by itself: its own styles and pictures, no script, no request, no form.
const MADE = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-ancestors 'none'; sandbox allow-downloads allow-popups";
const kindOf = (path) => KINDS[path.split(".").pop().toLowerCase()] ?? "application/octet-stream";
const hex = (buffer) => [...new Uint8Array(buffer)].map((b) => b.toString(16).padStart(2, "0")).join("");

// Which version is in use

async function which() {
  const kept = await (await caches.open(WHICH)).match(new URL("which", base));
  return kept ? kept.json() : { current: null, before: null };
}

async function use(current, before) {
  const text = JSON.stringify({ current, before });
  await (await caches.open(WHICH)).put(new URL("which", base), new Response(text));
  return { current, before };
}

// Fetching a version

async function tell(message) {
  for (const each of await self.clients.matchAll({ includeUncontrolled: true, type: "window" })) each.postMessage(message);
}

const opened = (stream) => new Response(stream.pipeThrough(new DecompressionStream("gzip")));

/** The bytes of a file as it shall lie here, checked by what is in it; whether they are squeezed. */
async function fetched({ path, squeezed, sha256, lies }) {
  const answer = await fetch(new URL(squeezed ? `${path}.gz` : path, base), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path} could not be fetched (${answer.status})`);
  const came = new Uint8Array(await answer.arrayBuffer());
  const isSqueezed = squeezed && came[0] === 0x1f && came[1] === 0x8b; // else the server has opened it already
  const open = isSqueezed ? await opened(new Blob([came]).stream()).arrayBuffer() : came;
  if (hex(await crypto.subtle.digest("SHA-256", open)) !== sha256) throw new Error(`${path} did not arrive whole`);
  return isSqueezed && lies === "squeezed" ? { bytes: came, isSqueezed } : { bytes: open, isSqueezed: false };
}

async function keep(cache, older, one) {
  const url = new URL(one.path, base).href;
  if (await cache.match(url)) return;
  for (const each of older) {
    const same = await each.match(url);
    if (same?.headers.get("X-Digest") === one.sha256) return void (await cache.put(url, same));
  }
  const { bytes, isSqueezed } = await fetched(one);
  const headers = { ...HEADERS, "Content-Type": kindOf(one.path), "X-Digest": one.sha256, ...(isSqueezed ? { "X-Squeezed": "gzip" } : {}) };
  await cache.put(url, new Response(bytes, { headers }));
}

async function install() {
  const { version, files } = await (await fetch(new URL("kept.json", base), { cache: "no-cache" })).json();
  if (version !== VERSION) throw new Error("The site changed while it was fetched");
  const mine = files.filter((each) => !each.draws || each.draws === draws);
  const all = mine.reduce((sum, each) => sum + each.size, 0);
  const others = (await caches.keys()).filter((name) => name.startsWith("mr-audit ") && name !== nameOf(VERSION));
  const older = await Promise.all(others.filter((name) => name !== WHICH).map((name) => caches.open(name)));
  const cache = await caches.open(nameOf(VERSION)), waiting = [...mine];
  let done = 0;
  const one = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      await keep(cache, older, file);
      done += file.size;
      await tell({ share: done / all });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  const { current } = await which();
  if (!current || !(await caches.has(nameOf(current)))) await use(VERSION, null);
  await self.skipWaiting();
}

self.addEventListener("install", (event) => event.waitUntil(install().catch(async (error) => {
  await tell({ failed: `${error.message}` });
  throw error;
})));

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim().then(() => tell({ installed: VERSION }))));

// What the page asks

const deeds = {
  async versions() {
    return { ...(await which()), ready: VERSION };
  },
  async take() {
    const { current } = await which();
    return current === VERSION ? which() : use(VERSION, current);
  },
  async back() {
    const { current, before } = await which();
    return before ? use(before, null) : { current, before };
  },
  /** The data was opened by the version in use: the others are not needed any more. */
  async opened() {
    const { current } = await which(), wanted = [WHICH, nameOf(current), nameOf(VERSION)];
    for (const name of await caches.keys()) if (name.startsWith("mr-audit ") && !wanted.includes(name)) await caches.delete(name);
    return use(current, null);
  },
};

self.addEventListener("message", (event) => {
  const deed = deeds[event.data?.do];
  if (deed) event.waitUntil(deed().then((answer) => event.ports[0]?.postMessage(answer)));
});

// What goes to Python and comes from it: through a port that the page hands on, in pieces that are moved, not copied

class Line {
  constructor(port) {
    Object.assign(this, { port, heard: [], waiting: null });
    port.onmessage = ({ data }) => {
      if (this.waiting) this.waiting(data);
      else this.heard.push(data);
      this.waiting = null;
    };
  }
  send(message, moved = []) {
    this.port.postMessage(message, moved);
  }
  next() {
    if (this.heard.length) return Promise.resolve(this.heard.shift());
    return new Promise((settle, fail) => {
      const timer = setTimeout(() => fail(new Error("The app does not answer")), PATIENCE);
      this.waiting = (data) => {
        clearTimeout(timer);
        settle(data);
      };
    });
  }
}

async function lineTo(clientId, question) {
  const pages = await self.clients.matchAll({ type: "window" }), isApp = ({ url }) => url.startsWith(base.href) && !url.startsWith(`${base.href}made/`);
  const page = pages.find(({ id, url }) => id === clientId && isApp({ url })) ?? pages.find(isApp);
  if (!page) throw new Error("The app is not open");
  const { port1, port2 } = new MessageChannel();
  page.postMessage({ ask: question }, [port2]);
  return new Line(port1);
}

const refused = (status, words) => new Response(words, { status, headers: { ...HEADERS, "Content-Type": "text/plain; charset=utf-8" } });

async function made(event, path, shown) {
  const line = await lineTo(event.clientId, { what: "made", token: path.split("/")[1] });
  const found = await line.next();
  if (!found) return refused(404, "This file is no longer here. Make it again in the app.");
  const pieces = new ReadableStream({
    async pull(control) {
      line.send("more");
      const piece = await line.next();
      if (piece) control.enqueue(piece);
      else control.close();
    },
    cancel: () => line.send("stop"),
  });
  const place = shown ? "inline" : `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`;
  const about = { "Content-Type": kindOf(found.name), "Content-Length": `${found.size}`, "Content-Disposition": place, "Content-Security-Policy": MADE };
  return new Response(pieces, { headers: { ...HEADERS, ...about } });
}

// What is asked for

async function answered(request) {
  const kept = await caches.open(nameOf((await which()).current));
  const wanted = request.mode === "navigate" ? new URL("index.html", base).href : request.url;
  const path = new URL(request.url).pathname.slice(base.pathname.length);
  const found = await kept.match(wanted, { ignoreSearch: true });
  if (found?.headers.has("X-Squeezed")) return new Response(opened(found.body).body, { headers: found.headers });
  if (found) return found;
  if (path.startsWith("assets/fonts/noto")) return (await kept.match(new URL("assets/fonts/DejaVuSans.ttf", base).href)) ?? refused(404, "");
  return refused(404, "MR Audit has no such file.");
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return;
  const path = url.pathname.slice(base.pathname.length), trouble = (error) => refused(503, `${error.message}. Open the app and try again.`);
  if (path.startsWith("made/")) event.respondWith(made(event, path, url.searchParams.has("open")).catch(trouble));
  else if (event.request.method === "GET") event.respondWith(answered(event.request));
});
