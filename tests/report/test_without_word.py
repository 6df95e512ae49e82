"""On a tablet alone there is no library for Word documents: each place that needs it says so and changes nothing."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = """
import sys
sys.modules["docx"] = None
from audit_app.documents import word_library
word_library.has_word = lambda: False
"""


def said(work: str) -> str:
    """What a Python without the library says to some work, the portfolio's rooms loaded."""
    code = f"{HIDDEN}import audit_app.portfolio.bundle.bundle, audit_app.portfolio.bundle.verification\n{work}"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False).stderr


def test_a_word_document_among_the_evidence_is_refused_by_name() -> None:
    words = said("from audit_app.documents.word import read_docx; read_docx(b'PK', 'letter.docx')")
    assert "letter.docx is a Word document, which this device can neither read nor make" in words
    assert "Share the audit with a laptop" in words


def test_a_report_in_word_is_refused_in_words() -> None:
    words = said("from audit_app.report.formats.report_file import maker; maker('.docx')(None, None, None, None, None)")
    assert "The report is a Word document, which this device can neither read nor make" in words
