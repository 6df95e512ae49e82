// The page: brings the app into the browser's keeping, starts Python and the screens side by side, and says what is
// to be known outside of them: how far it is, what is wrong, that a new version is there, that a backup is due.
const at = (id) => document.getElementById(id);
const cover = at("cover"), said = at("said"), share = at("share"), remedy = at("remedy"), choices = at("choices");
const home = new URL("./", location.href);
const KEPT = "mr-audit.kept", CARD = "mr-audit.card", ASKED = "mr-audit.storage-told";
const chromium = Boolean(globalThis.chrome) || (navigator.userAgentData?.brands ?? []).some(({ brand }) => brand === "Chromium");
const wasmGc = WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 95, 1, 120, 0])); // a struct of one byte
const version = document.querySelector("meta[name=version]").content;
const QUIET = 20000; // ms after the start before the picture is made
const SLOW = 15000; // ms without a step before it is told what is waited for
const draws = chromium && wasmGc ? "skwasm" : "canvaskit";

// What is said

function say(words, done) {
  moved();
  said.textContent = words;
  if (done === undefined) share.removeAttribute("value");
  else share.value = done;
}

function button(words, deed) {
  const one = document.createElement("button");
  one.textContent = words;
  one.addEventListener("click", deed);
  return one;
}

// What a start waits for: told once nothing has moved for a while, so that it never hangs without a word
const waiting = { for: new Set(), timer: 0, over: false };

function moved() {
  if (waiting.over) return;
  clearTimeout(waiting.timer);
  remedy.hidden = true;
  choices.replaceChildren();
  if (waiting.for.size) waiting.timer = setTimeout(slow, SLOW);
}

function slow() {
  remedy.hidden = false;
  remedy.textContent = `This takes longer than usual. Waiting for ${[...waiting.for].join(" and ")}. Nothing is lost. If it stays so, close every other window of MR Audit, then load this page again.`;
  choices.replaceChildren(button("Load again", () => location.reload()));
}

function waits(what) {
  waiting.for.add(what);
  moved();
}

function came(what) {
  waiting.for.delete(what);
  moved();
}

/** Nothing goes on from here: what is wrong, what to do, and the ways out. */
function stop(words, what, ...ways) {
  clearTimeout(waiting.timer);
  waiting.over = true;
  cover.hidden = false;
  said.textContent = words;
  said.setAttribute("role", "alert");
  share.hidden = true;
  remedy.hidden = false;
  remedy.textContent = what;
  choices.replaceChildren(...ways, button("Load again", () => location.reload()));
}

// A line at the foot of the screen, with what can be done about it; in an audit it would cover what is tapped, and waits.
const asking = { is: false, at: 0 };
const inAudit = () => /^#\/(audit|new)/.test(location.hash);

function notice(words, ...ways) {
  lineOf(words, inAudit, ways);
}

/** What the person asked for just now, so it is shown in an audit too. */
function offer(words, ...ways) {
  lineOf(words, () => false, ways);
}

function lineOf(words, waits, ways) {
  const line = document.createElement("p");
  line.textContent = words;
  at("notice").replaceChildren(line, ...ways, button("Not now", noMore));
  clearInterval(asking.at);
  Object.assign(asking, { is: true, at: setInterval(() => (at("notice").hidden = waits()), 300) });
  at("notice").hidden = waits();
}

function noMore() {
  clearInterval(asking.at);
  asking.is = false;
  at("notice").hidden = true;
}

// Work that holds Python up is shown here: the screens would show nothing of it until it is done

const halt = globalThis.crossOriginIsolated ? new Int32Array(new SharedArrayBuffer(4)) : null;
const SHORT = 700; // ms of work of which nothing is said
const work = { timer: 0, bar: document.createElement("progress"), line: document.createElement("p") };

function went({ words, share }) {
  work.line.textContent = words;
  work.bar.value = share;
  work.bar.setAttribute("aria-label", words);
  work.timer ||= setTimeout(() => {
    const cancel = button("Cancel", () => {
      Atomics.store(halt, 0, 1);
      cancel.disabled = true;
    });
    at("work").replaceChildren(work.line, work.bar, ...(halt ? [cancel] : []));
    at("work").hidden = false;
  }, SHORT);
}

function over() {
  clearTimeout(work.timer);
  work.timer = 0;
  at("work").hidden = true;
}

