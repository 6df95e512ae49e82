"""A portfolio's papers, its reading copy and a choice of pages keep their tags, as an independent validator sees."""

import itertools
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from audit_app.documents.pdf_pages import Bound, excerpt, merged
from audit_app.portfolio.bundle.bundle import PAPERS, Choice, bundle
from audit_app.portfolio.evidence.evidence import FromAudit
from tests.conftest import SteppingClock
from tests.portfolio.samples import ADA, filed, item, jpeg, pdf, signed_audit, word
from tests.portfolio.tablets import Tablet
from tests.report.test_accessible import nodes
from tests.report.validator import broken, required

OWN = ("whole", "cross-reference", "short")


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The PDF files of a portfolio with every kind of item, `whole` without the foreign one, and pages cut `short`."""
    tablet = Tablet(tmp_path_factory.mktemp("tablet"), "Ada Byron", SteppingClock())
    signed_audit(tablet)
    items = [
        item(1, "Annual audit of MRI 1", FromAudit(audit=tablet.at().audit.id)),
        filed(tablet, 2, "note.docx", word("One line.", "Another."), "docx"),
        filed(tablet, 3, "door.jpg", jpeg(), "image", commentary="The door."),
        filed(tablet, 4, "elsewhere.pdf", pdf("A page", "Another"), "pdf"),
    ]
    path = tmp_path_factory.mktemp("bundle") / "portfolio.zip"
    bundle(tablet.store, tablet.shelf, items, ADA, path, Choice(merged=True))
    with zipfile.ZipFile(path) as archive:
        files = [Path(each) for each in archive.namelist() if each.endswith(".pdf")]
        found = {each.stem.partition("-")[0] if "E0" in each.stem else each.stem: each.as_posix() for each in files}
        read = {name: archive.read(each) for name, each in found.items()}
    own = [Bound(name, name, data) for name, data in read.items() if name not in ("E04", "reading-copy", "contents")]
    read["whole"] = merged(read["contents"], own)
    read["short"] = excerpt(read["E01"], (2, 4, 5), "the report", own=True)
    return read


def test_the_validator_finds_nothing_in_any_of_them(bundled: dict[str, bytes], tmp_path: Path) -> None:
    required()
    files = []
    for name in OWN:
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(bundled[name])
    assert broken(files) == []


def told(data: bytes) -> tuple[list[str], bytes]:
    """The kinds of the nodes of a file's tree, and what it says of itself."""
    with pikepdf.open(BytesIO(data)) as file:
        return [str(node.S) for node in nodes(file.Root.StructTreeRoot)], file.Root.Metadata.read_bytes()


def test_a_reading_copy_has_the_tags_of_all_its_documents(bundled: dict[str, bytes]) -> None:
    whole, packet = told(bundled["whole"])
    parts = [told(bundled[name])[0] for name in (*PAPERS, "E01", "E02", "E03")]
    for kind in ("/Table", "/TD", "/H2", "/P", "/Figure", "/Link"):
        assert whole.count(kind) == sum(part.count(kind) for part in parts) > 0, kind
    assert whole[0] == "/Document" and whole.count("/Part") == len(PAPERS) + 3
    assert b"<pdfuaid:part>1" in packet and b"<pdfaid:conformance>A" in packet


def test_a_reading_copy_with_a_foreign_pdf_claims_no_standard_and_says_which_item_has_no_tags(
    bundled: dict[str, bytes],
) -> None:
    kinds, packet = told(bundled["reading-copy"])
    assert kinds.count("/Part") == 1 + len(PAPERS) + 4
    assert b"pdfuaid" not in packet and b"pdfaid" not in packet and b"Reading copy" in packet
    with pikepdf.open(BytesIO(bundled["reading-copy"])) as file:
        titles = [str(node.T) for node in nodes(file.Root.StructTreeRoot) if "/T" in node]
    assert (
        len(titles) == 1 and titles[0].startswith("E04") and titles[0].endswith("(from another program, without tags)")
    )
    assert (
        "E04 came as a PDF from another program" in PdfReader(BytesIO(bundled["reading-copy"])).pages[0].extract_text()
    )


def test_links_of_a_document_lead_to_its_own_pages_in_the_reading_copy(bundled: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(bundled["whole"])) as file:
        pages = [page.obj.objgen for page in file.pages]
        links = [link for page in file.pages for link in page.obj.get("/Annots", [])]
        assert len(links) > 10 and all(link.Dest[0].objgen in pages for link in links)


def test_pages_that_are_cut_out_keep_their_part_of_the_tree_without_a_jump(bundled: dict[str, bytes]) -> None:
    kinds, packet = told(bundled["short"])
    levels = [int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    assert levels[0] == 1 and all(after - before < 2 for before, after in itertools.pairwise(levels))
    assert 0 < kinds.count("/TR") < told(bundled["E01"])[0].count("/TR")
    assert b"<pdfuaid:part>1" in packet
