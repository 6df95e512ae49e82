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
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from pypdf import PdfReader

from audit_app.errors import AuditError
from audit_app.portfolio.parcel import open_parcel
from audit_app.portfolio.share import share
from audit_app.store import opening
from audit_app.store.integrity import verified
from audit_app.store.inventory import inventory
from audit_app.store.shelf import Shelf
from audit_app.store.store import Store
from tests.faults import walker

SHORT_LIFE, LONG_LIFE = 0.2, 1.5  # seconds an auditor lives at most
LIVES_LONG = 0.05  # share of auditors that live long enough to make a report
FRESH_EVERY = 25  # kills after which a new data folder is begun
STARTS_UNOPENED = 0.15  # share of rounds that begin with a folder no version of the app has opened yet


@dataclass
class Told:
    """What the auditors of one data folder were told is kept."""

    digests: dict[str, set[str]] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    pdfs: list[Path] = field(default_factory=list)
    shared: list[Path] = field(default_factory=list)

    def hear(self, step: dict[str, Any]) -> None:
        """Takes in one step."""
        if "audit" in step:
            self.digests.setdefault(step["audit"], set()).update(step["kept"])
        if "words" in step:
            self.words[step["audit"]] = step["words"]
        if "pdf" in step:
            self.pdfs.append(Path(step["pdf"]))
        if "shared" in step:
            self.shared.append(Path(step["shared"]))


@dataclass
class Outcome:
    """A whole campaign: how many kills, what was told to be kept in all, which deeds it was, and what went wrong."""

    kills: int = 0
    steps: int = 0
    entries: int = 0
    seconds: float = 0.0
    did: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def campaign(kills: int, seed: int, base: Path) -> Outcome:
    """Kills so many auditors, one after another, in folders under `base`."""
    random, outcome, started = Random(seed), Outcome(), time.monotonic()
    _lay_ready(base / "shared")
    while outcome.kills < kills and not outcome.wrong:
        folder = base / f"home-{outcome.kills}"
        told = Told()
        if random.random() < STARTS_UNOPENED:
            _unopened(folder)
        for _ in range(min(FRESH_EVERY, kills - outcome.kills)):
            _round(folder, random, told, outcome)
        shutil.rmtree(folder)
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


def _round(folder: Path, random: Random, told: Told, outcome: Outcome) -> None:
    longest = LONG_LIFE if random.random() < LIVES_LONG else SHORT_LIFE
    steps = _killed(folder, random.getrandbits(32), random.uniform(0.002, longest))
    outcome.kills += 1
    outcome.steps += len(steps)
    outcome.entries += sum(len(step.get("kept", ())) for step in steps)
    outcome.did.update(step["did"] for step in steps)
    for step in steps:
        told.hear(step)
    for fault in checked(folder, told):
        outcome.wrong.append(f"kill {outcome.kills}, after {steps[-1]['did'] if steps else 'nothing'}: {fault}")


def _killed(folder: Path, seed: int, life: float) -> list[dict[str, Any]]:
    """Lets one auditor work for so many seconds and kills it; gives every step it told."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _work(folder, seed, writing)
    os.close(writing)
    time.sleep(life)
    os.kill(process, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(process, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError(f"the auditor ended by itself (status {status}): {text[-500:]!r}")
    return [json.loads(line) for line in text.split(b"\n")[:-1]]


def _work(folder: Path, seed: int, pipe: int) -> None:
    try:
        walker.child(folder, seed, pipe)
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
        words = len(store.drafts(audit_id).get("note:sign", "").split())
        if audit_id in told.words and not told.words[audit_id] <= words <= told.words[audit_id] + 1:
            faults.append(f"{words} words are kept where {told.words[audit_id]} were told")
        told.words[audit_id] = words  # one more may have been kept than was told: the next auditor goes on from there
    return faults


def _shelf_faults(store: Store, folder: Path) -> list[str]:
    found = inventory(store, Shelf(folder), progress=lambda name: None)
    named = [f"photo {one.digest[:12]} of {one.place} is not on the shelf" for one in found.dangling]
    return named + [f"{path.name} is not what its name says" for path in found.damaged]


def _file_faults(told: Told) -> list[str]:
    """The reports and shared audits that were told to be written open whole; each is looked at once."""
    faults = []
    for path in told.pdfs:
        try:
            whole = len(PdfReader(path).pages) > 0
        except (OSError, ValueError) as error:
            faults.append(f"{path.name}: {error}")
        else:
            faults += [] if whole else [f"{path.name} has no pages"]
    for path in told.shared:
        with open_parcel(path) as parcel:
            faults += [] if "entries.jsonl" in parcel.members else [f"{path.name} holds no log"]
    told.pdfs.clear()
    told.shared.clear()
    return faults


def _lay_ready(folder: Path) -> None:
    """Audits of another tablet, ready to be taken in."""
    folder.mkdir(parents=True)
    home = folder / "home"
    with Store.at(home) as store:
        shelf = Shelf(home)
        for number in range(3):
            visit = walker.begun(store)
            for _ in range(number * 4):
                visit.answer("sign", "compliant")
            share(store, shelf, visit.audit.id, folder / f"{number}.mraudit")


def _unopened(folder: Path) -> None:
    """A data folder as an older version left it: the database is there and has none of the newer tables."""
    folder.mkdir()
    (folder / opening.FILE).touch()


def main() -> int:
    """The command."""
    kills, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    base = Path(tempfile.mkdtemp(prefix="mr-audit-kills-"))
    try:
        outcome = campaign(kills, seed, base)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(json.dumps({**outcome.__dict__, "did": dict(outcome.did.most_common())}))
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
