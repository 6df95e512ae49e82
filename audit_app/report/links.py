"""Which parts of an outline a link can lead to."""

from collections.abc import Iterable, Iterator

from audit_app.report.blocks import Card, Chapter, Heading, Table


def keys(chapters: Iterable[Chapter]) -> Iterator[str]:
    """Every key of these chapters, their headings, cards and rows."""
    for chapter in chapters:
        yield chapter.key
        for block in chapter.blocks:
            if isinstance(block, Heading | Card) and block.key:
                yield block.key
            if isinstance(block, Table):
                yield from (row.key for row in block.rows if row.key)
