"""Small files made to take long or to fill the memory: each is answered in bounded work, in a process held to it.

The processor seconds and the memory are limits that the kernel enforces, not times that are measured.
"""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.portfolio.samples import word

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 25, 1_500
RUN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
resource.setrlimit(resource.RLIMIT_AS, ({megabytes} << 20, {megabytes} << 20))
from pathlib import Path
from audit_app.errors import AuditError
data = Path(sys.argv[1]).read_bytes()
try:
    {deed}
    print("read")
except AuditError as error:
    assert error.fault
    print("refused")
"""
MAIL = "from audit_app.documents.mail import read_mail; read_mail(data)"
WORD = "from audit_app.documents.word import read_docx; read_docx(data, 'x.docx')"
TABLE = "from audit_app.field.tables import read_table; read_table(data, 'x.csv')"
SURVEY = (
    "from audit_app.field.tables import read_table; from audit_app.field.surveys import read_survey; "
    "read_survey(read_table(data, 'x.csv'))"
)
SHEET = "from audit_app.documents.csv_cells import decoded, split; split(decoded(data, 'x.csv'), 'x.csv', 10_000)"
CHECKLIST = "from audit_app.checklist.reader import parse; parse(data.decode(), 'x.toml')"
PUBLISHED = "from audit_app.field.published import read_published; read_published(data, 'x.toml')"
UNITS = "from audit_app.units import read; read(data.decode(), 'mT')"
PLAN = "from audit_app.photos.plan_pages import page_as_picture; page_as_picture(data, 'x.pdf')"
BUNDLE = "from audit_app.portfolio.bundle.verification import verify_bundle; verify_bundle(Path(sys.argv[1]))"


def pdf(contents: bytes) -> bytes:
    """A page with these drawing instructions."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(contents), contents),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def document(body: str) -> bytes:
    """A Word document with this body."""
    source, out = zipfile.ZipFile(BytesIO(word("x"))), BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            whole = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
            made.writestr(name, whole if name == "word/document.xml" else source.read(name))
    return out.getvalue()


def nameless_zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("x", b"x")
    return out.getvalue().replace(b"\1\0\0\0x", b"\0\0\0\0x")


GRID = '<w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/>'
HTML = b"From: a@b\r\nContent-Type: text/html\r\n\r\n"
CASES: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {  # what is done with what
    "mail: 20,000 broken encoded words": (
        MAIL, b"From: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\nSubject: re\r\n\r\nDone.",
    ),
    "mail: the same in a subject and a type": (
        MAIL,
        b"From: a@b\r\nSubject: " + b"=?utf-8?q?a?=" * 50_000 + b"\r\nContent-Type: text/plain; name="
        + b"=?utf-8?q?a?= " * 20_000 + b"\r\n\r\nDone.",
    ),
    "mail: 100,000 parts": (
        MAIL,
        b"From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n" * 100_000,
    ),
    "mail: 20,000 parts, each in the one before": (
        MAIL,
        b"From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"".join(b"--x\r\nContent-Type: multipart/mixed; boundary=x%d\r\n\r\n" % each for each in range(20_000)),
    ),
    "mail: 30,000 open brackets": (MAIL, b"From: " + b"((" * 30_000 + b"\r\n\r\nx"),
    "mail: 200,000 headers": (MAIL, b"From: a@b\r\n" + b"X: a@b\r\n" * 200_000 + b"\r\nx"),
    "mail: 7,800 open brackets and a sender that is asked for": (MAIL, b"From: " + b"((" * 3_900 + b"\r\n\r\nx"),
    "mail: 1,500 headers as long as one may be": (
        MAIL, b"From: a@b\r\n" + (b"To: " + b"=?utf-8?q?a?=" * 59 + b" " + b"((" * 3_500 + b"\r\n") * 1_500 + b"\r\nx"
    ),
    "mail: 500,000 comments that never end": (MAIL, HTML + b"<!--" * 500_000),
    "mail: a million tags that never end": (MAIL, HTML + b"<?" * 1_000_000),
    "mail: a header of ten megabytes on three million lines": (MAIL, b"From: " + b"a\r\n " * 3_000_000 + b"\r\n\r\nx"),
    "word: a cell over two thousand million columns": (
        WORD, document(f"<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{GRID}</w:tc></w:tr></w:tbl>"),
    ),
    "word: 99 MB of one letter": (WORD, lambda: document("A" * 99_000_000)),
    "csv: a million columns": (TABLE, b"field," * 1_000_000 + b"\n" + b"1," * 1_000_000),
    "csv: a million and a half rows": (SURVEY, b"x,y,B (mT)\n" + b"1,2,3\n" * 1_500_000),
    "csv: a number of three million figures": (SURVEY, b"x (m),y (m),B (mT)\n1,2," + b"9" * 3_000_000),
    "csv: a million columns between spaces": (TABLE, b"1 " * 1_000_000),
    "sheet: a million columns": (SHEET, b"a," * 1_000_000),
    "toml: a key of 300,000 parts": (CHECKLIST, b".".join([b"a"] * 300_000) + b"=1"),
    "toml: a table of 300,000 parts": (CHECKLIST, b"[" + b".".join([b"a"] * 300_000) + b"]"),
    "toml: a key of 300,000 parts in a plot": (PUBLISHED, b".".join([b"a"] * 300_000) + b"=1"),
    "toml: 200,000 deep": (CHECKLIST, b"a=" + b"[" * 200_000),
    "units: 5e50 mT": (UNITS, b"5e50 mT"),
    "units: 5e-50 mT": (UNITS, b"5e-50 mT"),
    "plan: an array 200,000 deep": (PLAN, pdf(b"[" * 200_000)),
    "plan: numbers beyond all paper": (PLAN, pdf(b"1e308 0 0 1e308 0 0 cm 1e308 0 0 1e308 0 0 cm 1 1 m 2 2 l S")),
    "bundle: a file without a name": (BUNDLE, nameless_zip()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_small_file_made_to_take_long_is_answered_in_bounded_work(name: str, tmp_path: Path) -> None:
    deed, data = CASES[name]
    (tmp_path / "x").write_bytes(data() if callable(data) else data)
    script = RUN.format(seconds=SECONDS, megabytes=MEGABYTES, deed=deed)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "x")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.strip() in ("read", "refused")
