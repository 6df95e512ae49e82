// A handle of the browser's disk as a test sees it: what was flushed survives a power cut, and room may run out.
export class Medium {
  constructor(bytes = new Uint8Array(0), room = Infinity) {
    Object.assign(this, { now: bytes.slice(), durable: bytes.slice(), room, flushes: 0 });
  }
  getSize() {
    return this.now.length;
  }
  truncate(size) {
    if (size > this.room) throw Object.assign(new Error("no room"), { name: "QuotaExceededError" });
    const next = new Uint8Array(size);
    next.set(this.now.subarray(0, size));
    this.now = next;
  }
  read(into, { at }) {
    const part = this.now.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  }
  write(from, { at }) {
    if (at + from.length > this.now.length) this.truncate(at + from.length);
    this.now.set(from, at);
    return from.length;
  }
  flush() {
    this.durable = this.now.slice();
    this.flushes++;
  }
  close() {}
  afterPowerCut() {
    return new Medium(this.durable);
  }
}
