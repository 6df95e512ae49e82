"""Every PDF is tagged: an independent validator finds nothing against PDF/A-3a and PDF/UA-1, and notices what is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import ActionSet, FindingRaised, Noted, ThingAdded
from audit_app.audit.log.people import Person, Unit
from audit_app.report import Outline, outline, pdf
from audit_app.report.pdf.action_sheet import action_sheet
from audit_app.report.pdf.blanks import sheets_pdf
from audit_app.report.pdf.short_paper import document_pdf
from audit_app.report.sheets import sheets
from tests.report.sample import RECORD, Folder, begun, filled
from tests.report.validator import broken, required

SAID = (
    "السلام عليكم (0.5 mT) منذ 12/3",
    "שלום: דלת (MR) 3.2",
    "磁共振室的门不能关闭",
    "emoji 😀 🇬🇧 ⚠",
    "zero\u200bwidth \u202eRLO\u202c \x07",
    "<b>&amp;</b> %s ]]>",
    "Q" * 3_000,
)


def spoken_everywhere() -> Audit:
    """An audit with hard words wherever words can be typed."""
    walk = begun(unit=Unit(id="u", name=SAID[0][:20], organisation=SAID[2], site=SAID[1]))
    for place, said in enumerate(SAID):
        walk.add(Noted, item=list(walk.audit.checklist.items)[place], text=said)
        walk.add(FindingRaised, finding=f"f{place}", title=said, description=said, place=said, recommendation=said)
        walk.add(ActionSet, action=f"a{place}", finding=f"f{place}", what=said, owner=Person(name=said[:90]), due="")
    walk.add(ThingAdded, thing="t", thing_kind="door", name=SAID[1], details={})
    return walk.audit


def nodes(tree: Any) -> Iterator[Any]:
    """Every node of a file's tree."""
    children = tree.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from nodes(child)


def first(file: pikepdf.Pdf, kind: str) -> Any:
    return next(node for node in nodes(file.Root.StructTreeRoot) if kind == node.S)


def without_alternative(file: pikepdf.Pdf) -> None:
    del first(file, "/Figure")["/Alt"]


def without_scope(file: pikepdf.Pdf) -> None:
    for node in nodes(file.Root.StructTreeRoot):
        if node.S == "/TH":
            del node["/A"]


def with_a_jump(file: pikepdf.Pdf) -> None:
    first(file, "/H3").S = pikepdf.Name.H5


BREAKS: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "alternative": without_alternative,
    "scope": without_scope,
    "heading": with_a_jump,
}


@pytest.fixture(scope="module")
def found(
    told: Outline, short: Outline, whole_audit: Audit, printed_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """Every kind of document, and the record broken in three ways, with the rules that each breaks."""
    required()
    folder = tmp_path_factory.mktemp("tagged")
    hard = spoken_everywhere()
    made = {
        "record": printed_file.read_bytes(),
        "report": pdf(short),
        "actions": action_sheet(whole_audit),
        "sheets": sheets_pdf(whole_audit, sheets(whole_audit)[:6]),
        "paper": document_pdf(replace(told, chapters=told.chapters[2:3])),
        "hard-report": pdf(outline(hard)),
        "hard-record": pdf(outline(hard, None, RECORD)),
        "hard-actions": action_sheet(hard),
    }
    for name, data in made.items():
        (folder / f"{name}.pdf").write_bytes(data)
    for name, harm in BREAKS.items():
        with pikepdf.open(folder / "report.pdf") as file:
            harm(file)
            file.save(folder / f"without-{name}.pdf")
    files = sorted(folder.glob("*.pdf"))
    lines = broken(files)
    return {path.stem: [line for line in lines if line.startswith(str(path))] for path in files}


@pytest.mark.parametrize(
    "kind", ["record", "report", "actions", "sheets", "paper", "hard-report", "hard-record", "hard-actions"]
)
def test_the_validator_finds_nothing_in(kind: str, found: dict[str, list[str]]) -> None:
    assert found[kind] == []


@pytest.mark.parametrize("name", BREAKS)
def test_the_validator_notices_what_is_broken(name: str, found: dict[str, list[str]]) -> None:
    assert any("\tua1\t" in line for line in found[f"without-{name}"])


def test_a_line_that_goes_on_ends_with_a_space_so_that_words_are_not_read_as_one(printed: bytes) -> None:
    walk = begun()
    walk.add(Noted, item="public-routes", text="magnet " * 60)
    code = ""
    with pikepdf.open(__import__("io").BytesIO(pdf(outline(walk.audit, None, RECORD)))) as file:
        for page in file.pages:
            code += page.Contents.read_bytes().decode("latin-1")
    lines = [line for line in code.split("Tj") if line.count("magnet") > 2]
    assert len(lines) > 3 and all(line.rstrip(") ").endswith("magnet") for line in lines)
    assert all(line.endswith("magnet ) ") for line in lines[:-1])


def test_a_figure_says_what_a_sighted_reader_sees(printed_file: Path) -> None:
    with pikepdf.open(printed_file) as file:
        told = [str(node.Alt) for node in nodes(file.Root.StructTreeRoot) if node.S == "/Figure"]
    assert any("0.5 mT line" in said and "m along the bore" in said for said in told), "the plan tells distances"
    assert any("deficient" in said and "compliant" in said for said in told), "the chart tells numbers"


def test_an_item_with_nothing_to_say_is_not_in_the_tree(printed_file: Path) -> None:
    walk = filled(begun())
    assert walk.audit.lines
    with pikepdf.open(printed_file) as file:
        kinds = {str(node.S) for node in nodes(file.Root.StructTreeRoot)}
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TR", "/TH", "/TD", "/Figure", "/L", "/LI", "/TOC", "/Link"} <= kinds


def test_pictures_are_folded_into_the_tree_by_their_number(printed_file: Path, pictures: Folder) -> None:
    with pikepdf.open(printed_file) as file:
        told = [str(node.Alt) for node in nodes(file.Root.StructTreeRoot) if node.S == "/Figure"]
    assert sum(said.startswith("Photo ") for said in told) == 12
