"""Names that no entry has: refused when an entry is written, kept when one is read."""

import json
from typing import get_type_hints

import pytest
from pydantic import ValidationError

from audit_app.audit.log.canonical import digest
from audit_app.audit.log.entries import (
    EvidenceAttached,
    FieldMeasured,
    FindingRaised,
    FollowedUp,
    Measured,
    PhotoTaken,
    PlanSet,
    PlotSet,
    kinds,
    read_entry,
)
from audit_app.audit.log.people import Person, Scanner, Setting, Unit
from audit_app.audit.pen import draft, written
from audit_app.audit.register import Instrument
from audit_app.portfolio.evidence.evidence import Part
from audit_app.units import Quantity
from audit_app.visit.findings import AttachedFile, FindingParts
from audit_app.visit.survey import PlanParts, ReadingParts
from audit_app.visit.visit import PhotoFacts, Transcribed


def test_a_misspelt_field_of_an_entry_is_refused(pen, audit):
    with pytest.raises(ValidationError, match="interim_controll"):
        pen.write(FindingRaised, audit, finding="f", title="Gap", interim_controll="Door locked")


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_no_kind_of_entry_takes_a_name_it_does_not_have(kind):
    with pytest.raises(ValidationError, match="no_such_name"):
        draft(kind, no_such_name="x")


def test_a_draft_is_refused_before_anything_is_written():
    with pytest.raises(ValidationError, match="standng"):
        draft(FollowedUp, finding="f", standng="closed")


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (Person, {"name": "Ada", "rol": "physicist"}),
        (Unit, {"id": "u", "name": "MR 1", "sight": "Main"}),
        (Scanner, {"modell": "Vida"}),
        (Setting, {"id": "line", "value": "0.5", "units": "mT"}),
        (Quantity, {"typed": "1", "value": 1, "unit": "mT", "uncertanty": None}),
        (Instrument, {"id": "i", "name": "Meter", "percents": 2}),
        (Part, {"sub_category": "a", "where": "page 1", "wher": "page 2"}),
    ],
)
def test_a_misspelt_name_of_a_fact_is_refused(kind, says):
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        kind(**says)


def test_a_fact_is_not_changed_in_a_field_it_does_not_have():
    with pytest.raises(ValidationError, match="mail"):
        Person(name="Ada").model_copy(update={"mail": "ada@example.org"})


def test_a_misspelt_name_inside_a_nested_fact_is_refused(pen, audit):
    with pytest.raises(ValidationError, match="radail"):
        pen.write(PlotSet, audit, source="Guide", lines=({"level": "0.5", "radail": "2.5"},))
    with pytest.raises(ValidationError, match="uncertanty"):
        told = {"typed": "20.9", "value": "20.9", "unit": "% O2", "uncertanty": None}
        pen.write(Measured, audit, item="oxygen", quantity=told)


def newer(entry, **more):
    """The entry as a newer version of the app might have written it."""
    body = {**written(entry), **more, "sha": ""}
    return read_entry({**body, "sha": digest({name: value for name, value in body.items() if name != "sha"})})


def test_what_a_newer_version_said_is_kept_when_it_is_read(pen, audit):
    entry = pen.write(FindingRaised, audit, finding="f", title="Gap")
    by = {**json.loads(pen.person.model_dump_json()), "phone": "0123"}
    read = newer(entry, severity="high", by=by)
    assert written(read)["severity"] == "high"
    assert written(read)["by"]["phone"] == "0123"


def test_what_a_newer_version_said_is_passed_on_when_its_entry_is_superseded(pen, audit):
    first = newer(pen.write(FindingRaised, audit, finding="f", title="Gap"), severity="high")
    later = audit.with_entry(first)
    again = pen.write(FindingRaised, later, finding="f", title="Wide gap", severity=first.model_extra["severity"])
    assert written(again)["severity"] == "high"
    assert again.replaces == (first.id,)
    with pytest.raises(ValidationError, match="severity"):
        pen.write(FindingRaised, later, finding="another", title="Gap", severity="high")


def test_a_person_that_a_newer_version_wrote_can_still_be_named(pen, audit):
    ada = Person.model_validate({"name": "Ada", "phone": "0123"})
    entry = type(pen)(pen.device, ada, pen.clock).write(FindingRaised, audit, finding="f", title="Gap")
    assert written(entry)["by"]["phone"] == "0123"
    assert written(entry)["by"] == ada.model_copy(update={"role": ""}).model_dump()


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        (FindingParts, FindingRaised),
        (AttachedFile, EvidenceAttached),
        (PlanParts, PlanSet),
        (ReadingParts, FieldMeasured),
        (PhotoFacts, PhotoTaken),
        (Transcribed, Measured),
    ],
)
def test_the_names_a_verb_takes_are_fields_of_its_entry(parts, kind):
    assert set(get_type_hints(parts)) <= set(kind.model_fields)
