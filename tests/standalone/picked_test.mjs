// A picked file on its way to the tablet's disk, with Python's own file system: node picked_test.mjs PYODIDE
import { pathToFileURL } from "node:url";

import { BLOCK, Disk } from "../../standalone/web/disk.js";
import { fileSystem, withHonestSync } from "../../standalone/web/file_system.js";
import { drawnAnew, takeIn } from "../../standalone/web/picked.js";
import { Medium } from "./medium.mjs";

const [pyodide] = process.argv.slice(2), LONG = 4000, PIECE = 1000;
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const { FS, runPython, runPythonAsync, registerJsModule } = await withHonestSync(() => loadPyodide({ indexURL: `${pyodide}/` }));
const handles = [new Medium(undefined, 10 * BLOCK), new Medium(), new Medium(), new Medium()];
FS.mkdirTree("/data");
FS.mount(fileSystem(FS, new Disk(...handles), { quota: 100 * BLOCK, usage: 80 * BLOCK - 1 }), {}, "/data");

/** A file of the page that counts how much of it is asked for at once. */
class Counted extends Blob {
  largest = 0;
  slice(from, to) {
    const part = super.slice(from, to);
    this.largest = Math.max(this.largest, part.size);
    return part;
  }
}
class Gone extends Counted {
  slice(from, to) {
    if (from) return { arrayBuffer: () => Promise.reject(new Error("The file is gone")) };
    return super.slice(from, to);
  }
}

const bytes = Uint8Array.from({ length: LONG }, (_, n) => n % 251), file = new Counted([bytes]), told = [];
await takeIn(FS, file, "/data/kept", (share) => void told.push(share), PIECE);
const there = FS.readFile("/data/kept"), again = new Disk(...handles.map((each) => each.afterPowerCut()));
const refused = [];
for (const [one, name] of [[new Counted([new Uint8Array(20 * BLOCK)]), "large"], [new Gone([bytes]), "gone"]]) {
  await takeIn(FS, one, `/data/${name}`, () => {}, PIECE).catch((error) => refused.push(error.message));
}
registerJsModule("page", { drawn: (path) => drawnAnew(FS, path) }); // nothing here can open a picture
let asked = 0;
await takeIn(FS, new Counted([bytes]), "/data/unwanted", () => ++asked === 2, PIECE).catch((error) => refused.push(error.message));
console.log(JSON.stringify({
  drawn: await runPythonAsync("import page; repr(await page.drawn('/data/kept'))"),
  same: there.length === LONG && there.every((byte, n) => byte === bytes[n]),
  durable: again.files.get(again.files.get(1).kids.get("kept")).size === LONG,
  largest: file.largest,
  told,
  refused,
  left: FS.readdir("/data"),
  free: runPython("import shutil; shutil.disk_usage('/data').free"),
}));
process.exit(0);
