"""What keeps a PDF that is damaged, or made to do harm, an answer about the file and never a fault of the app."""

import logging
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from audit_app.apart import apart
from audit_app.errors import AuditError, BundleRefused, ReferenceProblem

P = ParamSpec("P")
T = TypeVar("T")
# What a PDF that is damaged or hostile makes the library raise besides its own errors.
_BROKEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError,
    OSError, RecursionError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


TOO_MUCH = "takes more time or memory to read than any document needs"
AGAIN = "Open it elsewhere, save it again as PDF and use that"


def in_child(work: Callable[P, T], /, *args: P.args, **how: P.kwargs) -> T:
    """Work on a document of a portfolio in a process of its own; the last thing it is given is what it is called.

    BundleRefused when it takes too much.
    """
    return apart(BundleRefused(str(args[-1]), TOO_MUCH, AGAIN), work, *args, **how)


def costly_guideline(where: str) -> ReferenceProblem:
    """The refusal of a guideline over which a process that was held to its limits had to be ended."""
    return ReferenceProblem(where, TOO_MUCH, AGAIN)


@contextmanager
def guarded_pdf(refusal: AuditError) -> Iterator[None]:
    """Whatever goes wrong while a PDF is read is the refusal that is given."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it writes a line for every oddity of a file
    from pypdf.errors import PyPdfError

    try:
        yield
    except (PyPdfError, *_BROKEN) as error:
        raise refusal from error
