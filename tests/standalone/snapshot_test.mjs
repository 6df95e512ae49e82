// A picture of Python's memory is made and woken from, with the Python that travels: node snapshot_test.mjs PYODIDE SITE_PYTHON
// Prints one line of JSON: what two runs from one picture have in common that they must not, and what they can do.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { gunzipSync } from "node:zlib";
import { pathToFileURL } from "node:url";

import { imported, pictured, python } from "../../standalone/web/python.js";

const [pyodide, places] = process.argv.slice(2);
const part = (name) => new Uint8Array(gunzipSync(readFileSync(`${places}/${name}.zip.gz`)));
const stdlib = `${mkdtempSync(`${tmpdir()}/stdlib-`)}/stdlib.zip`;
writeFileSync(stdlib, part("stdlib"));
const own = () => ({ mr_audit_page: { base: "/" }, flet_js: {} });
const parts = { folder: `${pathToFileURL(pyodide)}/`, stdlib, packages: part("packages"), app: part("app") };
const how = { indexURL: `${pyodide}/` };
const RUN = `
import json, os, random, sqlite3, sys, tempfile, uuid
from datetime import datetime, UTC
there = len(sys.modules)
import mr_audit_page
mr_audit_page.heard = "this run"
import numpy, PIL.Image
from audit_app.audit.log.clock import DeviceClock
from pydantic import TypeAdapter
json.dumps({
    "there": there,
    "path": sys.path[:2],
    "reads": TypeAdapter(list[int]).validate_json("[1, 2]") == [1, 2] and int(numpy.ones(3).sum()) == 3,
    "now": abs(datetime.now(UTC).timestamp() - float(now)) < 60,
    "drawn": [random.random(), os.urandom(8).hex(), uuid.uuid4().hex, DeviceClock().new_id(), tempfile.mktemp(),
              sqlite3.connect(":memory:").execute("select hex(randomblob(8))").fetchone()[0]],
})`;

async function run(picture) {
  const mine = own(), { pyodide: one } = await python({ ...parts, own: mine, picture }, how);
  imported(one);
  one.globals.set("now", Date.now() / 1000);
  return { ...JSON.parse(one.runPython(RUN)), heard: mine.mr_audit_page.heard };
}

const picture = await pictured({ ...parts, own: own() }, how);
const copied = () => ({ ...picture, memory: picture.memory.slice() }), given = copied();
const plain = await run(null), first = await run(given), second = await run(copied());
const refused = await run({ ...copied(), layout: "1 2" }).then(() => "", (error) => error.message);
console.log(JSON.stringify({
  modules: [first.there, second.there].every((one) => one >= plain.there),
  same: first.drawn.filter((each) => second.drawn.includes(each)),
  works: [plain, first, second].every((one) => one.reads && one.now && one.heard === "this run" && one.path.join() === "/app,/packages"),
  given_up: given.memory.length === 0,
  refused: refused.includes("another layout"),
}));
process.exit(0);
