"""The app alone on the tablet: put there once, then no network, no server, and a browser that dies twice."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.e2e.test_main_job import begun, words_of
from tests.e2e.test_photos import files as photographs
from tests.e2e.test_photos import pick
from tests.standalone.alone import Device, Files, shown
from tests.walks.browser import Tablet
from tests.walks.pages import Home, Visit
from tests.walks.server import ROOT

pytestmark = pytest.mark.browser


def on_the_tablet(device: Device, files: Files) -> Tablet:
    """The app is put on the tablet, and the network is gone before the first tap."""
    tablet = device.start()
    tablet.page.goto(files.address, wait_until="commit")
    shown(tablet)
    files.take_away()
    return tablet


def after_a_kill(device: Device, files: Files) -> Tablet:
    """The browser is killed where it stands and started again, without a network."""
    device.kill()
    tablet = device.start()
    tablet.page.goto(files.address, wait_until="commit")
    return shown(tablet)


def photographed(tablet: Tablet, folder: Path) -> None:
    pick(tablet, photographs(folder, 2))
    tablet.page.locator("[flt-semantics-identifier^='photo.0']").nth(1).wait_for(state="attached")


def measured_beside_the_unit(visit: Visit) -> None:
    """An area beside the unit is named and its field measured; the walk goes on to the reading by itself."""
    tablet = visit.tablet
    visit.go_to("adjacent").name_the_first("Waiting room")
    area = tablet.page.locator("[flt-semantics-identifier^='choose.open.adj-access@']").first
    area.wait_for(state="attached")
    thing = (area.get_attribute("flt-semantics-identifier") or "").rsplit("@", 1)[1]
    visit.choose(f"adj-access@{thing}", "open")
    tablet.at(f"open.adj-field@{thing}").first.wait_for(state="attached")
    visit.measure(f"adj-field@{thing}", "0,31")


def verified(file: Path) -> str:
    command = [sys.executable, "-m", "audit_app", "verify", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def shared(visit: Visit, folder: Path) -> Path:
    tablet = visit.tablet
    tablet.page.evaluate("location.hash = location.hash.replace(/(audit.[^/]+).*/, '$1/share')")
    tablet.at("give").wait_for(state="attached")
    tablet.press("give")
    tablet.at("save-shared").wait_for(state="attached", timeout=60_000)
    return tablet.saved("save-shared", folder)


def test_a_periodic_audit_is_walked_without_a_network_and_leaves_whole_though_the_browser_died_twice(
    device: Device, files: Files, tmp_path: Path
) -> None:
    tablet = on_the_tablet(device, files)
    asked: list[str] = []
    visit = begun(tablet)
    visit.answer("site-changes", "deficient").note("site-changes", "New car park under the quench outlet")
    photographed(tablet, tmp_path)
    tablet = after_a_kill(device, files)
    tablet.page.on("request", lambda request: asked.append(request.url))
    visit = Home(tablet).go_on()
    visit.open("site-changes")
    tablet.holds("note.site-changes", "New car park under the quench outlet")
    measured_beside_the_unit(visit)
    tablet = after_a_kill(device, files)
    visit = Home(tablet).go_on()
    saved = visit.summary().report(tmp_path)
    text = words_of(saved)
    assert "New car park under the quench outlet" in text
    assert "Waiting room" in text
    file = shared(visit, tmp_path)
    with zipfile.ZipFile(file) as parcel:
        assert sum(name.endswith(".jpg") for name in parcel.namelist()) == 2
    assert "whole" in verified(file) or "right" in verified(file)
    abroad = {url for url in asked if not url.startswith((files.address, "data:", "blob:"))}
    assert abroad == set()


def test_a_second_tab_says_that_the_first_has_the_audits(device: Device, files: Files) -> None:
    tablet = device.start()
    tablet.page.goto(files.address, wait_until="commit")
    shown(tablet)
    assert device.context is not None
    second = device.context.new_page()
    second.goto(files.address, wait_until="commit")
    second.get_by_text("MR Audit is open in another tab or window.").wait_for(timeout=60_000)
    second.get_by_text("Nothing is lost").wait_for()
    second.close()


def test_a_browser_without_storage_says_what_to_do(device: Device, files: Files) -> None:
    tablet = device.start()
    tablet.page.add_init_script("delete StorageManager.prototype.getDirectory")
    tablet.page.goto(files.address, wait_until="commit")
    tablet.page.get_by_text("This browser cannot hold MR Audit: it keeps no files.").wait_for()
    tablet.page.get_by_text("in a normal window, over https").wait_for()
