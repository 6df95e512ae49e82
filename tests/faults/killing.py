"""The kill test: a scripted auditor is killed with SIGKILL at random instants, and after each kill everything that was
told to be kept must be there, whole, and nothing else be wrong.

    python -m tests.faults.killing KILLS [SEED]     prints what happened as JSON; exit code 1 when anything was lost

One process forks every auditor, so that the imports are paid for once. It has one thread and holds nothing open while
it forks.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from pypdf import PdfReader

from audit_app.errors import AuditError
from audit_app.portfolio.bundle.verification import verify_bundle
from audit_app.portfolio.parcel import open_parcel
from audit_app.portfolio.share.mraudit import share
from audit_app.store import database
from audit_app.store.integrity import verified
from audit_app.store.log_json import exported
from audit_app.store.shelf.inventory import inventory
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from tests.faults import older, walker

MOST_STEPS = 10  # that an auditor tells before the clock of the kill starts
SOON, LATER = 0.02, 0.5  # seconds from then to the kill at most: within the next few deeds, or within a report
STRUCK_LATER, STRUCK_OPENING = 0.05, 0.15  # shares of the kills that come later, or before anything is told
FRESH_EVERY = 25  # kills after which a new data folder is begun
STARTS_UNOPENED, STARTS_OLDER = 0.1, 0.3  # shares of the folders that begin with an empty database, with an older one
AT_ONCE = ("migrate", "mark", "sign", "share", "export", "import", "report", "bundle")  # first, killed once it is told


@dataclass
class Told:
    """What the auditors of one data folder were told is kept."""

    digests: dict[str, set[str]] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    files: list[tuple[str, Path]] = field(default_factory=list)

    def hear(self, step: dict[str, Any]) -> None:
        """Takes in one step."""
        if "audit" in step:
            self.digests.setdefault(step["audit"], set()).update(step["kept"])
        if "words" in step:
            self.words[step["audit"]] = step["words"]
        self.files += [(name, Path(step[name])) for name in OPENED if name in step]


@dataclass
class Outcome:
    """A whole campaign: how many kills, what was told to be kept in all, which deeds it was, and what went wrong."""

    kills: int = 0
    steps: int = 0
    entries: int = 0
    seconds: float = 0.0
    did: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Life:
    """How long an auditor lives: until it has told so many steps, or that its first deed is done; and seconds more.

    Counted in steps, not in seconds, so that a busy machine kills in the same places as a quiet one.
    """

    first: str = ""
    steps: int = 0
    then: float = 0.0

    def over(self, told: list[bytes]) -> bool:
        """Whether these lines were enough."""
        if self.first:
            return bool(told) and json.loads(told[-1])["did"] == self.first
        return len(told) >= self.steps


def campaign(kills: int, seed: int, base: Path) -> Outcome:
    """Kills so many auditors, one after another, in folders under `base`; for a process that does nothing else."""
    random, outcome, started = Random(seed), Outcome(), time.monotonic()
    older_ones = older.lay(base / "older", walker.begun)
    older.become_newer()
    _lay_ready(base / "ready")
    at_once = list(AT_ONCE)
    while outcome.kills < kills and not outcome.wrong:
        folder = base / f"home-{outcome.kills}"
        is_older = not outcome.kills or random.random() < STARTS_OLDER
        told = Told({audit: set(digests) for audit, digests in older_ones.items()} if is_older else {})
        if is_older:
            shutil.copytree(base / "older", folder)
        elif random.random() < STARTS_UNOPENED:
            _unopened(folder)
        for number in range(min(FRESH_EVERY, kills - outcome.kills)):
            life = Life(at_once.pop(0)) if at_once else _some_life(random, opening_only=is_older and not number)
            _round(folder, random.getrandbits(32), life, told, outcome)
        shutil.rmtree(folder)
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


def _some_life(random: Random, opening_only: bool) -> Life:
    if opening_only or random.random() < STRUCK_OPENING:
        return Life("", 0, random.uniform(0.001, 3 * SOON))
    return Life("", random.randint(1, MOST_STEPS), random.uniform(0, LATER if random.random() < STRUCK_LATER else SOON))


def _round(folder: Path, seed: int, life: Life, told: Told, outcome: Outcome) -> None:
    steps = _killed(folder, seed, life)
    outcome.kills += 1
    outcome.steps += len(steps)
    outcome.entries += sum(len(step.get("kept", ())) for step in steps)
    outcome.did.update(step["did"] for step in steps)
    for step in steps:
        told.hear(step)
    for fault in checked(folder, told):
        outcome.wrong.append(f"kill {outcome.kills}, after {steps[-1]['did'] if steps else 'nothing'}: {fault}")


def _killed(folder: Path, seed: int, life: Life) -> list[dict[str, Any]]:
    """Lets one auditor live its life and kills it; gives every step it told."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _work(folder, seed, writing, life.first)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        lines: list[bytes] = []
        while not life.over(lines) and (line := pipe.readline()):
            lines.append(line)
        time.sleep(life.then)
        os.kill(process, signal.SIGKILL)
        lines += pipe.readlines()
    _, status = os.waitpid(process, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError(f"the auditor ended by itself (status {status}): {lines[-3:]!r}")
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def _work(folder: Path, seed: int, pipe: int, first: str) -> None:
    try:
        walker.child(folder, seed, pipe, first)
    except BaseException as error:
        os.write(2, f"auditor: {type(error).__name__}: {error}\n".encode())
        raise
    finally:
        os._exit(1)


def checked(folder: Path, told: Told) -> list[str]:
    """Everything that is not as it must be after a kill."""
    try:
        with Store.at(folder) as store:
            return [
                *_store_faults(store, Shelf(folder), told),
                *_shelf_faults(store, folder),
                *_file_faults(told),
            ]
    except AuditError as error:
        return [str(error)]


def _store_faults(store: Store, shelf: Shelf, told: Told) -> list[str]:
    faults = []
    here = {summary.id: summary for summary in store.audits()}
    for audit_id, digests in told.digests.items():
        if audit_id not in here:
            faults.append(f"audit {audit_id} is gone")
            continue
        kept = {row["sha"] for row in store.rows(audit_id)}
        faults += [f"entry {digest[:12]} of {audit_id} is gone" for digest in digests - kept]
    for audit_id, summary in here.items():
        found = verified(store, audit_id, shelf.fault)
        faults += [str(flaw) for flaw in found.flaws]
        audit = store.load(audit_id)
        if (summary.about["entries"], summary.about["left"]) != (len(audit.entries), len(audit.left)):
            faults.append(f"the summary of {audit_id} is not that of its entries")
        words = len(store.drawers.drafts(audit_id).get("note:sign", "").split())
        if audit_id in told.words and not told.words[audit_id] <= words <= told.words[audit_id] + 1:
            faults.append(f"{words} words are kept where {told.words[audit_id]} were told")
        told.words[audit_id] = words  # one more may have been kept than was told: the next auditor goes on from there
    return faults


def _shelf_faults(store: Store, folder: Path) -> list[str]:
    found = inventory(store, Shelf(folder), progress=lambda name: None)
    named = [f"photo {one.digest[:12]} of {one.place} is not on the shelf" for one in found.dangling]
    return named + [f"{path.name} is not what its name says" for path in found.damaged]


def _file_faults(told: Told) -> list[str]:
    """The files that were told to be written open whole; each is looked at once."""
    faults = []
    for name, path in told.files:
        try:
            found = OPENED[name](path)
        except (OSError, ValueError) as error:
            found = str(error)
        faults += [f"{path.name}: {found}"] if found else []
    told.files.clear()
    return faults


def _report_fault(path: Path) -> str:
    return "" if len(PdfReader(path).pages) else "has no pages"


def _share_fault(path: Path) -> str:
    with open_parcel(path) as parcel:
        return "" if "entries.jsonl" in parcel.members else "holds no log"


def _export_fault(path: Path) -> str:
    return "" if json.loads(path.read_bytes())["entries"] else "holds no entries"


OPENED: dict[str, Callable[[Path], str]] = {
    "report": _report_fault,
    "bundle": lambda path: "; ".join(str(each) for each in verify_bundle(path)),
    "share": _share_fault,
    "export": _export_fault,
}


def _lay_ready(folder: Path) -> None:
    """Audits of another tablet, ready to be taken in: three shared, three exported."""
    folder.mkdir(parents=True)
    home = folder.parent / "elsewhere"
    with Store.at(home) as store:
        shelf = Shelf(home)
        for number in range(6):
            visit = walker.begun(store)
            for _ in range(number * 2):
                visit.answer("sign", "compliant")
            if number % 2:
                share(store, shelf, visit.audit.id, folder / f"{number}.mraudit")
            else:
                (folder / f"{number}.json").write_text(exported(store, visit.audit.id), encoding="utf-8")


def _unopened(folder: Path) -> None:
    """A data folder as an older version left it: the database is there and has none of the newer tables."""
    folder.mkdir()
    (folder / database.FILE).touch()


def main() -> int:
    """The command."""
    kills, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    base = Path(tempfile.mkdtemp(prefix="mr-audit-kills-"))
    os.environ["MR_AUDIT_STATE"] = str(base / "state")
    try:
        outcome = campaign(kills, seed, base)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(json.dumps({**outcome.__dict__, "did": dict(outcome.did.most_common())}))
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
