// The disk against a model: random operations, the power cut at a random write, and what must be there afterwards.
//
//   node disk_test.mjs WEB_FOLDER RUNS SEED      prints one line of JSON: how many were tried, and the smallest failure
import { pathToFileURL } from "node:url";

const [web, runs, firstSeed] = [process.argv[2], Number(process.argv[3] ?? 200), Number(process.argv[4] ?? 1)];
const { BLOCK, DIR, Disk, FILE } = await import(pathToFileURL(`${web}/disk.js`));
Disk.SPARE = 1 + (firstSeed % 3); // the heap is shortened often

/** A handle whose writes since the last flush may be kept, lost or cut short when the power goes. */
class Handle {
  constructor(power, durable = new Uint8Array(0)) {
    Object.assign(this, { power, durable, now: durable.slice(), waiting: [] });
  }
  getSize() { return this.now.length; }
  truncate(size) {
    const next = new Uint8Array(size);
    next.set(this.now.subarray(0, size));
    this.now = next;
    this.waiting.push({ size });
    this.power.tick();
  }
  read(into, { at }) {
    const part = this.now.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  }
  write(from, { at }) {
    this.put(from, at);
    this.waiting.push({ at, bytes: from.slice() });
    this.power.tick();
    return from.length;
  }
  put(bytes, at) {
    if (at + bytes.length > this.now.length) {
      const next = new Uint8Array(at + bytes.length);
      next.set(this.now);
      this.now = next;
    }
    this.now.set(bytes, at);
  }
  flush() {
    this.power.tick();
    this.durable = this.now.slice();
    this.waiting = [];
  }
  close() {}
  /** What the medium holds after the power went: every write since the flush whole, in part, or not at all. */
  cut(random) {
    const kept = new Handle({ tick() {} }, this.durable);
    for (const { at, bytes, size } of this.waiting) {
      const much = random();
      if (much < 0.3) continue;
      if (bytes === undefined) kept.truncate(size);
      else kept.put(much < 0.5 ? bytes.subarray(0, Math.floor(bytes.length * random())) : bytes, at);
    }
    return kept.now;
  }
}

class PowerCut extends Error {}

const power = (after) => ({
  left: after,
  tick() {
    if (this.left-- === 0) throw new PowerCut();
  },
});

const randomFrom = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const pick = (random, list) => list[Math.floor(random() * list.length)];
const NAMES = ["a", "b", "c", "d"], SIZES = [0, 1, 700, 4096, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK];

/** One step in words that can be done again: what shrinking works on. */
function step(random) {
  const name = pick(random, NAMES), size = pick(random, SIZES);
  return pick(random, [
    { do: "write", name, at: pick(random, SIZES), size, fill: Math.floor(random() * 255) + 1 },
    { do: "append", name, size, fill: Math.floor(random() * 255) + 1 },
    { do: "resize", name, size },
    { do: "move", name, to: pick(random, NAMES) },
    { do: "drop", name },
    { do: "sync" },
    { do: "copy" },
  ]);
}

/** What a disk and its model hold: name -> bytes. */
const heldBy = (disk) => {
  const held = new Map();
  for (const [name, id] of disk.files.get(1).kids) {
    const one = disk.files.get(id), bytes = new Uint8Array(one.size);
    disk.check(one);
    disk.read(one, bytes, 0);
    held.set(name, bytes);
  }
  return held;
};

const same = (a, b) => a.length === b.length && Buffer.compare(a, b) === 0;
const copyOf = (held) => new Map([...held].map(([name, bytes]) => [name, bytes.slice()]));

function fileOf(disk, name) {
  const root = disk.files.get(1), id = root.kids.get(name);
  return id === undefined ? disk.make(root, name, FILE | 0o600) : disk.files.get(id);
}

const grown = (bytes, size) => {
  const next = new Uint8Array(Math.max(bytes.length, size));
  next.set(bytes);
  return next;
};

/** Does one step to the disk and to the model. */
function act(disk, model, one) {
  const root = disk.files.get(1), has = root.kids.has(one.name);
  if (one.do === "write" || one.do === "append") {
    const at = one.do === "append" ? model.get(one.name)?.length ?? 0 : one.at, bytes = new Uint8Array(one.size).fill(one.fill);
    const file = fileOf(disk, one.name);
    if (one.size) disk.write(file, bytes, at);
    const next = grown(model.get(one.name) ?? new Uint8Array(0), one.size ? at + one.size : 0);
    next.set(bytes, one.size ? at : 0);
    model.set(one.name, next);
  } else if (one.do === "resize" && has) {
    disk.resize(fileOf(disk, one.name), one.size);
    model.set(one.name, grown(model.get(one.name), one.size).slice(0, one.size));
  } else if (one.do === "move" && has && one.to !== one.name) {
    disk.move(root, one.name, root, one.to);
    model.set(one.to, model.get(one.name));
    model.delete(one.name);
  } else if (one.do === "drop" && has) {
    disk.drop(root, one.name);
    model.delete(one.name);
  } else if (one.do === "sync") disk.sync();
  else if (one.do === "copy") disk.copyLog();
}

const agree = (held, model) => held.size === model.size && [...model].every(([name, bytes]) => held.has(name) && same(held.get(name), bytes));

