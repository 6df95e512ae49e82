// A small disk for Python in the browser: files and folders kept in the Origin Private File System.
//
//   heap         the bytes of all files, in blocks
//   log.0 log.1  what the blocks mean (log.js); when one grew long its sum is written into the other
//
//   proof        which record of the log was durable last
//
// All are opened once, through synchronous access handles, so that every call is done when it returns. Handles
// are exclusive: no second page can open the same disk.
//
// What holds whenever the power goes:
//   - what was synced is there, whole: a file's bytes are flushed before the log that names them
//   - a block is used again only after the log that freed it was flushed
//   - a file that was written from its beginning to its end carries a checksum, and is checked when it is first opened;
//     before such a file is changed in its middle, the log says durably that the checksum counts no more
import { checksum, DiskTrouble, LogWriter, readLog, readProof } from "./log.js";

export const BLOCK = 1 << 16;
const LONG = 1 << 20;
export const DIR = 0o040000, FILE = 0o100000, KIND = 0o170000;
const LOGS = ["log.0", "log.1"];
const NAMES = ["heap", "proof", ...LOGS];
const NO_SUM = -1;

/** Blocks as [start, count, start, count …]: files are mostly written in one go. */
const packed = (blocks) => {
  const runs = [];
  for (const b of blocks) {
    const n = runs.length;
    if (n && runs[n - 2] + runs[n - 1] === b) runs[n - 1]++;
    else runs.push(b, 1);
  }
  return runs;
};

const unpacked = (runs) => {
  const blocks = [];
  for (let i = 0; i < runs.length; i += 2) for (let k = 0; k < runs[i + 1]; k++) blocks.push(runs[i] + k);
  return blocks;
};

const newFolder = (id, mode, time) => ({ id, mode, time, kids: new Map() });
const newFile = (id, mode, time) => ({
  id, mode, time, size: 0, blocks: [], open: 0, sum: 0, summed: 0, saidSum: false, checked: true,
});

/** What the records of a log say: files by id. Unknown kinds of records are of a newer version: refused. */
const saying = {
  folder(files, [id, mode, time]) {
    files.set(id, { ...newFolder(id, mode, time), kids: files.get(id)?.kids ?? new Map() });
  },
  file(files, [id, mode, time, size, runs, sum], sure) {
    const counts = sum !== NO_SUM && sure;
    const state = { size, blocks: unpacked(runs), sum: Math.max(sum, 0), summed: counts ? size : NO_SUM };
    files.set(id, { ...newFile(id, mode, time), ...state, saidSum: sum !== NO_SUM, checked: !counts });
  },
  link: (files, [parent, name, id]) => files.get(parent).kids.set(name, id),
  unlink: (files, [parent, name]) => files.get(parent).kids.delete(name),
  move(files, [from, name, to, newName]) {
    const id = files.get(from).kids.get(name);
    files.get(from).kids.delete(name);
    files.get(to).kids.set(newName, id);
  },
  gone: (files, [id]) => files.delete(id),
  whole() {},
};

function replayed({ records, durable }) {
  const files = new Map();
  for (const { number, body: [what, ...rest] } of records) {
    if (!saying[what]) throw new DiskTrouble("newer", `The storage was written by a newer version (“${what}”)`);
    saying[what](files, rest, number <= durable);
  }
  return files;
}

export class Disk {
  static SPARE = 64; // blocks free at the end of the heap before it is shortened

  /** Opens the disk of this address; DiskTrouble when another page has it, or the browser gives none. */
  static async open(name, patience = 3000) {
    const until = Date.now() + patience;
    for (;;) {
      try {
        return await Disk.taken(name);
      } catch (error) {
        if (error instanceof DiskTrouble) throw error;
        const inUse = error.name === "NoModificationAllowedError" || error.name === "InvalidStateError";
        if (!inUse) throw new DiskTrouble("refused", `${error.name}: ${error.message}`);
        if (Date.now() > until) throw new DiskTrouble("taken", "Another page has the storage open");
      }
      await new Promise((again) => setTimeout(again, 100)); // a page just closed may need a moment to let go
    }
  }

  static async taken(name) {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(name, { create: true });
    const handles = [];
    try {
      for (const file of NAMES) {
        const entry = await folder.getFileHandle(file, { create: true });
        handles.push(await entry.createSyncAccessHandle());
      }
      return new Disk(...handles);
    } catch (error) {
      for (const each of handles) each.close();
      throw error;
    }
  }

