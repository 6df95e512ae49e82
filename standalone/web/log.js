// What the disk writes down: a log of records, each checked, each numbered, each saying what was durable before it.
//
//   length  sum  generation  number  durable │ body (JSON)
//
// `sum` covers all that follows it. `durable` is the number of the last record that was flushed when this one was
// written, and a file of its own, the proof, says the same after each flush. A broken record that was durable once was
// damaged later; a broken record that nothing proves is a write that the power cut off, and counts as never written.

const HEAD = 20, STEP = 1 << 18, RESERVE = 1 << 16;

const TABLE = new Uint32Array(256).map((_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

/** The CRC-32 of bytes, going on from an earlier one. */
export function checksum(bytes, before = 0) {
  let c = ~before;
  for (let i = 0; i < bytes.length; i++) c = TABLE[(c ^ bytes[i]) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}

/** What is wrong with the storage itself; `kind` is "damaged", "taken", "refused" or "full". */
export class DiskTrouble extends Error {
  constructor(kind, message) {
    super(message);
    this.name = "DiskTrouble";
    this.kind = kind;
  }
}

/** One valid record at this place, or null. */
function recordAt(bytes, view, at) {
  if (at + HEAD > bytes.length) return null;
  const length = view.getUint32(at);
  if (!length || at + HEAD + length > bytes.length) return null;
  if (checksum(bytes.subarray(at + 8, at + HEAD + length)) !== view.getUint32(at + 4)) return null;
  const [generation, number, durable] = [8, 12, 16].map((each) => view.getUint32(at + each));
  return { generation, number, durable, body: bytes.subarray(at + HEAD, at + HEAD + length), end: at + HEAD + length };
}

/** True when something behind a broken record proves that the record was durable once. */
function provedLater(bytes, view, from, { generation, number }) {
  for (let at = from; at + HEAD <= bytes.length; at++) {
    if (view.getUint32(at + 8) !== generation) continue;
    const later = recordAt(bytes, view, at);
    if (later && later.durable >= number) return true;
  }
  return false;
}

/** What the proof says was durable: { generation, number }, or zeros when it says nothing. */
export function readProof(handle) {
  const bytes = new Uint8Array(12), view = new DataView(bytes.buffer);
  const whole = handle.read(bytes, { at: 0 }) === 12 && view.getUint32(8) === checksum(bytes.subarray(0, 8));
  return whole ? { generation: view.getUint32(0), number: view.getUint32(4) } : { generation: 0, number: 0 };
}

/** Reads one log from its beginning: { generation, records, end, durable, torn }.
 *
 * `torn` says that something lies behind the last valid record. DiskTrouble when the log was damaged. */
export function readLog(handle, name, proof) {
  const bytes = new Uint8Array(handle.getSize()), view = new DataView(bytes.buffer), text = new TextDecoder();
  handle.read(bytes, { at: 0 });
  const found = { generation: 0, records: [], end: 0, durable: 0 };
  let last = { generation: 0, number: 0 };
  for (;;) {
    const one = recordAt(bytes, view, found.end);
    if (!one || one.number !== last.number + 1 || (last.generation && one.generation !== last.generation)) break;
    found.records.push({ number: one.number, body: JSON.parse(text.decode(one.body)) });
    found.durable = one.durable;
    found.end = one.end;
    last = one;
  }
  found.generation = last.generation || firstGeneration(bytes, view);
  if (proof.generation === found.generation) found.durable = Math.max(found.durable, proof.number);
  const broken = { generation: found.generation, number: last.number + 1 };
  if (found.durable > last.number || provedLater(bytes, view, found.end, broken)) {
    const trouble = new DiskTrouble("damaged", `${name}, record ${last.number + 1}, is not as it was written`);
    throw Object.assign(trouble, { generation: found.generation });
  }
  found.torn = bytes.subarray(found.end).some((each) => each);
  return found;
}

/** The generation of the first valid record anywhere: for a log whose very beginning is broken. */
function firstGeneration(bytes, view) {
  for (let at = 0; at + HEAD <= bytes.length; at++) {
    if (!view.getUint32(at)) continue;
    const one = recordAt(bytes, view, at);
    if (one) return one.generation;
  }
  return 0;
}

/** The log being written. Room for the next records is taken ahead, so that a full device can still delete. */
export class LogWriter {
  constructor(handle, proof, { generation = 0, end = 0, number = 0, durable = 0 } = {}) {
    Object.assign(this, { handle, proof, generation, end, number, durable });
    this.room = handle.getSize();
  }

  /** Makes room for more records; throws what the browser throws when there is none. */
  reserve() {
    if (this.end + RESERVE <= this.room) return;
    this.handle.truncate(this.room + STEP);
    this.room += STEP;
  }

  note(...body) {
    const text = new TextEncoder().encode(JSON.stringify(body));
    const bytes = new Uint8Array(HEAD + text.length), view = new DataView(bytes.buffer);
    this.number++;
    [text.length, 0, this.generation, this.number, this.durable].forEach((n, i) => view.setUint32(4 * i, n));
    bytes.set(text, HEAD);
    view.setUint32(4, checksum(bytes.subarray(8)));
    this.handle.write(bytes, { at: this.end });
    this.end += bytes.length;
  }

  /** Makes every record durable, and says so beside it; nothing is to be done where none was written since. */
  flush() {
    if (this.durable === this.number) return;
    this.handle.flush();
    this.durable = this.number;
    const bytes = new Uint8Array(12), view = new DataView(bytes.buffer);
    view.setUint32(0, this.generation);
    view.setUint32(4, this.number);
    view.setUint32(8, checksum(bytes.subarray(0, 8)));
    this.proof.write(bytes, { at: 0 });
  }
}
