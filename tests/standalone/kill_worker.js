// Keeps entries in SQLite and photo-like files on the tablet's disk as fast as it can, and says what is kept.
import { Disk } from "./web/disk.js";
import { fileSystem, withHonestSync } from "./web/file_system.js";

const say = (words) => self.postMessage(words);
const python = `
import hashlib, json, os, sqlite3

def opened():
    db = sqlite3.connect("/data/kept.db", isolation_level=None)
    for pragma in ("locking_mode=exclusive", "journal_mode=wal", "synchronous=full"):
        db.execute(f"pragma {pragma}").fetchall()
    db.execute("create table if not exists entries (n integer primary key, body text, photo text)")
    return db

db = opened()

def body(n):
    return hashlib.sha256(str(n).encode()).hexdigest() * (1 + n % 40)

def looked():
    rows = db.execute("select n, body, photo from entries order by n").fetchall()
    wrong = [n for n, (number, text, _) in enumerate(rows) if number != n or text != body(n)]
    for n, _, photo in rows:
        if photo and hashlib.sha256(open(f"/data/{photo}.jpg", "rb").read()).hexdigest() != photo:
            wrong.append(n)
    fault = db.execute("pragma integrity_check").fetchone()[0]
    return json.dumps({"entries": len(rows), "photos": sum(bool(row[2]) for row in rows), "wrong": wrong, "fault": fault})

def photographed(n):
    data = hashlib.sha256(str(n).encode()).digest() * (5000 + n % 9 * 5000)
    name = hashlib.sha256(data).hexdigest()
    with open("/data/half", "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace("/data/half", f"/data/{name}.jpg")
    folder = os.open("/data", os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return name

def keep(n):
    photo = photographed(n) if n % 7 == 0 else ""
    db.execute("insert into entries values (?, ?, ?)", (n, body(n), photo))
`;

try {
  say("WAITS for the storage");
  const disk = await Disk.open("kill");
  say("WAITS for Python");
  const { loadPyodide } = await import("./pyodide/pyodide.mjs");
  const py = await withHonestSync(() => loadPyodide({ indexURL: new URL("./pyodide/", self.location.href).href }));
  say("WAITS for the data");
  py.FS.mkdirTree("/data");
  py.FS.mount(fileSystem(py.FS, disk), {}, "/data");
  py.runPython(python);
  const found = py.runPython("looked()");
  say(`LOOKED ${found}`);
  const keep = py.globals.get("keep");
  for (let n = JSON.parse(found).entries; ; n++) {
    keep(n);
    say(`KEPT ${n}`);
    if (n % 50 === 0) await new Promise((go) => setTimeout(go));
  }
} catch (error) {
  say(`FAILED ${error.message}`);
}
