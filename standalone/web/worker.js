// Python for the page: a durable disk at /data, the packages, the app, and the packets between the app and its screens.
import { Disk } from "./disk.js";
import { fileSystem } from "./file_system.js";
import { DiskTrouble } from "./log.js";
import { drawnAnew, takeIn } from "./picked.js";
import { imported, python } from "./python.js";
import * as snapshots from "./snapshot.js";

const here = new URL("./", self.location.href).href;
const started = performance.now(), marks = {};
const STEPS = { looked: 0.1, python: 0.5, imported: 0.8, ready: 0.9 }; // how far the start is; nothing is shown of it between
const mark = (name) => {
  marks[name] = Math.round(performance.now() - started);
  if (STEPS[name]) self.postMessage({ say: "share", share: STEPS[name] });
};
const PIECE = 1 << 20;

/** Has the page know what is waited for until it came. */
function awaited(what, coming) {
  self.postMessage({ say: "waits", what });
  return coming.finally(() => self.postMessage({ say: "came", what }));
}

const bridge = { base: new URL(here).pathname, address: here }; // what Python sees as the module mr_audit_page
const flet = {}; // what Flet sees as the module flet_js: it puts `start_connection` and `send` there
const room = {}; // what the browser says of the room for the disk
const look = () => navigator.storage.estimate().then((said) => Object.assign(room, said)).catch(() => {});
let running = null; // the file system, once Python runs

const bytesOf = async (path) => {
  const answer = await fetch(here + path);
  if (!answer.ok) throw new Error(`${path} is missing (${answer.status})`);
  return new Uint8Array(await answer.arrayBuffer());
};

/** Python with the app imported: from the picture of its memory where there is one that serves. */
async function begun(version) {
  const parts = {
    folder: `${here}pyodide/`, stdlib: `${here}python/stdlib.zip`, own: { mr_audit_page: bridge, flet_js: flet },
    packages: bytesOf("python/packages.zip"), app: bytesOf("python/app.zip"),
  };
  const told = { stdout: (line) => console.log(line), stderr: (line) => console.error(line) };
  const { picture, why } = await snapshots.found(version).catch(() => ({ picture: null, why: "unfit" }));
  mark("looked");
  try {
    return { ...(await python({ ...parts, picture }, told)), why };
  } catch (error) {
    if (!picture) throw error;
    console.error("the picture of Python's memory does not serve:", error);
    await snapshots.unfit(version);
    return { ...(await python(parts, told)), why: "unfit" };
  }
}

async function start({ version, endings, downloads, stop }) {
  work.stop = stop;
  const storage = awaited("the storage of this device", Disk.open("mr-audit"));
  const [disk, { pyodide, why }] = await Promise.all([storage, awaited("Python", begun(version)), look()]);
  mark("python");
  const { FS } = pyodide;
  FS.mkdirTree("/data");
  FS.mount(fileSystem(FS, disk, room), {}, "/data");
  Object.assign(bridge, files, { endings, downloads, fresh: disk.fresh, tell: (what, words) => self.postMessage({ say: what, words }) });
  imported(pyodide);
  mark("imported");
  self.postMessage({ say: "waits", what: "the audits to be opened" });
  pyodide.runPython("from audit_app.screens.browser.start import run; run()");
  mark("opened");
  self.postMessage({ say: "came", what: "the audits to be opened" });
  await flet.start_connection((packet) => {
    const bytes = packet.toJs();
    packet.destroy();
    self.postMessage(bytes, [bytes.buffer]);
  });
  running = FS;
  mark("ready");
  self.postMessage({ say: "ready", marks, opened: bridge.opened(), fresh: disk.fresh, picture: why });
  if (!why) await snapshots.woke();
  bridge.told();
}

function failed(error) {
  console.error(error);
  if (error instanceof DiskTrouble) snapshots.woke().catch(() => {}); // the picture is not to blame
  self.postMessage({ say: "failed", kind: error instanceof DiskTrouble ? error.kind : "other", words: `${error.message ?? error}` });
}

// What Python asks of the page

/** One of the files that were picked last, as the page has it; an Error when it has none such. */
function picked(what) {
  const { port1, port2 } = new MessageChannel();
  self.postMessage({ say: "picked", ...what }, [port2]);
  return new Promise((settle, fail) => {
    port1.onmessage = ({ data }) => (data ? settle(data) : fail(new Error("it was not found again")));
  });
}

// Work that holds Python up: how far it is goes to the page at once, and whether to stop comes by shared memory

const OFTEN = 100; // ms between two words of how far it is
const work = { told: 0, stop: null };

const files = {
  went(words, share) {
    const now = performance.now();
    if (now - work.told > OFTEN) self.postMessage({ say: "went", words, share });
    if (now - work.told > OFTEN) work.told = now;
    return Boolean(work.stop && Atomics.exchange(work.stop, 0, 0));
  },
  over() {
    work.told = 0;
    if (work.stop) Atomics.store(work.stop, 0, 0);
    self.postMessage({ say: "over" });
    look();
  },
  async take(id, name, size, path, tell) {
    await takeIn(running, await picked({ id, name, size }), path, tell).finally(look);
  },
  drawn: (path) => drawnAnew(running, path),
};

// What the service worker asks, through the page: a port for each question

const answers = {
  /** Hands out a made file, piece by piece as it is asked for. */
  made({ token }, port) {
    const path = bridge.made(token);
    if (!path) return port.postMessage(null);
    const file = running.open(path, "r"), { size } = running.fstat(file.fd);
    port.onmessage = ({ data }) => {
      const piece = new Uint8Array(PIECE), n = data === "more" ? running.read(file, piece, 0, PIECE) : 0;
      if (!n) running.close(file);
      const whole = piece.subarray(0, n);
      port.postMessage(n ? whole : null, n ? [piece.buffer] : []);
    };
    port.postMessage({ name: path.split("/").pop(), size });
    if (/\.(pdf|docx|html)$/.test(path)) bridge.told(); // a report goes out after signing: a backup may be due
  },
};

const orders = {
  start: (order) => start(order).catch(failed),
  ask({ ask }, port) {
    if (running) answers[ask.what](ask, port);
    else port.postMessage(ask.what === "made" ? null : "The app is still starting");
  },
  told: () => running && look().then(() => bridge.told()),
  backup: () => running && bridge.backup(),
  unsaved: () => running && bridge.unsaved(),
};

self.onmessage = ({ data, ports }) => {
  if (data instanceof Uint8Array) flet.send(data);
  else orders[data.do]?.(data, ports[0]);
};
