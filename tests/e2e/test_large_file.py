"""A large file sent from a browser over a line that is cut goes on by itself and arrives whole."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from audit_app.store.shelf.arriving import Arriving
from tests.walks.browser import Tablet
from tests.walks.line import Line
from tests.walks.server import Server

pytestmark = pytest.mark.browser


def test_a_file_goes_on_by_itself_after_a_cut(chromium: Browser, server: Server, tmp_path: Path) -> None:
    data = bytes(range(256)) * 4096 * 5 + b"end"
    (tmp_path / "MRI 1.mraudit").write_bytes(data)
    line, tablet = Line(server.port), Tablet.new(chromium)
    try:
        tablet.page.goto(line.to(server.key))
        tablet.page.goto(f"{line.address}send")
        line.delay = 0.1
        tablet.page.get_by_label("File").set_input_files(tmp_path / "MRI 1.mraudit")
        expect(tablet.page.get_by_role("status")).to_contain_text("of 5.2 MB sent")
        line.cut()
        expect(tablet.page.get_by_role("status")).to_contain_text("Cut off")
        line.mend()
        expect(tablet.page.get_by_role("status")).to_contain_text("all of it is here", timeout=30_000)
        [one] = Arriving(server.data).files()
        assert one.whole and one.path.read_bytes() == data
    finally:
        tablet.page.context.close()
        line.close()
