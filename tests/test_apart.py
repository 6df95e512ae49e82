"""Work on foreign bytes is done by a process of its own, and what goes wrong there stays there."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit_app import apart as place
from audit_app.apart import PROCESSES, apart
from audit_app.audit.findings.replies import read_reply
from audit_app.documents.pdf_guard import in_child
from audit_app.documents.pdf_pages import page_count
from audit_app.errors import BundleRefused, EntryRefused, PhotoRefused
from audit_app.photos.copies import thumbnail
from audit_app.photos.decoder import costly
from audit_app.portfolio.evidence.document import _letter
from audit_app.portfolio.evidence.hidden_text import hidden_in_email

ROOT = Path(__file__).resolve().parents[1]
REFUSED = costly("photo.jpg")
DECODERS = {
    "facts_of", "copies", "thumbnail", "page_as_picture", "pages", "pdf_text", "page_count", "page_texts", "pdf_inside",
    "excerpt", "merged", "bookmarks", "read_docx", "read_mail",
}  # fmt: skip


def swallow(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def never_end() -> None:
    while True:
        pass


def write(path: str) -> None:
    Path(path).write_bytes(b"here")


def told(name: str) -> str:
    return os.environ.get(name, "")


def number() -> int:
    return os.getpid()


class Harm:
    """A value that makes a file of whoever reads it without care."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> object:
        return os.mkdir, (self.path,)


def harm(path: str) -> Harm:
    return Harm(path)


def test_the_work_is_done_in_another_process() -> None:
    assert PROCESSES and apart(REFUSED, number) != os.getpid()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="a limit on memory is enforced on Linux alone")
def test_what_takes_too_much_memory_is_refused_and_the_next_work_is_done() -> None:
    with pytest.raises(PhotoRefused, match="memory"):
        apart(REFUSED, swallow, 4_000)
    assert apart(REFUSED, swallow, 1) == 1 << 20


def test_what_never_ends_is_refused_and_the_next_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "PATIENCE", 0.3)
    with pytest.raises(PhotoRefused):
        apart(REFUSED, never_end)
    monkeypatch.undo()
    assert apart(REFUSED, swallow, 1) == 1 << 20


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on what a process writes")
def test_it_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="large"):
        apart(REFUSED, write, str(tmp_path / "file"))
    assert (tmp_path / "file").read_bytes() == b""


def test_it_is_not_told_the_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MR_AUDIT_PASSPHRASE", "open sesame, please")
    place._documents.end()
    assert apart(REFUSED, told, "MR_AUDIT_PASSPHRASE") == ""


def test_an_answer_that_would_act_is_refused_and_does_not(tmp_path: Path) -> None:
    with pytest.raises(PhotoRefused):
        apart(REFUSED, harm, str(tmp_path / "made"))
    assert not (tmp_path / "made").exists()


def test_a_foreseen_failure_comes_back_as_itself() -> None:
    with pytest.raises(PhotoRefused, match=r"photo\.jpg is an empty file|photo\.jpg is empty"):
        apart(REFUSED, thumbnail, b"", "photo.jpg")
    with pytest.raises(BundleRefused, match="reply"):
        in_child(page_count, b"%PDF-1.7", "reply.pdf")


def test_an_e_mail_is_taken_apart_in_another_process_and_what_takes_too_much_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = b"From: a@b\r\nSubject: Valve\r\n\r\nReplaced."
    assert read_reply(letter, "a.eml").text.endswith("Replaced.")
    monkeypatch.setattr(place, "PATIENCE", 0.0)
    letter = b"From: a@b\r\nContent-Type: text/html\r\n\r\n" + b"<p>a" * 400_000  # longer than anyone waits
    with pytest.raises(EntryRefused, match=r"a\.eml takes more time or memory"):
        read_reply(letter, "a.eml")
    with pytest.raises(BundleRefused, match=r"a\.eml takes more time or memory"):
        _letter(letter, "a.eml")
    assert hidden_in_email(letter, "a.eml").unread == ("a.eml",)


def test_where_there_are_no_processes_less_is_allowed() -> None:
    script = (
        "import sys; sys.executable = ''\n"
        "from audit_app.photos import decoder as d\n"
        "from audit_app.documents import pdf_pages as p, pdf_text as t\n"
        "from audit_app.audit.findings.replies import LARGEST\n"
        "print(d.MOST_BYTES, d.MOST_PIXELS, d.MOST_MEMORY, d.MOST_DRAFTED, p.LARGEST, p.MOST_PAGES, t.LARGEST, LARGEST)"
    )
    limits = [
        [int(each) for each in subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split()]
        for code in (script, script.removeprefix("import sys; sys.executable = ''\n"))
    ]
    assert all(lower < usual for lower, usual in zip(*limits, strict=True))


def test_no_room_decodes_foreign_bytes_in_the_apps_own_process() -> None:
    bare = []
    for path in (ROOT / "audit_app").rglob("*.py"):
        room = path.relative_to(ROOT / "audit_app").parts[0]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = {
            name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith(("audit_app.photos", "audit_app.doc"))
            for name in node.names
        }
        for node in ast.walk(tree) if room not in ("photos", "documents") else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECODERS & known:
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.func.id}")
    assert bare == []
