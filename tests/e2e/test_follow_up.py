"""From a deficiency to its end, by hand in a browser: finding, action, e-mail, reply, returned sheet."""

import csv
import io
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.walks.browser import Tablet
from tests.walks.pages import Visit

pytestmark = pytest.mark.browser
REPLY = b"From: Lin <lin@example.org>\r\nSubject: Brush ordered\r\n\r\nIt comes on Monday.\r\n"


def chosen(tablet: Tablet, button: str, file: Path) -> None:
    """Picks a file for the control with this identifier."""
    with tablet.page.expect_file_chooser() as waiting:
        tablet.press(button)
    waiting.value.set_files(file)


def test_a_finding_is_followed_from_its_item_to_what_the_site_sent_back(visit: Visit, tmp_path: Path) -> None:
    tablet = visit.answer("site-changes", "deficient").tablet
    tablet.press("finding.site-changes")
    tablet.at("title").wait_for(state="attached")
    tablet.press("risk.3.4")
    tablet.sees("High (12): possible × major")
    tablet.press("add-action")
    tablet.type("action.what", "Fit a brush")
    tablet.type("action.name", "Lin Chen")
    tablet.type("action.email", "lin@example.org")
    tablet.press("keep-action")
    tablet.sees("Lin Chen")
    chosen(tablet, "attach-reply", file(tmp_path, "reply.eml", REPLY))
    tablet.sees("Brush ordered")

    finding = tablet.page.url
    tablet.press("back", scroll=False)
    tablet.at("answer.deficient.site-changes").wait_for(state="attached")  # the item it came from, still open
    tablet.page.goto(finding.rpartition("/finding/")[0] + "/followup", wait_until="commit")
    tablet.ready()
    tablet.press("make-draft.Lin Chen")
    draft = tablet.saved("draft.Lin Chen", tmp_path)
    assert "Fit a brush" in message_from_bytes(draft.read_bytes(), policy=policy.default).get_body().get_content()
    tablet.press("make-sheet")
    sheet = tablet.saved("sheet.csv", tmp_path)
    chosen(tablet, "read-sheet", filled(sheet, State="Done", **{"What was done": "Brush fitted"}))
    tablet.press("ask.2.state")
    tablet.press("ask.2.done")
    tablet.press("accept.2")
    tablet.sees("Applied from the sheet")

    tablet.page.goto(finding, wait_until="commit")
    tablet.ready()
    tablet.sees("Brush fitted")


def file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def filled(sheet: Path, **cells: str) -> Path:
    """The sheet as a site sends it back."""
    head, first, *rest = csv.reader(io.StringIO(sheet.read_bytes().decode("utf-8-sig")))
    row = [cells.get(name, text) for name, text in zip(head, first, strict=True)]
    out = io.StringIO()
    csv.writer(out).writerows([head, row, *rest])
    return file(sheet.parent, "returned.csv", out.getvalue().encode())
