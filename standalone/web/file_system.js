// The disk as Emscripten's file system layer wants it, and a sync that is one.
import { BLOCK, DIR, FILE, KIND } from "./disk.js";

const NOENT = 44, EXIST = 20, NOTEMPTY = 55, INVAL = 28, NOSPACE = 51, IO = 29, PERM = 63;

/** Emscripten's fdatasync does nothing, and SQLite calls no other: while Python is loaded, it is made the same as fsync.
 *
 * Gives what load() gives. An Error when this Python has no such call: then nothing could be made durable.
 */
export async function withHonestSync(load) {
  const names = ["instantiate", "instantiateStreaming"], before = names.map((name) => WebAssembly[name]);
  let honest = false;
  names.forEach((name, i) => {
    WebAssembly[name] = (source, imports, ...more) => {
      const sync = imports?.wasi_snapshot_preview1?.fd_sync;
      if (sync && imports.env?.__syscall_fdatasync) {
        imports.env.__syscall_fdatasync = (fd) => -(sync(fd) || 0);
        honest = true;
      }
      return before[i].call(WebAssembly, source, imports, ...more);
    };
  });
  try {
    const loaded = await load();
    if (!honest) throw new Error("This Python does not let what is written be made durable.");
    return loaded;
  } finally {
    names.forEach((name, i) => (WebAssembly[name] = before[i]));
  }
}

/** A file system of Emscripten over a disk; `room` is what the browser says of it (`quota`, `usage`), once it is known. */
export function fileSystem(FS, disk, room = {}) {
  const fail = (number) => {
    throw new FS.ErrnoError(number);
  };
  const guarded = (work) => {
    try {
      return work();
    } catch (error) {
      if (error instanceof FS.ErrnoError) throw error;
      console.error("disk:", error);
      return fail(error?.name === "QuotaExceededError" || error?.kind === "full" ? NOSPACE : IO);
    }
  };
  const node = (parent, name, one) =>
    Object.assign(FS.createNode(parent, name, one.mode, 0), { one, node_ops: folderWays, stream_ops: fileWays });
  const found = (parent, name) => disk.files.get(parent.one.kids.get(name));

  const folderWays = {
    getattr({ one, mode }) {
      const when = new Date(one.time), size = one.kids ? 4096 : one.size;
      const times = { atime: when, mtime: when, ctime: when };
      const owner = { dev: 1, ino: one.id, mode, nlink: 1, uid: 0, gid: 0, rdev: 0 };
      return { ...owner, ...times, size, blksize: 4096, blocks: Math.ceil(size / 512) };
    },
    setattr(each, { mode, mtime, size }) {
      guarded(() => {
        if (mode != null) {
          disk.changeMode(each.one, mode);
          each.mode = each.one.mode;
        }
        if (mtime != null) each.one.time = +mtime;
        if (size !== undefined) disk.resize(each.one, size);
      });
    },
    lookup(parent, name) {
      return node(parent, name, found(parent, name) ?? fail(NOENT));
    },
    mknod(parent, name, mode) {
      if (![DIR, FILE].includes(mode & KIND)) fail(PERM);
      if (parent.one.kids.has(name)) fail(EXIST);
      return guarded(() => node(parent, name, disk.make(parent.one, name, mode)));
    },
    rename(old, folder, name) {
      const over = found(folder, name);
      if (over?.kids?.size) fail(NOTEMPTY);
      if (over && over !== old.one) forgetNode(folder, name);
      guarded(() => disk.move(old.parent.one, old.name, folder.one, name));
      old.name = name;
    },
    unlink(parent, name) {
      guarded(() => disk.drop(parent.one, name));
    },
    rmdir(parent, name) {
      if (found(parent, name).kids.size) fail(NOTEMPTY);
      guarded(() => disk.drop(parent.one, name));
    },
    statfs() {
      if (!room.quota) return {};
      const [blocks, more] = [room.quota, Math.max(0, room.quota - room.usage)].map((bytes) => Math.floor(bytes / BLOCK));
      const left = more + disk.free.length + disk.freed.length; // what was deleted is used again, and stays in what the browser counts
      return { bsize: BLOCK, frsize: BLOCK, blocks, bfree: left, bavail: left };
    },
    readdir: ({ one }) => [".", "..", ...one.kids.keys()],
  };

  /** The layer remembers the node of a file that is about to be replaced. */
  function forgetNode(folder, name) {
    try {
      FS.hashRemoveNode(FS.lookupNode(folder, name));
    } catch (error) {
      if (!(error instanceof FS.ErrnoError)) throw error;
    }
  }

  const fileWays = {
    open({ node: { one } }) {
      if (one.kids) return;
      guarded(() => disk.check(one));
      one.open++;
    },
    dup({ node: { one } }) {
      if (!one.kids) one.open++;
    },
    close({ node: { one } }) {
      if (one.kids) return;
      one.open--;
      guarded(() => disk.forget(one));
    },
    read: ({ node: { one } }, buffer, offset, length, position) =>
      guarded(() => disk.read(one, buffer.subarray(offset, offset + length), position)),
    write: ({ node: { one } }, buffer, offset, length, position) =>
      length ? guarded(() => disk.write(one, buffer.subarray(offset, offset + length), position)) : 0,
    llseek(stream, offset, whence) {
      const from = whence === 1 ? stream.position : whence === 2 ? stream.node.one.size ?? 0 : 0;
      if (from + offset < 0) fail(INVAL);
      return from + offset;
    },
    fsync() {
      guarded(() => disk.sync());
      return 0;
    },
    allocate({ node: { one } }, offset, length) {
      guarded(() => disk.resize(one, Math.max(one.size, offset + length)));
    },
  };
  return { mount: () => node(null, "/", disk.files.get(1)) };
}
