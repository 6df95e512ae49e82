"""A rich audit to report on: things, readings, notes, photos, findings and actions, all made up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from audit_app.audit.audit import Audit, replay
from audit_app.audit.findings.actions import due_by_default
from audit_app.audit.findings.finding import findings, proposed
from audit_app.audit.log.canonical import digest
from audit_app.audit.log.entries import (
    ActionSet,
    Answered,
    Begun,
    Entry,
    FieldMeasured,
    FindingRaised,
    Mark,
    Measured,
    Noted,
    PhotoCaptioned,
    PhotoTaken,
    PlanSet,
    PlotLine,
    PlotSet,
    Signed,
    ThingAdded,
    ZoneEntered,
)
from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.audit.pen import Pen
from audit_app.checklist.model import Checklist, Choice, Count, DateAsk, Item, QuantityAsk
from audit_app.checklist.reader import newest
from audit_app.checklist.reference.sources import Library, library
from audit_app.report import Options
from audit_app.units import Uncertainty, read
from tests.conftest import SteppingClock

ADA = Person(name="Ada Byron", role="MR Safety Expert", registration="RCT0001")
MERI = Person(name="Meri Owen", role="MR superintendent radiographer")
RECORD = Options("record")
METER = "00000000-0000-7000-8000-00000000meter"


@dataclass
class Walk:
    """An audit being made: each call adds one entry."""

    audit: Audit
    pen: Pen
    other: Pen = field(repr=False, default=None)  # type: ignore[assignment]

    def add(self, kind: type[Entry], pen: Pen | None = None, **says: Any) -> Entry:
        entry = (pen or self.pen).write(kind, self.audit, **says)
        self.audit = self.audit.with_entry(entry)
        return entry


def begun(checklist: Checklist | None = None, shelf: Library | None = None, **says: Any) -> Walk:
    """An audit just begun, with the released checklist and reference library unless others are given."""
    checklist, shelf, clock = checklist or newest("periodic"), shelf or library(), SteppingClock()
    pen = Pen("tablet-a", ADA, clock)
    about: dict[str, Any] = {
        "purpose": checklist.kind,
        "simulated": True,
        "unit": Unit(id="unit-1", name="MRI 1", organisation="Riverside NHS Trust", site="Main hospital, level 0"),
        "scanner": Scanner(maker="Example", model="One", serial="123456", field=read("1.5 T", "T").quantity),
        "auditor": ADA,
        "on": "2026-01-02",
        "settings": (
            Setting(id="vocabulary", value="uk", source="mhra-defined-terms"),
            Setting(id="working_line", value="0.5", unit="mT", source="mhra-mr-environment"),
            Setting(id="oxygen_monitor", value="expected", source="sor-oxygen-alarm"),
        ),
    }
    papers = {
        "checklist": digest(checklist.model_dump(mode="json", by_alias=True)),
        "references": digest(shelf.model_dump(mode="json", by_alias=True)),
    }
    first = pen.write(Begun, None, audit_id="018f0000-aaaa-7000-8000-000000000001", **papers, **{**about, **says})
    return Walk(replay(first.audit, checklist, shelf, [first]), pen, Pen("tablet-b", MERI, clock))


THINGS = (
    (
        "instrument",
        "Hall meter 3-axis",
        {"maker": "Example Metrology", "serial": "HM-77", "calibration_due": "2026-09-12", "certificate": "EX-104"},
    ),
    ("instrument", "Oxygen test gas 17.0 %", {"cylinder": "C-1182", "expires": "2026-12-31"}),
    ("adjacent-area", "Waiting room, east wall", {}),
    ("adjacent-area", "Physiotherapy gym above", {}),
    ("quench-pipe", "Quench pipe, roof outlet", {}),
    ("door", "Main entrance", {}),
    ("door", "Scan room door", {}),
    ("emergency-control", "Quench button, control room", {}),
    ("extinguisher", "CO2 extinguisher, corridor", {}),
    ("oxygen-sensor", "Sensor at ceiling", {}),
    ("oxygen-sensor", "Sensor by the chair", {}),
    ("ancillary-item", "Contrast injector", {}),
    ("ancillary-item", "Anaesthetic machine", {}),
)  # fmt: skip

WORDS = {"text": "Example Model 2, serial 4711"}


def filled(walk: Walk, every: int = 1) -> Walk:
    """The audit with things, and every item answered one way or another; some deficient, some not assessed."""
    for kind, name, details in THINGS:
        walk.add(
            ThingAdded,
            thing=METER if "Hall" in name else walk.pen.clock.new_id(),
            thing_kind=kind,
            name=name,
            details=details,
        )
    walk.add(ZoneEntered, section="magnet-room", choice="paper_sheet", note="Sheet MR1-7Q")
    for place, line in enumerate(list(walk.audit.lines.values())):
        if place % every == 0:
            _answer(walk, place, line.item, line.thing.id if line.thing else None)
    return walk


def _answer(walk: Walk, place: int, item: Item, thing: str | None) -> None:
    pen = walk.other if place % 7 == 3 else walk.pen
    where: dict[str, Any] = {"item": item.id, "thing": thing}
    if place % 11 == 5:
        where |= {"paper": "MR1-7Q", "checked_by": MERI}
    if place % 29 == 17:
        walk.add(
            Answered, pen, **where, verdict="not_assessed", reason="The room was in clinical use until after we left."
        )
    elif place % 31 == 30:
        walk.add(Answered, pen, **where, verdict="not_applicable", reason="There is none here.")
    elif place % 37 == 36:
        return
    else:
        _as_asked(walk, pen, place, item, where)
    if place % 5 == 2:
        walk.add(
            Noted,
            item=item.id,
            thing=thing,
            text="Seen together with the superintendent; the plan on the wall is the one of 2024.",
        )


def _as_asked(walk: Walk, pen: Pen, place: int, item: Item, where: dict[str, Any]) -> None:
    match item.ask:
        case QuantityAsk() as ask:
            walk.add(Measured, pen, **where, quantity=_reading(ask, place))
        case Choice() as ask:
            good = [option for option in ask.options if option.verdict in ("compliant", "recorded")] or list(
                ask.options
            )
            walk.add(Answered, pen, **where, value=(ask.options[-1] if place % 13 == 4 else good[0]).value)
        case Count():
            walk.add(Answered, pen, **where, value="2")
        case DateAsk() as ask:
            walk.add(Answered, pen, **where, value="2026-06-30" if ask.meaning == "due" else "2025-11-20")
        case _ if item.ask.kind == "text":
            walk.add(Answered, pen, **where, value=WORDS["text"])
        case _:
            verdict = "deficient" if place % 17 == 8 else "partly" if place % 19 == 9 else "compliant"
            walk.add(Answered, pen, **where, verdict=verdict)


def _reading(ask: QuantityAsk, place: int) -> Any:
    typed = {"mT": "4,2 G" if place % 2 else "0.31 mT", "% O2": "19.5 %", "dB": "92", "m": "3.4 m"}.get(ask.unit, "12")
    quantity = (
        read(typed, ask.unit, ask.unit).quantity if not typed.endswith("G") else read(typed, ask.unit, "").quantity
    )
    sure = Uncertainty(percent=Decimal(3), offset=Decimal("0.005")) if ask.unit == "mT" else None
    return quantity.model_copy(update={"uncertainty": sure, "instrument": METER if ask.unit == "mT" else None})


def with_findings(walk: Walk) -> Walk:
    """A finding for most shortcomings, with an action each."""
    for place, line in enumerate(walk.audit.deficiencies[:9]):
        start = proposed(line) | {"finding": walk.pen.clock.new_id()}
        if place == 0:
            start |= {
                "immediate_danger": True,
                "interim_control": "A member of staff stands at the door while it is open.",
                "likelihood": 4,
                "consequence": 5,
                "rationale": "The public corridor starts at this door.",
            }
        start["recommendation"] = "Have the closer adjusted and test it weekly; record the tests in the unit’s log."
        start["description"] = (
            start["description"] or "The closer does not pull the last five centimetres; the latch does not engage."
        )
        walk.add(FindingRaised, **start)
    for place, each in enumerate(findings(walk.audit)):
        if place != 3:
            from datetime import date

            due = due_by_default(each, date(2026, 1, 2))
            owner = MERI if place % 2 else Person(name="Łukasz Żółć", role="Estates manager")
            what = "Adjust the closer and check it every Monday."
            walk.add(ActionSet, action=walk.pen.clock.new_id(), finding=each.id, what=what, owner=owner, due=due)
    return walk


def with_survey(walk: Walk) -> Walk:
    """A fringe-field survey of sixteen readings on a drawn room."""
    room = ((0, 0), (640, 0), (640, 460), (0, 460))
    walk.add(
        PlanSet,
        plan="plan-1",
        name="Scan room",
        width=Decimal(640),
        height=Decimal(460),
        outline=tuple((Decimal(x), Decimal(y)) for x, y in room),
        scale=((Decimal(0), Decimal(0)), (Decimal(640), Decimal(0))),
        metres=Decimal(8),
        isocentre=(Decimal(320), Decimal(230)),
        axis=Decimal(0),
    )
    lines = (
        PlotLine(level=Decimal("0.5"), radial=Decimal("2.5"), axial=Decimal("4.0")),
        PlotLine(level=Decimal(3), radial=Decimal("1.7"), axial=Decimal("2.6")),
    )
    walk.add(PlotSet, source="Compatibility data sheet, Example One, 2024", verified=True, lines=lines)
    spots = [
        (2.1, 0.0, "1.2 mT"),
        (2.6, 0, "0.47 mT"),
        (3.0, 0, "2.6 G"),
        (-2.4, 0, "0.66 mT"),
        (-2.9, 0, "0.29 mT"),
        (0, 3.4, "0.98 mT"),
        (0, 3.9, "0.55 mT"),
        (0, 4.4, "0.36 mT"),
        (1.8, 1.8, "1.6 mT"),
        (2.2, 2.2, "0.61 mT"),
        (2.5, 2.5, "0.38 mT"),
        (-1.9, 2.4, "0.72 mT"),
        (-2.3, 2.8, "0.34 mT"),
        (1.9, -2.4, "0.70 mT"),
        (2.4, -2.9, "0.31 mT"),
        (0, -4.1, "0.47 mT"),
    ]
    for number, (x, y, typed) in enumerate(spots, 1):
        quantity = read(typed, "mT").quantity.model_copy(
            update={"uncertainty": Uncertainty(percent=Decimal(3), offset=Decimal("0.005")), "instrument": METER}
        )
        walk.add(
            FieldMeasured,
            reading=f"r{number}",
            plan="plan-1",
            x=Decimal(str(x)),
            y=Decimal(str(y)),
            height=Decimal("1.1"),
            quantity=quantity,
            probe=METER,
        )
    return walk


def with_photos(walk: Walk, pictures: "Folder", every: int = 6, most: int = 40) -> Walk:
    """Photos of every so many lines."""
    for place, line in enumerate(list(walk.audit.lines.values())[::every][:most]):
        size = ((1600, 1200), (1200, 1600), (1600, 900))[place % 3]
        where = {"item": line.item.id, "thing": line.thing.id if line.thing else None}
        taken = {"photo": f"photo-{place}", "digest": pictures.add(size, f"{place}"), "name": f"IMG_{place:04d}.jpg"}
        walk.add(PhotoTaken, **where, **taken)
        if place % 3 == 0:
            walk.add(
                PhotoCaptioned, photo=f"photo-{place}", text="View from the corridor; the closer is at the top left."
            )
    return walk


def signed(walk: Walk) -> Walk:
    """The audit signed by its auditor, with a drawn signature."""
    stroke = tuple((Decimal(place) / 40, Decimal("0.5") + Decimal((place * 7) % 11 - 5) / 25) for place in range(4, 36))
    said = "I carried out this audit as described and the report is a true record of what I found."
    walk.add(Signed, role="auditor", person=ADA, declaration=said, drawing=(stroke,), heads=walk.audit.heads)
    return walk


@dataclass
class Folder:
    """Pictures in a folder, named by digest."""

    folder: Path
    make: Callable[[Path, tuple[int, int], str], None] = field(
        default=lambda path, size, words: draw(path, size, words)
    )

    def add(self, size: tuple[int, int], words: str) -> str:
        name = sha256(words.encode()).hexdigest()
        path = self.folder / f"{name}.jpg"
        if not path.exists():
            self.make(path, size, words)
        return name

    def has(self, digest: str) -> bool:
        return (self.folder / f"{digest}.jpg").exists()

    def printed_copy(self, digest: str, marks: Sequence[Mark]) -> Path | None:
        return self.folder / f"{digest}.jpg"


def draw(path: Path, size: tuple[int, int], words: str) -> None:
    """A picture of a room that was never there."""
    picture = Image.new("RGB", size, (188, 200, 208))
    pen = ImageDraw.Draw(picture)
    width, height = size
    pen.rectangle((0, height * 0.72, width, height), fill=(120, 128, 132))
    pen.rectangle(
        (width * 0.3, height * 0.2, width * 0.62, height * 0.72), fill=(228, 230, 226), outline=(90, 96, 100), width=6
    )
    pen.ellipse((width * 0.36, height * 0.3, width * 0.56, height * 0.6), fill=(70, 80, 90))
    pen.text((20, 20), f"photo {words}", fill=(30, 30, 30), font_size=60)
    picture.save(path, "JPEG", quality=80)


def rich(pictures: Folder, photos: int = 40) -> Audit:
    """Everything at once, signed."""
    walk = with_findings(filled(begun()))
    return signed(with_photos(with_survey(walk), pictures, most=photos)).audit
