"""A Word document as plain lines."""

import zipfile
from io import BytesIO
from typing import Any
from zlib import error as ZlibError  # noqa: N812 (an exception under the name of its library)

from audit_app.documents.file_kind import LARGEST
from audit_app.documents.word_library import refuse_without_word
from audit_app.errors import BundleRefused


def read_docx(data: bytes, name: str) -> tuple[str, ...]:
    """The paragraphs and table rows of a Word document, in order; BundleRefused when it cannot be read."""
    refuse_without_word(name)
    import docx
    from docx.opc.exceptions import OpcError

    remedy = "Open it in Word and save it again, or as PDF"
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST:
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
    if not hasattr(block, "rows"):
        return [block.text]
    return [" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows]
