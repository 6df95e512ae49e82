// Imports every module of the app with the Python that travels: node imports_test.mjs PYODIDE SITE_PYTHON MODULE…
// Prints one line of JSON: the modules that cannot be imported, each with why.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { gunzipSync } from "node:zlib";
import { pathToFileURL } from "node:url";

import { unpack } from "../../standalone/web/unpack.js";

const [pyodide, parts, ...modules] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const part = (name) => gunzipSync(readFileSync(`${parts}/${name}.zip.gz`));
const stdlib = `${mkdtempSync(`${tmpdir()}/stdlib-`)}/stdlib.zip`;
writeFileSync(stdlib, part("stdlib"));
const python = await loadPyodide({ indexURL: `${pyodide}/`, stdLibURL: stdlib, env: { HOME: "/home" } });
for (const name of ["packages", "app"]) unpack(python.FS, new Uint8Array(part(name)), `/${name}`);
python.registerJsModule("flet_js", {});
python.registerJsModule("mr_audit_page", {});
python.globals.set("modules", python.toPy(modules));
console.log(await python.runPythonAsync(`
import importlib, json, sys
sys.path[:0] = ["/app", "/packages"]
wrong = {}
for name in modules:
    try:
        importlib.import_module(name)
    except Exception as error:
        wrong[name] = f"{type(error).__name__}: {error}"
json.dumps(wrong)
`));
process.exit(0);
