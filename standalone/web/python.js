// Python with its packages and the app: begun anew, or woken from a picture of its memory in which they are imported.
//
// The picture is Pyodide's own (tried with 314.0.7; a test starts from one). It holds the memory and knows nothing of
// compiled libraries. So those that the first screen needs are loaded before Python begins, in one order: they lie at
// the same place in memory and in the table of functions each time, and `layout` proves it before a picture is used.
import { withHonestSync } from "./file_system.js";
import { unpack } from "./unpack.js";

const LIBRARIES = ["pydantic_core/_pydantic_core", "msgpack/_cmsgpack"].map((name) => `/packages/${name}.cpython-314-wasm32-emscripten.so`);
const ENV = { HOME: "/home", MR_AUDIT_HOME: "/data/audits", PYTHONDONTWRITEBYTECODE: "1" };
const FIRST = "import sys; sys.path[:0] = ['/app', '/packages']; from audit_app.screens.browser import snapshot; snapshot";

/** Where the libraries came to lie: the table of functions, and the end of what is laid down in memory. */
const layout = (Module) => `${Module.wasmTable.length} ${Module.HEAPU32[Module._emscripten_get_sbrk_ptr() >>> 2]}`;

async function loadLibraries(Module) {
  const compiled = await Promise.all(LIBRARIES.map((path) => WebAssembly.compile(Module.FS.readFile(path))));
  const how = { loadAsync: false, global: false, nodelete: true, allowUndefined: true };
  compiled.forEach((one, i) => {
    const library = Module.newDSO(LIBRARIES[i], undefined, "loading");
    Object.assign(library, { refcount: Infinity, global: false, exports: Module.loadWebAssemblyModule(one, how, LIBRARIES[i], {}) });
  });
}

/** What Pyodide calls to make its module: the packages, the app and the libraries are there before Python begins. */
function withApp(module, { packages, app, picture }, seen) {
  return async (settings) => {
    settings.preRun.push(async (Module) => {
      Module.addRunDependency("the app");
      try {
        for (const [zip, folder] of [[await packages, "/packages"], [await app, "/app"]]) unpack(Module.FS, zip, folder);
        await loadLibraries(Module);
        Object.assign(seen, { Module, layout: layout(Module) });
      } catch (error) {
        seen.fault = error; // a fault here would be swallowed, and Python begin without its packages
      }
      Module.removeRunDependency("the app");
    });
    const made = await module(settings);
    if (seen.fault) throw seen.fault;
    if (picture && picture.layout !== seen.layout) throw new Error(`the picture is of another layout (${picture.layout}, not ${seen.layout})`);
    if (picture) {
      made.growMemory(picture.memory.length);
      made.wasmTable.grow(picture.grown); // where the libraries' beginnings stood, which were called then
    }
    return made;
  };
}

/** Python as `parts` say: `folder` of Pyodide, `stdlib`, `packages`, `app`, the page's modules `own` by name, a `picture`.
 *
 * The picture's memory is given up: Pyodide would hold it for good beside the memory that was made of it. */
export async function python(parts, more = {}) {
  const { folder, stdlib, own, picture } = parts, seen = {};
  const [{ loadPyodide }, { default: module }] = await Promise.all(["pyodide.mjs", "pyodide.asm.mjs"].map((name) => import(folder + name)));
  const woken = picture ? { _loadSnapshot: picture.memory, _snapshotDeserializer: (name) => own[name] } : {};
  const pyodide = await withHonestSync(() => loadPyodide({
    indexURL: folder, stdLibURL: stdlib, env: ENV, createPyodideModule: withApp(module, parts, seen), ...woken, ...more,
  }));
  if (picture) structuredClone(picture.memory.buffer, { transfer: [picture.memory.buffer] });
  if (!picture) for (const [name, one] of Object.entries(own)) pyodide.registerJsModule(name, one);
  return { pyodide, seen };
}

/** The app is imported, and what must be new in each run is new. */
export function imported(pyodide) {
  const first = pyodide.runPython(FIRST);
  first.renew();
  first.destroy();
}

/** A picture of the memory of a Python that has imported the app and opened nothing; an Error when it could not be woken. */
export async function pictured(parts, more = {}) {
  const { pyodide, seen } = await python(parts, { _makeSnapshot: true, ...more });
  const first = pyodide.runPython(FIRST);
  first.prepare();
  first.destroy();
  const grown = seen.Module.wasmTable.length - Number(seen.layout.split(" ")[0]);
  if (grown > LIBRARIES.length) throw new Error(`${grown} functions were added to the table, and not by the libraries alone`);
  const named = new Map(Object.entries(parts.own).map(([name, one]) => [one, name]));
  const serializer = (one) => {
    if (!named.has(one)) throw new Error("Python holds a thing of the page that no other run has");
    return named.get(one);
  };
  return { memory: pyodide.makeMemorySnapshot({ serializer }), layout: seen.layout, grown };
}
