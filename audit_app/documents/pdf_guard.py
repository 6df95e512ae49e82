"""What keeps a PDF that is damaged, or made to do harm, an answer about the file and never a fault of the app."""

import logging
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from audit_app.errors import AuditError

# What a PDF that is damaged or hostile makes the library raise besides its own errors.
_BROKEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError,
    OSError, RecursionError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


@contextmanager
def guarded_pdf(refusal: AuditError) -> Iterator[None]:
    """Whatever goes wrong while a PDF is read is the refusal that is given."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it writes a line for every oddity of a file
    from pypdf.errors import PyPdfError

    try:
        yield
    except (PyPdfError, *_BROKEN) as error:
        raise refusal from error
