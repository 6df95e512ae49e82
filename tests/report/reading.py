"""Reading what was made: a PDF's text by page, and an outline's words."""

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader

from audit_app.report import Outline
from audit_app.report.blocks import (
    Block,
    Bullets,
    Card,
    Cell,
    Facts,
    Gallery,
    Heading,
    Numbers,
    Signature,
    Table,
    Words,
)


def pages(data: bytes) -> list[str]:
    """The text of each page, with every run of white space as one space."""
    return [" ".join((page.extract_text() or "").split()) for page in PdfReader(BytesIO(data)).pages]


def text(data: bytes) -> str:
    """The text of all pages."""
    return " ".join(pages(data))


def words(told: Outline, chapter: str = "") -> str:
    """Everything an outline (or one of its chapters) says."""
    chosen = [each for each in told.chapters if chapter in ("", each.key)]
    return "\n".join(said for each in chosen for block in each.blocks for said in _said(block))


def _said(block: Block) -> Iterator[str]:
    match block:
        case Words() | Heading():
            yield block.text
        case Bullets():
            yield from block.items
        case Facts():
            yield from (f"{name}: {said}" for name, said in block.pairs)
        case Gallery():
            yield from (shot.said for shot in block.shots)
        case Card():
            yield f"{block.number} {block.title} [{block.badge}]"
            for inner in block.blocks:
                yield from _said(inner)
            yield from (shot.said for shot in block.beside)
        case Numbers():
            yield from (f"{one.number} {one.words} ({one.small})" for one in block.figures)
        case Table():
            yield block.caption
            for row in block.rows:
                yield " | ".join(_cell(cell) for cell in (*row.cells, row.under))
                yield from (shot.said for shot in row.shots)
        case Signature():
            yield f"{block.name}. {block.words}"
        case _:
            yield block.caption


def _cell(cell: Cell) -> str:
    return " ".join(one.text + (one.verdict.words if one.verdict else "") for one in cell)
