"""A Word document as plain lines."""

import zipfile
from io import BytesIO
from typing import Any
from zlib import error as ZlibError  # noqa: N812 (an exception under the name of its library)

from audit_app.documents.file_kind import LARGEST
from audit_app.documents.word_library import refuse_without_word
from audit_app.errors import BundleRefused

LARGEST_TEXT = 25_000_000  # bytes of XML inside; one of 1,000 pages is a fifth of this


def read_docx(data: bytes, name: str) -> tuple[str, ...]:
    """The paragraphs and table rows of a Word document, in order; BundleRefused when it cannot be read."""
    refuse_without_word(name)
    import docx
    from docx.opc.exceptions import OpcError

    remedy = "Open it in Word and save it again, or as PDF"
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            texts = [each.file_size for each in parts if each.filename.lower().endswith((".xml", ".rels"))]
            if sum(each.file_size for each in parts) > LARGEST or sum(texts) > LARGEST_TEXT:
                raise BundleRefused(name, "unpacks to more than a document can be", remedy)
        body = docx.Document(BytesIO(data)).iter_inner_content()
        lines = [line for block in body for line in _lines(block)]
    except (
        OpcError, SyntaxError, zipfile.BadZipFile, ZlibError, OSError, EOFError,
        ValueError, LookupError, TypeError, AttributeError, NotImplementedError, RecursionError,
    ) as error:  # fmt: skip
        raise BundleRefused(name, "is not a Word document that can be read", remedy) from error
    return tuple(line for line in lines if line.strip())


def _lines(block: Any) -> list[str]:
    """Of a paragraph its text, of a table its rows."""
    from docx.table import _Cell

    if not hasattr(block, "rows"):
        return [block.text]
    return [" | ".join(_Cell(cell, block).text.strip() for cell in row._tr.tc_lst) for row in block.rows]