  constructor(heap, proof, ...logs) {
    Object.assign(this, { heap, proof, logs, damaged: new Set(), stale: false });
    const read = this.best(logs);
    this.fresh = !read;
    if (this.fresh && heap.getSize()) throw new DiskTrouble("damaged", "The list of files is gone");
    this.files = read ? replayed(read) : new Map([[1, newFolder(1, DIR | 0o777, Date.now())]]);
    this.next = Math.max(...this.files.keys()) + 1;
    this.dropUnnamed();
    this.countBlocks();
    this.log = new LogWriter(logs[read?.index ?? 0], proof, read ?? {});
    if (this.fresh || read.torn || this.log.end > LONG) this.copyLog();
    else this.log.flush(); // what it frees may have been written by a page that died before it was durable
    this.shrink();
  }

  /** The newest log that is whole, or null on a disk that was never written. */
  best(logs) {
    const proof = readProof(this.proof);
    const read = logs.map((log, index) => {
      try {
        return { ...readLog(log, LOGS[index], proof), index };
      } catch (error) {
        if (!(error instanceof DiskTrouble)) throw error;
        return { error, index, generation: error.generation };
      }
    });
    const whole = read.filter((each) => each.error || each.records.some(({ body }) => body[0] === "whole"));
    const newest = whole.sort((a, b) => b.generation - a.generation)[0];
    if (!newest) return null;
    if (newest.error) throw newest.error;
    return { ...newest, number: newest.records.at(-1).number };
  }

  /** What was open and deleted when the page ended has no name any more. */
  dropUnnamed() {
    const named = new Set([1]);
    for (const each of this.files.values()) for (const id of each.kids?.values() ?? []) named.add(id);
    for (const id of this.files.keys()) if (!named.has(id)) this.files.delete(id);
  }

  countBlocks() {
    const used = new Set();
    for (const each of this.files.values()) for (const b of each.blocks ?? []) used.add(b);
    this.size = used.size ? Math.max(...used) + 1 : 0;
    this.free = [];
    for (let b = this.size - 1; b >= 0; b--) if (!used.has(b)) this.free.push(b);
    this.freed = [];
  }

  // What is written down

  noteFile(one) {
    if (one.unlinked) return;
    if (one.kids) return void this.log.note("folder", one.id, one.mode, one.time);
    const sum = one.summed === one.size ? one.sum : NO_SUM;
    one.saidSum ||= sum !== NO_SUM; // until it is said durably that it counts no more
    this.log.note("file", one.id, one.mode, one.time, one.size, packed(one.blocks), sum);
  }

  copyLog() {
    const other = this.logs[this.log.handle === this.logs[0] ? 1 : 0];
    other.truncate(0);
    const next = new LogWriter(other, this.proof, { generation: this.log.generation + 1 });
    next.reserve();
    this.log = next;
    for (const one of this.files.values()) this.noteFile(one);
    for (const one of this.files.values()) for (const [name, id] of one.kids ?? []) next.note("link", one.id, name, id);
    this.heap.flush();
    other.flush();
    next.note("whole"); // only now does it count
    next.flush();
    this.stale = false;
    this.reuse();
  }

  /** Makes everything written so far durable, the bytes before the log that names them. */
  sync() {
    if (this.stale) this.heap.flush();
    this.stale = false;
    this.log.flush();
    this.reuse();
    if (this.log.end > 4 * LONG) this.copyLog();
  }

  /** What was freed is used again, the lowest first: on a full device the last one may lie behind what could be had. */
  reuse() {
    if (!this.freed.length) return;
    this.free = [...this.free, ...this.freed].sort((a, b) => b - a);
    this.freed = [];
    this.shrink();
  }

  /** Gives the device back what lies free at the end of the heap, where it is much. */
  shrink() {
    let spare = 0;
    while (spare < this.free.length && this.free[spare] === this.size - 1 - spare) spare++;
    if (spare >= Disk.SPARE) {
      this.free.splice(0, spare);
      this.size -= spare;
    }
    if (this.heap.getSize() >= (this.size + Disk.SPARE) * BLOCK) this.heap.truncate(this.size * BLOCK);
  }

  // Folders

  make(parent, name, mode) {
    this.log.reserve();
    const make = (mode & KIND) === DIR ? newFolder : newFile;
    const one = make(this.next++, mode, Date.now());
    this.files.set(one.id, one);
    this.noteFile(one);
    this.log.note("link", parent.id, name, one.id);
    parent.kids.set(name, one.id);
    return one;
  }

  /** Deletes; works on a full device, too. */
  drop(parent, name) {
    const one = this.files.get(parent.kids.get(name));
    this.log.note("unlink", parent.id, name);
    parent.kids.delete(name);
    one.unlinked = true;
    this.forget(one);
  }

