"""The PDF as an archive file: what PDF/A-3b asks for, looked up in the file itself."""

import json
import re
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from audit_app.audit.audit import Audit
from audit_app.report import Options, Outline, outline, pdf, report_pdf, whole_json
from tests.report.sample import RECORD, Folder, rich


@pytest.fixture
def file(printed_file: Path) -> Any:
    with pikepdf.open(printed_file) as opened:
        yield opened


def test_the_metadata_says_pdf_a_3a_and_pdf_ua_1_with_title_and_author(file: pikepdf.Pdf) -> None:
    with file.open_metadata() as about:
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"].startswith("Safety audit of an MR unit: MRI 1")
        assert about["dc:creator"] == ["Ada Byron"]
        assert about["xmp:CreateDate"] == about["xmp:ModifyDate"]
    assert str(file.Root.Lang) == "en-GB"
    assert file.Root.ViewerPreferences.DisplayDocTitle


def test_the_metadata_stream_is_plain(file: pikepdf.Pdf) -> None:
    assert "/Filter" not in file.Root.Metadata
    assert b"<pdfaid:part>3</pdfaid:part>" in file.Root.Metadata.read_raw_bytes()


def test_information_and_metadata_agree_and_bear_the_audits_date(file: pikepdf.Pdf, whole_audit: Audit) -> None:
    stamp = whole_audit.latest[:19]
    assert str(file.docinfo["/CreationDate"]) == "D:" + re.sub(r"[-:T]", "", stamp) + "Z"
    with file.open_metadata() as about:
        assert about["xmp:CreateDate"] == stamp + "Z"
        assert str(file.docinfo["/Title"]) == about["dc:title"]
        assert str(file.docinfo["/Producer"]) == about["pdf:Producer"]


def test_colours_are_defined_by_one_srgb_profile(file: pikepdf.Pdf) -> None:
    [intent] = file.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    profile = intent.DestOutputProfile
    assert profile.N == 3
    assert profile.read_bytes()[36:40] == b"acsp"
    assert profile.read_bytes()[8] == 2, "a version 2 profile"


def _fonts(file: pikepdf.Pdf) -> dict[str, Any]:
    return {
        str(font.BaseFont): font
        for page in file.pages
        for font in (page.Resources.Font.values() if "/Font" in page.Resources else ())
    }


def test_every_font_is_embedded_and_maps_to_text(file: pikepdf.Pdf) -> None:
    fonts = _fonts(file)
    assert {name.split("+")[1] for name in fonts} == {"DejaVuSans", "DejaVuSans-Bold"}
    for font in fonts.values():
        assert "/FontFile2" in font.FontDescriptor
        assert "/ToUnicode" in font


def test_every_annotation_is_printable(file: pikepdf.Pdf) -> None:
    notes = [note for page in file.pages for note in page.get("/Annots", ())]
    assert len(notes) > 40
    assert {int(note.F) for note in notes} == {4}
    assert {str(note.Subtype) for note in notes} == {"/Link"}


def test_nothing_is_transparent_encrypted_or_alive(file: pikepdf.Pdf, printed: bytes) -> None:
    assert not file.is_encrypted
    for word in (b"/SMask", b"/JavaScript", b"/Launch", b"/AcroForm", b"/Interpolate", b"/LZWDecode", b"/Encrypt"):
        assert word not in printed, word
    for page in file.pages:
        for state in page.Resources.ExtGState.values() if "/ExtGState" in page.Resources else ():
            assert "/ca" not in state or state.ca == 1


def test_pictures_are_rgb_or_grey_jpegs_as_they_were(file: pikepdf.Pdf, whole_audit: Audit, pictures: Folder) -> None:
    images = {str(name): image for page in file.pages for name, image in page.get_images().items()}
    assert len(images) == 12
    kept = {sha256(path.read_bytes()).hexdigest() for path in pictures.folder.glob("*.jpg")}
    for image in images.values():
        assert image.Filter == "/DCTDecode"
        assert image.ColorSpace in ("/DeviceRGB", "/DeviceGray")
        assert sha256(image.read_raw_bytes()).hexdigest() in kept


def test_the_whole_audit_is_attached_as_its_source(file: pikepdf.Pdf, told: Outline, whole_audit: Audit) -> None:
    [attached] = file.Root.AF
    assert attached.AFRelationship == "/Source"
    assert str(attached.UF) == "audit.json"
    data = attached.EF.F.read_bytes()
    assert data == told.data == whole_json(whole_audit)
    assert attached.EF.F.Subtype == "/application/json"
    assert int(attached.EF.F.Params.Size) == len(data)
    assert str(file.Root.Names.EmbeddedFiles.Names[0]) == "audit.json"
    assert len(json.loads(data)["entries"]) == len(whole_audit.entries)


def test_every_stream_is_as_long_as_it_says_and_ends_on_its_own_line(printed: bytes) -> None:
    found = 0
    for start in re.finditer(rb">>\nstream\n", printed):
        length = re.findall(rb"/Length (\d+)", printed[max(0, start.start() - 400) : start.start()])[-1]
        at = start.end() + int(length)
        if printed[at : at + 11] == b"\nendstream\n":
            found += 1
    assert found == printed.count(b"\nendstream\n") > 70


def test_the_file_begins_and_ends_as_archives_ask(printed: bytes) -> None:
    assert printed.startswith(b"%PDF-1.7\n%")
    assert all(byte > 127 for byte in printed[10:14])
    assert printed.endswith(b"%%EOF\n")
    assert re.search(rb"/ID \[<[0-9a-f]{32}> <[0-9a-f]{32}>\]", printed)


def test_the_file_has_no_syntax_fault(file: pikepdf.Pdf) -> None:
    assert file.check_pdf_syntax() == []


def test_the_same_audit_gives_the_same_bytes(told: Outline, printed: bytes, whole_audit: Audit, tmp_path: Path) -> None:
    elsewhere = Folder(tmp_path)
    assert pdf(told) == printed
    assert report_pdf(rich(elsewhere, photos=12), elsewhere, RECORD) == printed, "another folder, another run"


def test_another_audit_gives_another_identity(told: Outline, printed: bytes, pictures: Folder) -> None:
    other = report_pdf(rich(pictures, photos=11), pictures, RECORD)
    [first], [second] = (re.findall(rb"/ID \[<([0-9a-f]{32})>", data) for data in (printed, other))
    assert first != second


@pytest.mark.parametrize(("layout", "paper"), [("record", "letter"), ("report", "a4"), ("report", "letter")])
def test_every_layout_and_paper_is_an_archive_file(
    layout: str, paper: str, whole_audit: Audit, pictures: Folder
) -> None:
    options = Options(layout, paper)  # type: ignore[arg-type]
    made = pdf(outline(whole_audit, pictures, options), options)
    with pikepdf.open(BytesIO(made)) as file:
        assert file.check_pdf_syntax() == []
        assert [round(float(side)) for side in file.pages[0].MediaBox[2:]] == {"a4": [595, 842], "letter": [612, 792]}[
            paper
        ]
        assert all("/FontFile2" in font.FontDescriptor for font in _fonts(file).values())
