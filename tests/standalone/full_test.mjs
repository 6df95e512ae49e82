// A device that fills up while a file is written: what was kept stays, the rest is refused, and deleting works.
import { Disk, FILE } from "../../standalone/web/disk.js";
import { Medium } from "./medium.mjs";

const handles = [new Medium(undefined, 1 << 20), new Medium(), new Medium(), new Medium()];
const disk = new Disk(...handles), root = disk.files.get(1);
const first = disk.make(root, "kept.jpg", FILE | 0o600);
disk.write(first, new Uint8Array(300000).fill(7), 0);
disk.sync();
let error = null;
try {
  disk.write(disk.make(root, "large.mp4", FILE | 0o600), new Uint8Array(2 << 20), 0);
} catch (caught) {
  error = caught.name === "QuotaExceededError" ? "full" : `${caught}`;
}
for (const each of handles) each.room = each.now.length; // not a byte more
disk.drop(root, "large.mp4");
disk.sync();
const again = new Disk(...handles.map((each) => new Medium(each.durable))), bytes = new Uint8Array(300000);
again.read(again.files.get(again.files.get(1).kids.get("kept.jpg")), bytes, 0);
const long = new Disk(...[1, 2, 3, 4].map(() => new Medium())), top = long.files.get(1);
long.write(long.make(top, "backup.zip", FILE | 0o600), new Uint8Array(10 << 20), 0);
long.sync();
const before = long.heap.getSize();
long.drop(top, "backup.zip");
long.sync();
console.log(JSON.stringify({ heap: [before >> 20, long.heap.getSize() >> 20], error, deleted: !again.files.get(1).kids.has("large.mp4"), kept: bytes.every((b) => b === 7) }));
