// Compiles a folder of Python to bytecode with Pyodide's own Python: node compile.mjs PYODIDE FOLDER PROGRAM
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, folder, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${pyodide}/`, env: { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" } });
python.mountNodeFS("/built", folder);
python.runPython(readFileSync(program, "utf8"));
process.exit(0);
