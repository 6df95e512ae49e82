"""Documents under stress: 15 audits no unit has, each as report and record, to be validated and looked at.

`python -m bench.stress FOLDER` writes them and says how long each took; with Java and the validator's wheel it also
says what breaks PDF/A-3a or PDF/UA-1.
"""

import random
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from math import hypot
from pathlib import Path

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import ActionSet, FieldMeasured, FindingRaised, Noted, PhotoTaken, PlanSet, ThingAdded
from audit_app.audit.log.people import Person, Unit
from audit_app.report import Options, outline, pdf
from audit_app.units import read
from tests.report import sample
from tests.report.sample import ADA, MERI, METER, Folder, Walk, begun, filled, signed, with_findings, with_survey
from tests.report.test_accessible import spoken_everywhere
from tests.report.validator import broken, missing

SIZES = ((1600, 1200), (1200, 1600), (4000, 300), (1080, 20_000), (40, 40), (1600, 1600))


def photos(folder: Folder, count: int) -> Audit:
    """So many photos of every shape, on items and all on one item."""
    walk = with_findings(filled(begun()))
    lines = list(walk.audit.lines.values())
    for place in range(count):
        line = lines[(place * 7) % len(lines)] if place < 200 else lines[5]
        digest = folder.add(SIZES[place % 6], f"s{place % 12}")
        where = {"item": line.item.id, "thing": line.thing.id if line.thing else None}
        walk.add(PhotoTaken, **where, photo=f"p{place}", digest=digest, name=f"IMG_{place:04d}.jpg")
    return walk.audit


def many_findings(count: int) -> Audit:
    """So many findings, with none to two actions each."""
    walk = filled(begun())
    for each in range(count):
        told = {"description": "The latch does not engage. " * (1 + each % 12), "place": "Zone III, corridor"}
        rated = {"likelihood": 1 + each % 5, "consequence": 1 + (each // 5) % 5, "immediate_danger": each % 9 == 0}
        walk.add(FindingRaised, finding=f"f{each}", title=f"Finding {each}: the closer", **told, **rated)
        for action in range(each % 3):
            says = {"what": "Adjust the closer and check it.", "owner": MERI, "due": "2026-05-01"}
            walk.add(ActionSet, action=f"a{each}-{action}", finding=f"f{each}", **says)
    return signed(walk).audit


def many_things(count: int) -> Audit:
    """So many ancillary items, every item of each answered."""
    walk = begun()
    for each in range(count):
        name = f"Infusion pump no. {each}"
        walk.add(ThingAdded, thing=f"thing-{each}", thing_kind="ancillary-item", name=name, details={})
    for place, line in enumerate(list(walk.audit.lines.values())):
        if line.thing:
            sample._answer(walk, place, line.item, line.thing.id)
    return walk.audit


def many_readings(count: int, noise: bool = False) -> Audit:
    """So many field readings of a magnet on the drawn room, or of nothing but noise, which no magnet explains."""
    walk, dice = with_survey(filled(begun())), random.Random(1)
    for each in range(count):
        x, y = dice.uniform(-3.9, 3.9), dice.uniform(-2.8, 2.8)
        field = dice.uniform(0.05, 9) if noise else (2.5 / max(0.9, hypot(x, y / 1.6))) ** 5 / 2 * dice.gauss(1, 0.02)
        place = {"x": Decimal(f"{x:.2f}"), "y": Decimal(f"{y:.2f}")}
        quantity = read(f"{field + 0.03:.3g} mT", "mT").quantity
        taken = {"height": Decimal("1.0"), "quantity": quantity, "probe": METER, "plan": "plan-1"}
        walk.add(FieldMeasured, reading=f"x{each}", **place, **taken)
    return walk.audit


def without_spaces() -> Audit:
    """Words of any length without a space, everywhere."""
    walk = filled(begun(unit=Unit(id="u", name="N" * 300, organisation="O" * 400, site="S" * 300)))
    walk.add(Noted, item=next(iter(walk.audit.checklist.items)), text="Q" * 10_000)
    told = {"description": "D" * 10_000, "place": "P" * 300, "recommendation": "R" * 1_000}
    walk.add(FindingRaised, finding="f", title="T" * 500, **told, immediate_danger=True, interim_control="I" * 1_000)
    owner = Person(name="W" * 200, role="V" * 200)
    walk.add(ActionSet, action="a", finding="f", what="A" * 2_000, owner=owner, due="2026-05-01")
    return walk.audit


def empty_room() -> Audit:
    """A plan without a reading."""
    walk: Walk = filled(begun())
    corners = ((Decimal(0), Decimal(0)), (Decimal(640), Decimal(0)), (Decimal(640), Decimal(460)))
    scaled = {"scale": corners[:2], "metres": Decimal(8), "isocentre": (Decimal(320), Decimal(230)), "axis": Decimal(0)}
    size = {"width": Decimal(640), "height": Decimal(460)}
    walk.add(PlanSet, plan="p", name="Empty room", outline=corners, **size, **scaled)
    return walk.audit


def cases(folder: Folder) -> dict[str, Callable[[], Audit]]:
    """Every case by its name."""
    return {
        "begun": lambda: begun().audit,
        "nothing-answered": lambda: filled(begun(), every=10**6).audit,
        "nameless": lambda: with_findings(filled(begun(auditor=ADA.model_copy(update={"name": ""})))).audit,
        "rich": lambda: sample.rich(folder, 40),
        "scripts": spoken_everywhere,
        "no-spaces": without_spaces,
        "photos-0": lambda: photos(folder, 0),
        "photos-1": lambda: photos(folder, 1),
        "photos-300": lambda: photos(folder, 300),
        "findings-200": lambda: many_findings(200),
        "things-25": lambda: many_things(25),
        "things-500": lambda: many_things(500),
        "readings-0": empty_room,
        "readings-1000": lambda: many_readings(1_000),
        "noise-1000": lambda: many_readings(1_000, noise=True),
    }


def main() -> None:
    """Makes and validates them all."""
    folder = Path(sys.argv[1])
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    pictures = Folder(folder / "pictures")
    made = []
    for name, make in cases(pictures).items():
        audit = make()
        for layout in ("report", "record"):
            options = Options(layout)  # type: ignore[arg-type]
            start = time.process_time()
            data = pdf(outline(audit, pictures, options), options)
            made.append(folder / f"{name}-{layout}.pdf")
            made[-1].write_bytes(data)
            print(f"{made[-1].name}: {time.process_time() - start:.1f} s, {len(data) / 1e6:.1f} MB", flush=True)
    found = [missing()] if missing() else broken(made)
    print("\n".join(found) or f"{len(made)} files: nothing breaks PDF/A-3a or PDF/UA-1")


if __name__ == "__main__":
    main()
