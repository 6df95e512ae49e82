// WebKitGTK has no handles on the browser's private disk: this stands in for them, with files in memory.
{
  const files = new Map();
  const missing = () => Object.assign(new Error("there is none"), { name: "NotFoundError" });
  class Handle {
    constructor(name) {
      if (!files.has(name)) files.set(name, { bytes: new Uint8Array(1 << 16), size: 0 });
      this.file = files.get(name);
    }
    getSize() {
      return this.file.size;
    }
    truncate(size) {
      const { file } = this;
      if (size > file.bytes.length) {
        const larger = new Uint8Array(Math.max(size, 2 * file.bytes.length));
        larger.set(file.bytes.subarray(0, file.size));
        file.bytes = larger;
      }
      if (size < file.size) file.bytes.fill(0, size, file.size);
      file.size = size;
    }
    read(into, { at }) {
      const part = this.file.bytes.subarray(at, Math.min(at + into.length, this.file.size));
      into.set(part);
      return part.length;
    }
    write(from, { at }) {
      if (at + from.length > this.file.size) this.truncate(at + from.length);
      this.file.bytes.set(from, at);
      return from.length;
    }
    flush() {}
    close() {}
  }
  const folder = (path) => ({
    getDirectoryHandle: async (name) => folder(`${path}/${name}`),
    getFileHandle: async (name, { create } = {}) => {
      if (!create && !files.has(`${path}/${name}`)) throw missing();
      return { createSyncAccessHandle: async () => new Handle(`${path}/${name}`) };
    },
    removeEntry: async (name) => files.delete(`${path}/${name}`),
  });
  navigator.storage.getDirectory = async () => folder("");
}
