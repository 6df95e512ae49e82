"""`mr-audit report` and `mr-audit sheets` from the command line."""

from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from audit_app.commands.report import report, sheets
from audit_app.errors import AuditError
from audit_app.report import Options, report_pdf
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from tests.report.sample import begun


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    walk = begun()
    with Store.at(place) as store:
        store.begin(walk.audit.begun, walk.audit.checklist, walk.audit.library)
    return place


def run(command: object, *words: str) -> Result:
    return CliRunner().invoke(command, words)  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ["pdf", "html", "docx", "csv", "json"])
def test_a_report_is_written_by_its_ending(folder: Path, tmp_path: Path, ending: str) -> None:
    made = run(report, "latest", "-o", str(tmp_path / f"r.{ending}"), "--data", str(folder))
    assert made.exit_code == 0, made.output
    assert (tmp_path / f"r.{ending}").stat().st_size > 1000


def test_the_command_gives_the_same_file_as_the_app(folder: Path, tmp_path: Path) -> None:
    run(report, "latest", "-o", str(tmp_path / "r.pdf"), "--data", str(folder))
    with Store.to_read(folder) as store:
        audit = store.load(store.audits()[0].id)
    assert (tmp_path / "r.pdf").read_bytes() == report_pdf(audit, Shelf(folder), Options())


def test_document_and_paper_are_taken(folder: Path, tmp_path: Path) -> None:
    sizes = []
    for layout in ("record", "report"):
        words = (
            "latest",
            "-o",
            str(tmp_path / "r.pdf"),
            "--data",
            str(folder),
            "--document",
            layout,
            "--paper",
            "letter",
        )
        assert run(report, *words).exit_code == 0
        data = (tmp_path / "r.pdf").read_bytes()
        assert [float(side) for side in PdfReader(BytesIO(data)).pages[0].mediabox[2:]] == [612, 792]
        sizes.append(len(PdfReader(BytesIO(data)).pages))
    assert sizes[0] > sizes[1]


def refused(*words: str) -> str:
    made = run(report, *words)
    assert isinstance(made.exception, AuditError), made.output
    return str(made.exception)


def test_an_unknown_ending_is_refused(folder: Path, tmp_path: Path) -> None:
    said = refused("latest", "-o", str(tmp_path / "r.odt"), "--data", str(folder))
    assert "is not an ending of a report" in said


def test_only_a_pdf_can_be_signed(folder: Path, tmp_path: Path) -> None:
    said = refused("latest", "-o", str(tmp_path / "r.html"), "--data", str(folder), "--sign", "x.p12")
    assert "Only a report's PDF can" in said


def test_a_logo_that_is_no_picture_is_refused_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"no picture")
    said = refused("latest", "-o", str(tmp_path / "r.pdf"), "--data", str(folder), "--logo", str(logo))
    assert "logo.png" in said
    assert not (tmp_path / "r.pdf").exists()


@pytest.fixture
def logo(tmp_path: Path) -> str:
    from PIL import Image

    path = tmp_path / "logo.png"
    Image.new("RGBA", (300, 100), (0, 90, 120, 128)).save(path)
    return str(path)


@pytest.mark.parametrize(
    ("ending", "sign"), [("pdf", b"/Subtype /Image"), ("html", b'alt="Logo of the unit"'), ("docx", b"word/media/")]
)
def test_a_logo_is_taken_whatever_its_kind(folder: Path, tmp_path: Path, logo: str, ending: str, sign: bytes) -> None:
    made = run(report, "latest", "-o", str(tmp_path / f"r.{ending}"), "--data", str(folder), "--logo", logo)
    assert made.exit_code == 0, made.output
    assert sign in (tmp_path / f"r.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ["pdf", "html", "docx", "csv", "json"])
def test_a_logo_that_is_not_there_or_has_no_place_is_refused(folder: Path, tmp_path: Path, ending: str) -> None:
    said = refused("latest", "-o", str(tmp_path / f"r.{ending}"), "--data", str(folder), "--logo", "none.png")
    assert ("none.png cannot be read" if ending in ("pdf", "html", "docx") else "no front page for a logo") in said
    assert not (tmp_path / f"r.{ending}").exists()


def test_word_and_web_page_take_the_paper(folder: Path, tmp_path: Path) -> None:
    from docx import Document

    for ending in ("docx", "html"):
        run(report, "latest", "-o", str(tmp_path / f"r.{ending}"), "--data", str(folder), "--paper", "letter")
    page = Document(str(tmp_path / "r.docx")).sections[0]
    assert (round(page.page_width.inches, 1), round(page.page_height.inches, 1)) == (8.5, 11.0)
    assert "@page{size:letter}" in (tmp_path / "r.html").read_text("utf-8")


def test_sheets_are_printed_for_a_zone(folder: Path, tmp_path: Path) -> None:
    made = run(sheets, "latest", "-o", str(tmp_path / "s.pdf"), "--data", str(folder), "--zone", "IV")
    assert made.exit_code == 0, made.output
    assert "sheets to" in made.output
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")


def test_a_report_that_cannot_be_signed_leaves_what_was_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MR_AUDIT_SIGN_PASSPHRASE", "x")
    made = tmp_path / "r.pdf"
    made.write_bytes(b"signed last week")
    refused("latest", "-o", str(made), "--data", str(folder), "--sign", str(tmp_path / "none.p12"))
    assert made.read_bytes() == b"signed last week"


def test_the_action_sheet_is_a_document_too(folder: Path, tmp_path: Path) -> None:
    for ending in ("pdf", "csv"):
        words = ("latest", "-o", str(tmp_path / f"a.{ending}"), "--data", str(folder), "--document", "actions")
        assert run(report, *words).exit_code == 0
    assert "Actions after the MR safety audit" in PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    said = refused("latest", "-o", str(tmp_path / "a.docx"), "--data", str(folder), "--document", "actions")
    assert "is not a file name for an action sheet" in said
