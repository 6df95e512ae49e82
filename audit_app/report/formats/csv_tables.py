"""Answers and readings as CSV for a spreadsheet: numbers and units in columns of their own, formulas defused."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from audit_app.audit.audit import Audit, Line
from audit_app.audit.figures import STANDS
from audit_app.audit.log.clock import local
from audit_app.audit.log.entries import Answered, Entry, FieldMeasured
from audit_app.audit.sheets import checker_of, sheet_of
from audit_app.audit.signatures import as_signed
from audit_app.audit.survey.survey import taken
from audit_app.checklist.model import Choice, QuantityAsk
from audit_app.documents.csv_cells import guarded
from audit_app.report.chapters.items import calibration_of, instrument
from audit_app.report.visible_text import visible
from audit_app.report.wording import cite
from audit_app.units import Quantity, convert, plain

COLUMNS = (
    *("audit", "unit", "simulated", "section", "zone", "item", "thing", "question", "verdict", "because"),
    *("answer", "typed", "value", "unit of value", "uncertainty (k = 2)", "value in unit of limit", "limit"),
    *("unit of limit", "limit set by", "instrument", "calibration", "note", "photos", "references"),
    *("who", "when", "paper sheet", "transcription checked by", "stands as", "x in m", "y in m", "height in m"),
)
NUMBERS = {"value", "uncertainty (k = 2)", "value in unit of limit", "photos", "x in m", "y in m", "height in m"}


def csv_table(audit: Audit) -> bytes:
    """One row for each item that applies and each field reading; UTF-8 with a mark that spreadsheets look for."""
    audit, out = as_signed(audit), StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in (*_items(audit), *_survey(audit)):
        writer.writerow({name: said if name in NUMBERS else harmless(said) for name, said in row.items()})
    return out.getvalue().encode("utf-8-sig", "replace")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, with every sign that cannot be seen named."""
    return guarded(visible(text))


def _about(audit: Audit) -> dict[str, str]:
    begun = audit.begun
    return {"audit": audit.id, "unit": begun.unit.name, "simulated": "yes" if begun.simulated else "no"}


def _items(audit: Audit) -> Iterator[dict[str, str]]:
    for line in audit.lines.values():
        yield _about(audit) | {
            "section": line.section.title,
            "zone": line.zone,
            "item": line.item.id,
            "thing": line.thing.name if line.thing else "",
            "question": line.item.text,
            "verdict": line.verdict.words,
            "because": line.judgement.because,
            "stands as": STANDS[line.verdict],
            "limit": line.judgement.limit,
            "limit set by": cite(audit.references, line.judgement.source),
            "note": line.note,
            "photos": str(len(line.photos)),
            "references": "; ".join(cite(audit.references, clause) for clause in line.item.references),
            **_answer(audit, line),
        }


def _answer(audit: Audit, line: Line) -> dict[str, str]:
    answer = line.answer
    if answer is None:
        return {"who": "; ".join(entry.by.name for entry in line.live)}
    if isinstance(answer, Answered):
        option = line.item.ask.option(answer.value) if isinstance(line.item.ask, Choice) else None
        return {"answer": option.label if option else answer.value, **_who(audit, answer)}
    limit = line.item.ask.limit if isinstance(line.item.ask, QuantityAsk) else None
    return {**_quantity(audit, answer, answer.quantity, limit.unit if limit else ""), **_who(audit, answer)}


def _quantity(audit: Audit, entry: Entry, quantity: Quantity, unit: str) -> dict[str, str]:
    known = calibration_of(audit, quantity.instrument, entry)
    sign = quantity.comparator  # a reading such as '<0.1' is no number; it stays in the column of what was typed
    same = plain(convert(quantity.value, quantity.unit, unit)) if unit and not sign else ""
    return {
        "typed": quantity.typed,
        "value": "" if sign else plain(quantity.value),
        "unit of value": quantity.unit,
        "uncertainty (k = 2)": plain(quantity.doubt) if quantity.uncertainty else "",
        "value in unit of limit": same,
        "unit of limit": unit,
        "instrument": instrument(audit, quantity.instrument) if quantity.instrument else "",
        "calibration": known.words if known else "",
    }


def _who(audit: Audit, entry: Entry) -> dict[str, str]:
    checker = checker_of(audit, entry)
    return {
        "who": entry.by.name,
        "when": local(entry.wall, entry.zone).isoformat(timespec="seconds"),
        "paper sheet": sheet_of(entry),
        "transcription checked by": checker.name if checker else "",
    }


def _survey(audit: Audit) -> Iterator[dict[str, str]]:
    for each in taken(audit):
        one, number = each.entry, each.number
        yield _about(audit) | {
            "section": "Field survey",
            "item": f"field reading {number}",
            "thing": one.place,
            **{name: plain(at) for name, at in _position(one) if at is not None},
            "note": one.confirmed,
            **_quantity(audit, one, one.quantity, "mT"),
            **_who(audit, one),
        }


def _position(one: FieldMeasured) -> tuple[tuple[str, Decimal | None], ...]:
    """Where a field reading was taken: from the isocentre, across and along the bore, and above the floor."""
    return ("x in m", one.x), ("y in m", one.y), ("height in m", one.height)