const TROUBLE = {
  taken: ["MR Audit is open in another tab or window.", "Go on there, or close it and load this page again. Nothing is lost."],
  refused: ["This browser gives MR Audit no storage that lasts.", "Leave private browsing, allow this address to keep data, or use Chrome, Edge or Safari."],
  damaged: ["The storage of this tablet is damaged.", "Do not clear the data of this address. Restore the newest backup on another tablet, and keep this one for recovery."],
  newer: ["The audits here were written by a newer version of MR Audit.", "Connect to the network and load this page again, to get the newer version. Nothing was changed."],
  full: ["No room is left on this device.", "Free some space, then load this page again. Nothing shown so far is lost."],
  other: ["MR Audit cannot start.", "Load this page again. If it stays so, tell whoever looks after the tablet the line below."],
};

async function failed({ kind, words }) {
  const [what, todo] = TROUBLE[kind] ?? TROUBLE.other, { before } = await asked("versions");
  const back = button("Use the version before", () => asked("back").then(() => location.reload()));
  stop(what, `${todo} (${words})`, ...(before ? [back] : []));
}

// The emergency card, as it was last kept

function card() {
  const kept = JSON.parse(localStorage.getItem(CARD) ?? "{}");
  if (kept.unit) at("unit").textContent = kept.unit;
  for (const place of document.querySelectorAll("[data-fact]")) place.textContent = kept[place.dataset.fact] || "not entered";
}

// The service worker

const lacks = () => [
  [!isSecureContext, "this address is not secure (https)"],
  [!navigator.serviceWorker, "it keeps no apps (private browsing?)"],
  [!navigator.storage?.getDirectory, "it keeps no files"],
  [!globalThis.DecompressionStream, "it is too old"],
].filter(([missing]) => missing).map(([, words]) => words);

function asked(what) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((settle) => {
    setTimeout(() => settle({}), 5000);
    port1.onmessage = ({ data }) => settle(data);
    navigator.serviceWorker.controller?.postMessage({ do: what }, [port2]);
  });
}

/** The app is in the browser's keeping when this returns; the first time it is fetched, and the page loads again. */
async function kept() {
  const workers = navigator.serviceWorker;
  const fetched = new Promise((_, fail) => workers.addEventListener("message", ({ data }) => {
    if (data.share !== undefined && first) say("Getting MR Audit onto this device …", data.share);
    if (data.failed) fail(new Error(data.failed));
    if (data.installed && state.now) looked();
  }));
  fetched.catch(() => {}); // of an update: the version in use goes on
  const own = new URL("service_worker.js", location.href).pathname; // a served app at the root has one for all below it
  const first = !workers.controller || new URL(workers.controller.scriptURL).pathname !== own;
  if (first) {
    waits("the network, or for room to keep the app");
    say("Getting MR Audit onto this device …", 0);
  }
  const registered = workers.register(`service_worker.js?draws=${draws}`, { updateViaCache: "none" });
  if (!first) return void registered.catch((error) => console.info("no update was looked for:", error.message));
  await Promise.race([registered, fetched]);
  await Promise.race([new Promise((done) => workers.addEventListener("controllerchange", done, { once: true })), fetched]);
  location.reload();
  await new Promise(() => {});
}

// Files that are picked: what is asked for is handed to Python as it is, and read there slice by slice

const picked = [], MOST_PICKED = 20; // choices

// Flutter's picker opens an input that stands in no document: it can be listened to only where it is opened
const { click } = HTMLInputElement.prototype;
HTMLInputElement.prototype.click = function () {
  if (this.type === "file") this.addEventListener("change", () => remembered(this.files), { once: true });
  return click.call(this);
};

function remembered(files) {
  picked.unshift([...files]);
  picked.length = Math.min(picked.length, MOST_PICKED);
}

function pickedBefore({ id, name, size }) {
  const same = (file) => file?.name === name && file.size === size;
  return picked.map((files) => files[id]).find(same) ?? picked.flat().find(same) ?? null;
}

// Python, and the packets between it and the screens

const worker = { now: null, screens: null, waiting: [], packets: 0 };
const ready = new Promise((settle) => (worker.settle = settle));
const drawn = new Promise((settle) => addEventListener("flutter-first-frame", settle, { once: true }));

function toScreens(packet) {
  if (!worker.screens) return void worker.waiting.push(packet);
  worker.screens(packet);
  if (++worker.packets === 2) drawn.then(() => requestAnimationFrame(() => requestAnimationFrame(uncover)));
}

