// Makes the picture of Python's memory beside the running app, in a Python of its own that never sees the data.
import { pictured } from "./python.js";
import { keep, unfit } from "./snapshot.js";

const here = new URL("./", self.location.href).href;
const bytesOf = async (path) => new Uint8Array(await (await fetch(here + path)).arrayBuffer());

self.onmessage = async ({ data: { version } }) => {
  try {
    const parts = { folder: `${here}pyodide/`, stdlib: `${here}python/stdlib.zip`, own: { mr_audit_page: {}, flet_js: {} } };
    await keep(version, await pictured({ ...parts, packages: bytesOf("python/packages.zip"), app: bytesOf("python/app.zip") }));
  } catch (error) {
    console.warn("no picture of Python's memory was made:", error.message);
    await unfit(version);
  }
  self.postMessage("done");
};
