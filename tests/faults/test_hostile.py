"""Whatever is in a file that comes from elsewhere, it is read or refused in words, and nothing kept is changed."""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_app.audit.findings.action_sheet import COLUMNS, proposals, read_sheet
from audit_app.audit.findings.replies import read_reply
from audit_app.documents.file_kind import media_of
from audit_app.documents.mail import read_mail
from audit_app.documents.pdf_pages import page_texts, pdf_inside
from audit_app.documents.word import read_docx
from audit_app.errors import AuditError, QuantityError
from audit_app.field.logs import as_text, read_log
from audit_app.field.published import read_published
from audit_app.field.surveys import read_survey
from audit_app.field.tables import read_table
from audit_app.portfolio.bundle.bundle import bundle
from audit_app.portfolio.bundle.verification import verify_bundle
from audit_app.portfolio.evidence.evidence import FromAudit
from audit_app.store.backup import back_up, restore
from audit_app.store.log_json import exported
from audit_app.store.store import Store
from audit_app.units import read
from tests.conftest import SteppingClock
from tests.faults import walker
from tests.portfolio.samples import ADA, MAIL, item, pdf, signed_audit, word
from tests.portfolio.tablets import Tablet

short = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(short, max_examples=12)


@st.composite
def spoilt(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file with some bytes changed, a piece put in or taken out, or its end cut off; never as it was."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data) - 1))
        match draw(st.sampled_from(["change", "put in", "take out", "cut"])):
            case "change":
                data[at] ^= draw(st.integers(1, 255))
            case "put in":
                data[at:at] = draw(st.binary(min_size=1, max_size=8) | st.sampled_from([b"PK\3\4", b"../", b"\0" * 4]))
            case "take out":
                del data[at + 1 : at + draw(st.integers(2, 60))]
            case "cut":
                del data[max(at, 1) :]
    return bytes(data) if bytes(data) != whole else bytes(data) + b"\0"


def refused(deed: Callable[[], Any]) -> AuditError | None:
    """How a deed was refused; None when it was not. Any other failure is the test's."""
    try:
        deed()
    except AuditError as error:
        assert error.where and error.fault and str(error)
        return error
    return None


# Readings, surveys, logs and plots

HEADS = ["x", "y", "z", "height (m)", "field (mT)", "B_nT", "Bx (G)", "time", "uncertainty (%)", "Feld", "高さ", ""]
CELLS = (
    st.sampled_from(
        ["0.5", "1,5", "1.234,5", "<0.1", "n/a", "0.5 mT", "5 G", "1e400", "nan", "-", "٥", "=1+1", '"', ""]
    )
    | st.text(max_size=6)
    | st.decimals(-1000, 1000, places=3).map(str)
)


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Something like a table of readings, in one of the ways people write them."""
    width, mark = draw(st.integers(1, 5)), draw(st.sampled_from([",", ";", "\t", "  "]))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))
    head = draw(st.lists(st.sampled_from(HEADS), min_size=width, max_size=width))
    lines = [mark.join(cells) for cells in [head, *rows]]
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines).encode(encoding, "replace")


@short
@given(tables() | st.binary(max_size=200), st.sampled_from(["", "mT", "G"]))
def test_any_table_of_readings_is_read_or_refused(raw: bytes, unit: str) -> None:
    refused(lambda: read_survey(read_table(raw, "x.csv"), unit=unit))
    refused(lambda: as_text(read_log(raw, "x.txt", unit=unit)))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=True) | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["levels", "level_mT"]), inner),
    max_leaves=6,
)


@short
@given(st.dictionaries(st.sampled_from(["source", "verified", "levels", "level_mT", "radial_m", "axial_m"]), JSON))
def test_any_published_plot_is_read_or_refused(found: dict[str, Any]) -> None:
    refused(lambda: read_published(json.dumps(found).encode(), "plot.json"))
    refused(lambda: read_published(json.dumps({"levels": [found]}).encode(), "plot.json"))


SCRIPTS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
LOCALES = [
    (",", "."),
    (".", ","),
    (" ", ","),
    ("\u202f", ","),
    ("’", "."),
    ("'", "."),
    ("٬", "٫"),
    ("", "."),
    ("", ","),
]


@settings(short, max_examples=150)
@given(st.decimals(0, 9_999_999, places=2), st.sampled_from(SCRIPTS), st.sampled_from(LOCALES), st.sampled_from("−-+ "))
def test_a_number_in_any_locale_and_script_is_read_right_asked_back_or_refused(
    value: Decimal, digits: str, locale: tuple[str, str], sign: str
) -> None:
    thousands, decimal = locale
    plain = f"{value:,.2f}".replace(",", "T").replace(".", decimal).replace("T", thousands)
    typed = sign.strip() + plain.translate(str.maketrans("0123456789", digits))
    meant = -value if sign in "−-" else value
    try:
        reading = read(f"{typed} mT", "mT")
    except QuantityError as error:
        assert error.remedy
    else:
        assert reading.challenges or reading.quantity.value == meant


@short
@given(st.lists(st.lists(st.text(max_size=12), min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=4))
def test_any_action_sheet_with_the_right_columns_is_proposed_or_refused(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([list(COLUMNS.values()), *rows])
    with Store.in_memory() as store:
        audit = walker.begun(store).audit
    refused(lambda: [each.asked for each in proposals(audit, read_sheet(out.getvalue().encode("utf-8", "replace")))])


# Letters and documents handed in as evidence

DOCUMENTS = {"letter.eml": MAIL, "note.docx": word("One", "Two"), "plan.pdf": pdf("One page", "Another")}


@pytest.mark.parametrize("name", DOCUMENTS)
@short
@given(st.data())
def test_any_document_is_read_or_refused(name: str, data: st.DataObject) -> None:
    received = data.draw(spoilt(DOCUMENTS[name]))
    reader = {"eml": lambda data, _: read_mail(data), "docx": read_docx, "pdf": page_texts}[name.partition(".")[2]]
    refused(lambda: media_of(received, name))
    refused(lambda: reader(received, name))
    refused(lambda: pdf_inside(received, name))
    refused(lambda: read_reply(received, name))


# Shared audits, bundles and backups: every byte of them is accounted for


@pytest.fixture(scope="module")
def tablet(tmp_path_factory: pytest.TempPathFactory) -> Tablet:
    made = Tablet(tmp_path_factory.mktemp("tablet"), "Ada Byron", SteppingClock())
    signed_audit(made)
    return made


@few
@given(st.data())
def test_no_spoilt_shared_audit_is_taken_in_and_nothing_changes(
    tablet: Tablet, tmp_path: Path, data: st.DataObject
) -> None:
    path = tablet.give(tmp_path / "one.mraudit")
    path.write_bytes(data.draw(spoilt(path.read_bytes())))
    other = Tablet(tmp_path / "other", "Ben Carr", SteppingClock())
    own = other.begin()
    before = other.store.raw(own)
    assert refused(lambda: other.take(path))
    assert [each.id for each in other.store.audits()] == [own]
    assert other.store.raw(own) == before
    assert list(other.shelf.originals()) == []


@pytest.fixture(scope="module")
def packed(tablet: Tablet, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("packed") / "portfolio.zip"
    items = (item(1, "Annual audit of MRI 1", FromAudit(audit=tablet.at().audit.id)),)
    return bundle(tablet.store, tablet.shelf, items, ADA, path).path.read_bytes()


@short
@given(st.data())
def test_no_spoilt_bundle_is_called_whole(packed: bytes, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "portfolio.zip"
    path.write_bytes(data.draw(spoilt(packed)))
    assert refused(lambda: verify_bundle(path)) or verify_bundle(path)


@few
@given(st.data())
def test_no_spoilt_backup_is_put_back_as_something_else(tmp_path: Path, data: st.DataObject) -> None:
    home, path = tmp_path / "home", tmp_path / "backup.zip"
    if not path.exists():
        with Store.at(home) as store:
            walker.begun(store).answer("sign", "partly")
        back_up(home, path)
        (tmp_path / "whole").write_bytes(path.read_bytes())
    path.write_bytes(data.draw(spoilt((tmp_path / "whole").read_bytes())))
    new = Path(tempfile.mkdtemp(dir=tmp_path)) / "new"
    told: list[str] = []
    if refused(lambda: restore(path, new, told.append)):
        assert not new.exists()
        return
    here, there = logs(new), logs(home)
    assert here == there or (told and set(here) < set(there)), "what is not whole is left out, and said"


def logs(folder: Path) -> list[str]:
    with Store.to_read(folder) as store:
        return [exported(store, each.id) for each in store.audits()]
