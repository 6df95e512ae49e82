"""The app alone in WebKit: the engine of Safari draws it, types into it and makes its report, without a network.

Debian's port has no handles on the browser's private disk, so its files lie in memory here: of what Safari keeps on an
iPad, how Safari keeps it, and of its share sheet this shows nothing.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from tests.standalone.alone import Files
from tests.standalone.webkit import Pad, minibrowser, webkit, with_its_disk_in_memory


@pytest.fixture
def browser_there() -> None:
    minibrowser()


@pytest.fixture
def files(browser_there: None, site: Path, tmp_path: Path) -> Files:
    return Files(with_its_disk_in_memory(site, tmp_path / "site"))


@pytest.fixture
def pad(browser_there: None, tmp_path: Path) -> Iterator[Pad]:
    with webkit(tmp_path / "home") as opened:
        yield opened


def test_webkit_draws_takes_what_is_typed_and_makes_the_report_without_a_network(pad: Pad, files: Files) -> None:
    pad.open(files.address)
    files.take_away()
    pad.type("who.name", "Ada Byron")
    pad.press("first-unit")
    pad.press("kind.periodic")
    pad.type("unit", "MRI Ostbygning 2")
    pad.type("field_strength", "3")
    pad.press("start")
    pad.press("answer.deficient.kit-labels")
    pad.type("note.kit-labels", "Ladder without any mark")
    pad.press("summary")
    pad.press("report")
    pad.press("make")
    pdf = pypdf.PdfReader(io.BytesIO(pad.made("save")))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "MRI Ostbygning 2" in words
    assert "Ladder without any mark" in words
    assert "Ada Byron" in words


def test_without_handles_on_its_disk_webkit_is_told_why_it_cannot_hold_the_app(pad: Pad, site: Path) -> None:
    pad.driver.get(Files(site).address)
    assert "This browser gives MR Audit no storage that lasts" in pad.told_why_not()