  forget(one) {
    if (!one.unlinked || one.open > 0) return;
    this.files.delete(one.id);
    this.log.note("gone", one.id);
    this.freed.push(...(one.blocks ?? []));
  }

  move(from, name, to, newName) {
    const over = this.files.get(to.kids.get(newName)), one = this.files.get(from.kids.get(name));
    if (over === one) return;
    this.log.reserve();
    this.log.note("move", from.id, name, to.id, newName);
    from.kids.delete(name);
    to.kids.set(newName, one.id);
    if (over) {
      over.unlinked = true;
      this.forget(over);
    }
  }

  // Files

  changeMode(one, mode) {
    this.log.reserve();
    one.mode = (one.mode & KIND) | (mode & ~KIND);
    this.noteFile(one);
  }

  /** Before bytes that a durable checksum covers are changed, the log says durably that it counts no more. */
  spoil(one) {
    one.summed = NO_SUM;
    one.checked = true;
    if (!one.saidSum) return;
    this.noteFile(one);
    this.sync();
    one.saidSum = false;
  }

  resize(one, size) {
    if (size === one.size) return;
    this.log.reserve();
    if (size > one.size) return void this.fill(one, size);
    const need = Math.ceil(size / BLOCK);
    this.freed.push(...one.blocks.splice(need));
    one.size = size;
    one.checked = true;
    [one.sum, one.summed] = size ? [0, NO_SUM] : [0, 0];
    this.noteFile(one);
  }

  fill(one, size) {
    const none = new Uint8Array(BLOCK);
    while (one.size < size) this.append(one, none.subarray(0, Math.min(BLOCK, size - one.size)), one.size);
  }

  write(one, bytes, at) {
    this.log.reserve();
    if (at > one.size) this.fill(one, at);
    this.append(one, bytes, at);
    return bytes.length;
  }

  append(one, bytes, at) {
    const atItsEnd = at === one.summed;
    if (!atItsEnd) this.spoil(one);
    const grown = this.grow(one, at + bytes.length);
    this.eachRun(one, at, bytes.length, (place, from, n) => this.put(bytes.subarray(from, from + n), place));
    if (atItsEnd) [one.sum, one.summed] = [checksum(bytes, one.sum), at + bytes.length];
    one.time = Date.now();
    if (at + bytes.length <= one.size && !grown) return;
    one.size = Math.max(one.size, at + bytes.length);
    this.noteFile(one);
  }

  put(bytes, place) {
    this.stale = true;
    if (this.heap.write(bytes, { at: place }) !== bytes.length) throw new DiskTrouble("full", "No room is left");
  }

  grow(one, size) {
    const need = Math.ceil(size / BLOCK), grown = one.blocks.length < need;
    while (one.blocks.length < need) one.blocks.push(this.free.length ? this.free.pop() : this.size++);
    return grown;
  }

  /** Calls each(place in the heap, offset in the bytes, length) for every run of neighbouring blocks. */
  eachRun(one, at, length, each) {
    for (let done = 0; done < length;) {
      let index = Math.floor((at + done) / BLOCK);
      const inside = (at + done) % BLOCK, place = one.blocks[index] * BLOCK + inside;
      let n = Math.min(BLOCK - inside, length - done);
      while (done + n < length && one.blocks[index + 1] === one.blocks[index] + 1) {
        index++;
        n += Math.min(BLOCK, length - done - n);
      }
      each(place, done, n);
      done += n;
    }
  }

  read(one, bytes, at) {
    const n = Math.max(0, Math.min(bytes.length, one.size - at));
    this.eachRun(one, at, n, (place, from, length) => this.heap.read(bytes.subarray(from, from + length), { at: place }));
    return n;
  }

  /** Checks a file that carries a checksum, once; DiskTrouble when its bytes are not what was written. */
  check(one) {
    if (one.checked) return;
    const piece = new Uint8Array(1 << 20);
    let sum = 0;
    for (let at = 0; at < one.size; at += piece.length) {
      const n = this.read(one, piece, at);
      sum = checksum(piece.subarray(0, n), sum);
    }
    if (sum !== one.sum) {
      this.damaged.add(this.nameOf(one));
      throw new DiskTrouble("damaged", `${this.nameOf(one)} is not as it was written`);
    }
    one.checked = true;
  }

  nameOf(one) {
    for (const folder of this.files.values()) {
      for (const [name, id] of folder.kids ?? []) if (id === one.id) return name;
    }
    return `file ${one.id}`;
  }

  close() {
    this.sync();
    for (const each of [this.heap, this.proof, ...this.logs]) each.close();
  }
}
