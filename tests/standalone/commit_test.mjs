// SQLite over the disk in the tablet's own Python, the power cut right after each commit: node commit_test.mjs PYODIDE
import { pathToFileURL } from "node:url";

import { Disk } from "../../standalone/web/disk.js";
import { fileSystem, withHonestSync } from "../../standalone/web/file_system.js";
import { Medium } from "./medium.mjs";

const [pyodide, how] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const load = () => loadPyodide({ indexURL: `${pyodide}/` });

if (how === "dishonest") {
  try {
    await withHonestSync(async () => "a Python without fdatasync");
  } catch (error) {
    console.log(JSON.stringify({ refused: error.message }));
  }
  process.exit(0);
}

const python = await withHonestSync(load);
const mount = (handles, at) => {
  const disk = new Disk(...handles);
  python.FS.mkdirTree(at);
  python.FS.mount(fileSystem(python.FS, disk), {}, at);
};
const handles = Array.from({ length: 4 }, () => new Medium());
mount(handles, "/data");
const keep = python.runPython(`
import sqlite3
db = sqlite3.connect("/data/a.db", isolation_level=None)
for pragma in ("locking_mode=exclusive", "journal_mode=wal", "synchronous=full"):
    db.execute(f"pragma {pragma}").fetchall()
db.execute("create table entries (n integer)")
lambda n: db.execute("insert into entries values (?)", (n,)) and None
`);
let honest = true;
for (let n = 0; n < 20; n++) {
  const before = handles[0].flushes;
  keep(n);
  honest &&= handles[0].flushes > before;
}
const left = handles.map((each) => each.afterPowerCut());
python.runPython("db.close()"); // SQLite knows files by their number: the same file may not be open twice
mount(left, "/again");
const there = python.runPython(`
again = sqlite3.connect("/again/a.db", isolation_level=None)
again.execute("pragma locking_mode=exclusive").fetchall()
[again.execute("select count(*) from entries").fetchone()[0], again.execute("pragma integrity_check").fetchone()[0]]
`).toJs();
console.log(JSON.stringify({ committed: 20, there: there[0], integrity: there[1], flushes: honest ? "at every commit" : "not at every commit" }));
process.exit(0);
