"""One target for each door through which a file comes in, over a kept corpus: read or refused, never anything else.

Examples are the same each time here; `python -m bench.fuzz` looks for new ones, for an hour unless told otherwise.
What it finds goes into `corpus/DOOR/` with the mending.
"""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_app.audit.findings.action_sheet import read_sheet
from audit_app.audit.findings.replies import read_reply
from audit_app.checklist.reader import opened
from audit_app.documents.mail import read_mail
from audit_app.documents.pdf_pages import page_texts, pdf_inside
from audit_app.documents.pdf_text import pdf_text
from audit_app.documents.word import read_docx
from audit_app.errors import AuditError
from audit_app.field.logs import read_log
from audit_app.field.published import read_published
from audit_app.field.surveys import read_survey
from audit_app.field.tables import read_table
from audit_app.photos.copies import thumbnail
from audit_app.photos.facts import facts_of
from audit_app.photos.plan_pages import page_as_picture
from audit_app.portfolio.bundle.verification import verify_bundle
from audit_app.portfolio.parcel import write_parcel
from audit_app.portfolio.share.contents import examine
from audit_app.portfolio.share.foreign_log import read_log as read_entries
from audit_app.store.log_json import exported, received
from audit_app.store.store import Store
from audit_app.units import read
from tests.conftest import WALK
from tests.faults.test_hostile import short, spoilt
from tests.photos.pictures import corners, encoded
from tests.portfolio.samples import MAIL, pdf, word
from tests.store.conftest import worked

CORPUS = Path(__file__).parent / "corpus"
PICTURES = ("JPEG", "PNG", "TIFF", "WEBP", "GIF")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
EMPTY = Store.in_memory()  # takes in nothing that is spoilt, so it may serve every example
Door = Callable[[bytes], Any]


def text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def as_file(deed: Callable[[Path], Any]) -> Door:
    """A door that opens a file by its name."""

    def through(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file.zip"
            path.write_bytes(data)
            deed(path)

    return through


DOORS: dict[str, tuple[Door, ...]] = {
    "units": (lambda data: read(text(data), "mT", "mT"),),
    "tables": (
        lambda data: read_survey(read_table(data, "x.csv")),
        lambda data: read_log(data, "x.txt"),
    ),
    "published": (lambda data: read_published(data, "x.json"), lambda data: read_published(data, "x.toml")),
    "mail": (lambda data: read_mail(data), lambda data: read_reply(data, "x.eml")),
    "word": (lambda data: read_docx(data, "x.docx"),),
    "pdf": (
        lambda data: page_texts(data, "x.pdf"),
        lambda data: pdf_inside(data, "x.pdf"),
        lambda data: pdf_text(data, "x.pdf"),
        lambda data: page_as_picture(data, "x.pdf"),
    ),
    "photos": (lambda data: facts_of(data, "x.jpg", NOW), lambda data: thumbnail(data, "x.jpg")),
    "checklist": (lambda data: opened(text(data), "x.toml"),),
    "sheet": (lambda data: read_sheet(data, "x.csv"),),
    "parcel": (as_file(examine), as_file(verify_bundle)),
    "entries": (lambda data: read_entries(data, "x"), lambda data: received(EMPTY, text(data), lambda _: True)),
}


@cache
def corpus(door: str) -> tuple[bytes, ...]:
    """What is spoilt: the kept files of a door, and one whole file of its kind where that is made by the program."""
    kept = tuple(path.read_bytes() for path in sorted((CORPUS / door).glob("*")))
    return kept + tuple(each() for each in WHOLE.get(door, ()))


def parcel() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.zip"
        write_parcel(path, {"a.txt": b"hello", "b/c.txt": b"x" * 50, "manifest.json": b"{}"})
        return path.read_bytes()


def log() -> bytes:
    store = Store.in_memory()
    return exported(store, worked(store).audit.id).encode()


WHOLE: dict[str, tuple[Callable[[], bytes], ...]] = {
    "mail": (lambda: MAIL,),
    "word": (lambda: word("One", "Two"),),
    "pdf": (lambda: pdf("1 Introduction", "2 Scan room"),),
    "photos": tuple(lambda kind=kind: encoded(corners(48, 32), kind) for kind in PICTURES),
    "checklist": (lambda: WALK.encode(),),
    "parcel": (parcel,),
    "entries": (log,),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@short
@given(data=st.data())
def test_a_spoilt_file_is_read_or_refused_at_every_door(door: str, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(corpus(door)))
    tried = data.draw(spoilt(whole))
    for through in DOORS[door]:
        try:
            through(tried)
        except AuditError as refusal:
            assert refusal.fault


@pytest.mark.parametrize("door", DOORS)
def test_what_was_found_once_is_read_or_refused(door: str) -> None:
    assert corpus(door)
    for whole in corpus(door):
        for through in DOORS[door]:
            try:
                through(whole)
            except AuditError as refusal:
                assert refusal.fault