/** Runs steps with a power cut after so many writes; the fault in words, or null. */
function tried({ steps, cutAfter, seed }) {
  const supply = power(cutAfter), handles = [0, 1, 2, 3].map(() => new Handle(supply));
  const model = new Map();
  let synced = new Map(), touched = new Set(), disk = null;
  try {
    disk = new Disk(...handles);
    for (const one of steps) {
      touched.add(one.name).add(one.to);
      act(disk, model, one);
      if (one.do === "sync" || one.do === "copy") [synced, touched] = [copyOf(model), new Set()];
    }
    if (!agree(heldBy(disk), model)) return "the disk and the model differ without any power cut";
  } catch (error) {
    if (!(error instanceof PowerCut)) return `${error}`;
  }
  const random = randomFrom(seed), left = handles.map((each) => new Handle({ tick() {} }, each.cut(random)));
  let again;
  try {
    again = new Disk(...left);
  } catch (error) {
    return `the disk does not open again: ${error}`;
  }
  for (const [name, bytes] of synced) {
    if (touched.has(name)) continue; // changed since it was synced: either state may be there
    try {
      if (!same(heldBy(again).get(name) ?? new Uint8Array(), bytes)) return `${name} was synced and is not there as it was`;
    } catch (error) {
      return `${name} was synced and cannot be read: ${error}`;
    }
  }
  return null;
}

/** The same failure with as few steps as possible. */
function shrunk(trial) {
  let best = trial, fault = tried(trial);
  for (let again = true; again;) {
    again = false;
    for (let i = 0; i < best.steps.length; i++) {
      for (const cutAfter of [best.cutAfter, best.cutAfter - 1, best.cutAfter - 2, best.cutAfter - 3]) {
        const less = { ...best, cutAfter, steps: best.steps.filter((_, n) => n !== i) }, found = tried(less);
        if (!found) continue;
        [best, fault, again] = [less, found, true];
        break;
      }
    }
  }
  return { ...best, fault };
}

/** Every flush boundary and random writes between, for one list of steps. */
function* trials(seed) {
  const random = randomFrom(seed), steps = Array.from({ length: 3 + Math.floor(random() * 18) }, () => step(random));
  const counting = power(Infinity), handles = [0, 1, 2, 3].map(() => new Handle(counting)), boundaries = [];
  let writes = 0;
  counting.tick = () => writes++;
  for (const each of handles) {
    const flush = each.flush.bind(each);
    each.flush = () => {
      boundaries.push(writes, writes + 1);
      flush();
    };
  }
  const disk = new Disk(...handles), model = new Map();
  for (const one of steps) act(disk, model, one);
  const cuts = new Set([Infinity, ...boundaries, ...Array.from({ length: 8 }, () => Math.floor(random() * writes))]);
  for (const cutAfter of cuts) yield { steps, cutAfter, seed: Math.floor(random() * 1e9) };
}

/** Bits flipped in what was synced: found and named, or without effect; never other bytes given as if they were right. */
function flipped(seed) {
  const random = randomFrom(seed), handles = [0, 1, 2, 3].map(() => new Handle(power(Infinity)));
  const disk = new Disk(...handles), model = new Map();
  for (let n = 0; n < 6; n++) act(disk, model, { do: "append", name: pick(random, NAMES), size: pick(random, SIZES), fill: n + 1 });
  act(disk, model, { do: "sync" });
  act(disk, model, { do: "sync" });
  for (const each of handles) each.durable = each.now.slice(); // the proof is written, and gets there in time
  const victim = pick(random, handles.filter((each) => each.durable.length)), end = victim === handles[0] ? victim.durable.length : disk.log.end;
  const at = Math.floor(random() * Math.min(end, victim.durable.length));
  const how = pick(random, ["flip", "zero"]);
  const stretch = how === "flip" ? 1 : Math.floor(random() * 5000) + 1;
  for (let i = at; i < Math.min(at + stretch, victim.durable.length); i++) victim.durable[i] = how === "flip" ? victim.durable[i] ^ (1 << Math.floor(random() * 8)) : 0;
  try {
    const again = new Disk(...handles.map((each) => new Handle(power(Infinity), each.durable)));
    for (const [name, bytes] of heldBy(again)) if (!same(bytes, model.get(name) ?? new Uint8Array())) return `${how} at ${at}: ${name} was given with other bytes (seed ${seed})`;
    if (again.files.get(1).kids.size !== model.size) return `${how} at ${at}: a file is gone and nobody said so (seed ${seed})`;
  } catch (error) {
    if (error.name !== "DiskTrouble") return `${how} at ${at}: ${error.stack} (seed ${seed})`;
    return null;
  }
  return null;
}

let count = 0, failure = null;
for (let seed = firstSeed; seed < firstSeed + runs && !failure; seed++) {
  for (const trial of trials(seed)) {
    count++;
    if (!tried(trial)) continue;
    failure = shrunk(trial);
    break;
  }
}
let flips = 0;
for (let seed = firstSeed; seed < firstSeed + 4 * runs && !failure; seed++, flips++) {
  const fault = flipped(seed);
  if (fault) failure = { fault };
}
console.log(JSON.stringify({ trials: count, flips, failure }));
process.exit(failure ? 1 : 0);
