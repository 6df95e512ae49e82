// The page's SHA-256 against Node's own, and as Python uses it, from bytes in Python's memory: node sha256_test.mjs PYODIDE APP
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";

import { Hashed, Sha256 } from "../../standalone/web/sha256.js";

const [pyodide, app] = process.argv.slice(2), differing = [];
for (let n = 0; n < 300; n++) {
  const bytes = Uint8Array.from({ length: n }, (_, i) => i * 7 + n), worked = new Sha256();
  for (let at = 0, k; at < n; at += k) {
    k = 1 + ((at * 31 + n) % 150);
    worked.update(bytes.subarray(at, at + k));
  }
  if (worked.hex() !== createHash("sha256").update(bytes).digest("hex")) differing.push(n);
}
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const { FS, runPython, registerJsModule } = await loadPyodide({ indexURL: `${pyodide}/` });
FS.mkdirTree("/app/audit_app");
FS.mount(FS.filesystems.NODEFS, { root: app }, "/app/audit_app");
registerJsModule("mr_audit_page", { sha256: () => new Hashed() });
const python = `
import hashlib, sys
sys.path.insert(0, "/app")
from audit_app.digests import sha256
data = bytes(range(256)) * 5000
worked = sha256()
for kind in (bytes, bytearray, memoryview):
    worked.update(kind(data))
before = worked.hexdigest()
worked.update(b"more")
wanted = hashlib.sha256(data * 3)
first = wanted.hexdigest()
wanted.update(b"more")
type(worked).__name__ == "_Page" and before == first and worked.hexdigest() == wanted.hexdigest() and sha256(data).hexdigest() == hashlib.sha256(data).hexdigest()
`;
console.log(JSON.stringify({ differing, python: runPython(python) }));
process.exit(0);
