// The picture of Python's memory, kept for the version, browser and time zone it was made with; squeezed, so with a checksum.
const CACHE = "mr-audit-memory"; // not one of the service worker's, which drops those of other versions
const ROOM = 300e6; // bytes that must stay free for audits: a picture only saves time
const at = (what) => new URL(`memory/${what}`, self.location.href).href;
const keyOf = (version) => [version, navigator.userAgent, Intl.DateTimeFormat().resolvedOptions().timeZone].join(" ");
const through = (stream, kind) => new Response(stream.pipeThrough(kind));

async function drop(cache, what) {
  await Promise.all(what.map((each) => cache.delete(at(each))));
}

/** The picture of this version, or null with why there is none: "none", or "unfit" when one has failed.
 *
 * A start that is not heard of again (`woke`) after it took the picture makes the next one do without it.
 */
export async function found(version) {
  const cache = await caches.open(CACHE), key = keyOf(version);
  const [kept, trying, unfit] = await Promise.all(["picture", "trying", "unfit"].map((each) => cache.match(at(each))));
  if (unfit && (await unfit.text()) === key) return { picture: null, why: "unfit" };
  if (!kept || trying || kept.headers.get("X-Key") !== key) {
    await drop(cache, ["picture", "trying", "unfit"]);
    return { picture: null, why: "none" };
  }
  await cache.put(at("trying"), new Response(key));
  try {
    const memory = new Uint8Array(await through(kept.body, new DecompressionStream("gzip")).arrayBuffer());
    return { picture: { memory, ...JSON.parse(kept.headers.get("X-About")) }, why: "" };
  } catch (error) {
    console.error("the picture of Python's memory is damaged:", error);
    await drop(cache, ["picture", "trying"]);
    return { picture: null, why: "none" };
  }
}

/** A start with the picture came to its end. */
export async function woke() {
  await drop(await caches.open(CACHE), ["trying"]);
}

/** This browser cannot use the pictures of this version: none is made again. */
export async function unfit(version) {
  const cache = await caches.open(CACHE);
  await drop(cache, ["picture", "trying"]);
  await cache.put(at("unfit"), new Response(keyOf(version)));
}

/** Keeps a picture, when the device has room enough. */
export async function keep(version, { memory, ...about }) {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < ROOM) return;
  const squeezed = await through(new Blob([memory]).stream(), new CompressionStream("gzip")).blob();
  const headers = { "X-Key": keyOf(version), "X-About": JSON.stringify(about) };
  await (await caches.open(CACHE)).put(at("picture"), new Response(squeezed, { headers }));
}
