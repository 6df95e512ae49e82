"""Whether this device can read and make Word documents: the library for it has no build for a browser alone."""

from importlib.util import find_spec

from audit_app.errors import BundleRefused


def has_word() -> bool:
    """Whether Word documents can be read and made here."""
    return find_spec("docx") is not None


def refuse_without_word(name: str) -> None:
    """BundleRefused, in words, where Word documents can neither be read nor made."""
    if not has_word():
        remedy = "Share the audit with a laptop and do it there, or use a PDF"
        raise BundleRefused(name, "is a Word document, which this device can neither read nor make", remedy)