function uncover() {
  came("the screens");
  cover.hidden = true;
  performance.mark("shown");
}

const heard = {
  ready(told) {
    for (const [name, ms] of Object.entries(told.marks)) performance.mark(name, { detail: ms });
    worker.settle();
    ended(told);
    if (!told.picture) performance.mark("woken");
    if (told.picture === "none") setTimeout(pictured, QUIET);
  },
  failed,
  share: (told) => say("Starting …", told.share),
  waits: ({ what }) => waits(what),
  came: ({ what }) => came(what),
  card: ({ words }) => localStorage.setItem(CARD, words),
  went,
  over,
  state: ({ words }) => state(JSON.parse(words)),
  picked: (what, [port]) => port.postMessage(pickedBefore(what)),
  save: ({ words }) => (downloads ? fetchFile(words) : handOver(words, () => worker.now.postMessage({ do: "unsaved" }))),
  hand: ({ words }) => handOver(words),
  trouble: ({ words }) => notice(words),
};

function startPython() {
  waits("Python");
  worker.now = new Worker("worker.js", { type: "module" });
  worker.now.onmessage = ({ data, ports }) => (data instanceof Uint8Array ? toScreens(data) : heard[data.say](data, ports));
  worker.now.onerror = (event) => failed({ kind: "other", words: event.message });
  worker.now.postMessage({ do: "start", version, endings, downloads, stop: halt });
  navigator.serviceWorker.addEventListener("message", ({ data, ports }) => {
    if (data.ask) worker.now.postMessage({ do: "ask", ask: data.ask }, [ports[0]]);
  });
  addEventListener("hashchange", () => inAudit() || worker.now.postMessage({ do: "told" })); // an audit may just have been signed
  document.addEventListener("visibilitychange", () => document.hidden && worker.now.postMessage({ do: "told" }));
  addEventListener("pagehide", () => worker.now.terminate());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

/** Makes the picture of Python's memory that later starts begin from, where the device has memory for a second Python. */
function pictured() {
  if ((navigator.deviceMemory ?? 0) < 4) return;
  const maker = new Worker("snapshot_worker.js", { type: "module" });
  maker.onmessage = () => maker.terminate();
  maker.postMessage({ version });
}

// What Flet's client calls
globalThis.jsConnect = async (_app, _args, take) => {
  worker.screens = take;
  await ready;
  for (const packet of worker.waiting.splice(0)) toScreens(packet);
};
globalThis.jsSend = async (_app, packet) => worker.now.postMessage(packet, [packet.buffer]);
globalThis.jsDisconnect = async () => {};

// The screens

async function startScreens() {
  waits("the screens");
  const folder = home.pathname;
  let loaded;
  const flutterAppLoaded = new Promise((settle) => (loaded = settle));
  globalThis.flet = {
    pyodide: true, multiView: false, noCdn: true, webSocketEndpoint: "ws", entrypointBaseUrl: folder, assetBase: folder,
    routeUrlStrategy: "hash", canvasKitBaseUrl: `${folder}canvaskit/`, pyodideUrl: "", webRenderer: draws,
    fontFallbackBaseUrl: `${folder}assets/fonts/`, appPackageUrl: "", flutterAppLoaded, flutterAppResolve: loaded,
  };
  const script = document.createElement("script");
  script.src = "flutter.js";
  const [build] = await Promise.all([
    fetch("flutter.json").then((answer) => answer.json()),
    new Promise((done, fail) => Object.assign(script, { onload: done, onerror: fail }) && document.head.append(script)),
  ]);
  globalThis._flutter.buildConfig = build;
  const config = {
    multiViewEnabled: false, entrypointBaseUrl: folder, assetBase: folder, renderer: draws,
    canvasKitBaseUrl: `${folder}canvaskit/`, canvasKitVariant: "full", fontFallbackBaseUrl: `${folder}assets/fonts/`,
    // Several drawing threads spoil each other's memory in Flutter 3.44 (flutter/flutter#190039); the page then stands
    // still for good.
    forceSingleThreadedSkwasm: true,
  };
  await globalThis._flutter.loader.load({
    config,
    onEntrypointLoaded: async (engine) => globalThis.flet.flutterAppResolve(await (await engine.initializeEngine(config)).runApp()),
  });
}

// Once everything runs

const state = Object.assign((now) => Object.assign(state, { now }) && looked(), { now: null });

async function ended({ opened, fresh }) {
  const remembered = localStorage.getItem(KEPT);
  if (fresh && remembered) {
    notice(`This browser has deleted the audits of this tablet (${remembered}). Restore the newest backup in Settings.`);
  }
  if (opened) await asked("opened");
}

/** Looks what the person must know: a new version, storage that may not last, a backup that is due. */
async function looked() {
  const { audits, underWay, backupDue } = state.now;
  if (audits) localStorage.setItem(KEPT, audits);
  if (asking.is) return;
  const { current, ready: newest } = await asked("versions");
  if (newest && current && newest !== current) {
    const take = button("Take it now", () => asked("take").then(() => location.reload()));
    if (underWay) notice("A new version of MR Audit is ready. It can be taken when the audit under way is signed.");
    else notice("A new version of MR Audit is ready.", take);
    return;
  }
  if (!audits) return;
  const lasting = (await navigator.storage.persisted()) || (await navigator.storage.persist());
  const backup = button("Save a backup", () => worker.now.postMessage({ do: "backup" }));
  if (backupDue) return notice("An audit was signed since the last backup. Keep a backup somewhere else than this tablet.", backup);
  if (lasting || sessionStorage.getItem(ASKED)) return;
  sessionStorage.setItem(ASKED, "1");
  notice("This browser may delete the audits when it needs room, or after a week without use. Put MR Audit on the home screen, or keep a backup elsewhere.", backup);
}

/** Has the browser keep a made file. No `download` on the link: Chromium then asks the network past the service worker. */
function fetchFile(address) {
  const link = Object.assign(document.createElement("a"), { href: address });
  document.body.append(link);
  link.click();
  link.remove();
  noMore();
}

// The share sheet, where the browser has one that takes files

const TYPES = {
  pdf: "application/pdf", html: "text/html", csv: "text/csv", json: "application/json", zip: "application/zip",
  eml: "message/rfc822", ics: "text/calendar", mraudit: "application/octet-stream",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};
const fileOf = (parts, name) => new File(parts, name, { type: TYPES[name.split(".").pop()] ?? "application/octet-stream" });
const endings = Object.keys(TYPES).filter((ending) => navigator.canShare?.({ files: [fileOf(["-"], `a.${ending}`)] }));
const downloads = navigator.standalone !== true || !endings.length; // a window from an iPad's home screen is lost to a download

async function handOver(address, closed = () => {}) {
  const name = decodeURIComponent(new URL(address, home).pathname.split("/").pop());
  const answer = await fetch(address);
  if (!answer.ok) return offer(await answer.text());
  const file = fileOf([await answer.blob()], name);
  await given(file, address, closed);
}

/** Shares a file; when the tap that asked for it is too long ago for the browser, a line asks for another. */
async function given(file, address, closed) {
  try {
    await navigator.share({ files: [file] });
    noMore();
  } catch (error) {
    if (error.name === "NotAllowedError") return offer(`${file.name} is ready.`, button("Share", () => given(file, address, closed)));
    if (error.name !== "AbortError") return fetchFile(address);
    closed();
  }
}

// In the Android shell a file goes out in pieces, to where the person said it is to be kept

const shell = globalThis.mrAuditShell, outgoing = { address: "" };
globalThis.mrAuditSave = (address) => {
  outgoing.address = address;
  shell.create(decodeURIComponent(new URL(address, home).pathname.split("/").pop()));
};
globalThis.mrAuditSaveNow = async () => {
  const reader = (await fetch(outgoing.address)).body.getReader();
  for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
    for (let at = 0; at < value.length; at += 30000) {
      if (!shell.piece(btoa(String.fromCharCode(...value.subarray(at, at + 30000))))) return notice("The file could not be kept there.");
    }
  }
  if (!shell.end()) notice("The file could not be kept there.");
};

card();
const missing = lacks();
if (missing.length) {
  stop(`This browser cannot hold MR Audit: ${missing.join(", ")}.`, "Use Chrome or Edge 109, or Safari 16.4 or newer, in a normal window, over https.");
} else {
  kept().then(() => {
    say("Starting …", 0.05); // a bar that moves by itself takes a third of a processor
    startPython();
    return startScreens();
  }).catch((error) => stop("MR Audit did not get onto this device.", `${error.message}. Look after the network and the free space, then load this page again.`));
}
