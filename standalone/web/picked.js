// Files that a person picked, on their way to Python's disk: read slice by slice, so that none is ever held whole.
// And pictures that Python cannot open, shown to the browser's own decoder.

const PIECE = 1 << 20, TOLD = 50; // bytes of a slice; how often it is told how far a file is
const NO_SPACE = 51; // what Emscripten says of a full device
const FULL = "full", STOPPED = "stopped"; // what Python hears of that, and of a file that nobody wants any more
const MOST_PIXELS = 50e6, FINE = 0.92; // of a picture that is drawn anew, and its quality as a JPEG

/** Puts a file under `path`, durable when this returns; nothing of it is left when it throws.
 *
 * `tell` is told how far it is, and gives true when somebody asked to stop. */
export async function takeIn(FS, file, path, tell = () => {}, piece = PIECE) {
  const out = FS.open(path, "w");
  let whole = false;
  try {
    for (let at = 0, said = 0; at < file.size; at += piece) {
      const bytes = new Uint8Array(await file.slice(at, at + piece).arrayBuffer());
      FS.write(out, bytes, 0, bytes.length);
      const share = Math.floor((TOLD * (at + bytes.length)) / file.size);
      if (share > said && tell((said = share) / TOLD)) throw new Error(STOPPED);
    }
    out.stream_ops.fsync(out);
    whole = true;
  } catch (error) {
    throw new Error(error.errno === NO_SPACE ? FULL : `${error.message || error.name}`);
  } finally {
    FS.close(out);
    if (!whole) {
      FS.unlink(path);
      out.stream_ops.fsync(out); // its blocks can be used again
    }
  }
}

/** The picture in a file as the bytes of a JPEG, upright; undefined when this browser cannot open it, or it is too large.
 *
 * Not null: Python knows that as a thing of its own, and only undefined as None. */
export async function drawnAnew(FS, path) {
  let picture;
  try {
    picture = await createImageBitmap(new Blob([FS.readFile(path)]));
  } catch {
    return undefined;
  }
  const { width, height } = picture;
  try {
    if (width * height > MOST_PIXELS) return undefined;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d").drawImage(picture, 0, 0);
    return new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: FINE })).arrayBuffer());
  } finally {
    picture.close();
  }
}
