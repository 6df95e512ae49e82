// The archives of Python's side, as standalone/archive.py stores them.

/** Puts the stored members of a zip into Python's memory without copying their bytes. */
export function unpack(FS, zip, folder) {
  const view = new DataView(zip.buffer), text = new TextDecoder(), known = new Set();
  const end = zip.length - 22; // our own archives carry no comment
  let at = view.getUint32(end + 16, true);
  for (let n = view.getUint16(end + 10, true); n; n--) {
    const [size, nameLength, extra, comment] = [[20, 4], [28, 2], [30, 2], [32, 2]].map(([where, wide]) =>
      wide === 4 ? view.getUint32(at + where, true) : view.getUint16(at + where, true));
    const local = view.getUint32(at + 42, true), path = `${folder}/${text.decode(zip.subarray(at + 46, at + 46 + nameLength))}`;
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (!known.has(parent)) FS.mkdirTree(parent);
    known.add(parent);
    FS.createDataFile(parent, path.slice(parent.length + 1), zip.subarray(from, from + size), true, true, true);
    at += 46 + nameLength + extra + comment;
  }
}
