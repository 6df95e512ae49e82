"""The app alone on the tablet: put there once, then no network, no server, and a browser that dies twice."""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.e2e.test_main_job import begun, words_of
from tests.e2e.test_photos import files as photographs
from tests.e2e.test_photos import pick
from tests.standalone.alone import Device, Files, shown
from tests.standalone.killing import campaign
from tests.walks.browser import Tablet
from tests.walks.pages import Home, Summary, Visit
from tests.walks.server import ROOT, Server
from tests.walks.taps import acknowledgements

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


def photographed(visit: Visit, folder: Path) -> None:
    tablet, refused = visit.tablet, list[str]()
    tablet.page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    pick(tablet, photographs(folder, 2))
    taken = tablet.page.locator("[flt-semantics-identifier^='photo.0']")
    taken.nth(1).wait_for(state="attached")
    for photo in [str(each.get_attribute("flt-semantics-identifier")) for each in taken.all()]:
        at(visit, photo.replace(".", "/"), "photo.reviewed")
        tablet.press("photo.reviewed")
        tablet.at("photo.reviewed").wait_for(state="detached")
    assert not refused  # every picture was shown


def at(visit: Visit, screen: str, shows: str) -> None:
    """Goes to a screen of the audit that is open."""
    visit.tablet.page.evaluate(f"location.hash = location.hash.replace(/(audit.[^/]+).*/, '$1/{screen}')")
    visit.tablet.at(shows).first.wait_for(state="attached")


def signed(visit: Visit) -> None:
    """Signs, acknowledging what was not done."""
    tablet = visit.tablet
    at(visit, "sign", "sign.name")
    for name in acknowledgements(tablet):
        tablet.press(name)
    tablet.press("sign")
    tablet.at("sign").wait_for(state="detached")


def measured_beside_the_unit(visit: Visit) -> None:
    """An area beside the unit is named and its field measured; the walk goes on to the reading by itself."""
    tablet = visit.tablet
    visit.go_to("adjacent").name_the_first("Waiting room")
    area = tablet.page.locator("[flt-semantics-identifier^='choose.open.adj-access@']").first
    area.wait_for(state="attached")
    thing = (area.get_attribute("flt-semantics-identifier") or "").rsplit("@", 1)[1]
    visit.choose(f"adj-access@{thing}", "open")
    tablet.at(f"open.adj-field@{thing}").first.wait_for(state="attached")
    visit.measure(f"adj-field@{thing}", "0,31").moved_on_from(f"adj-field@{thing}")


def on_the_laptop(*words: str) -> str:
    command = [sys.executable, "-m", "audit_app", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def laptops_report(file: Path, folder: Path) -> Path:
    """The shared audit taken in on a laptop, and the report that it makes of it."""
    out, data = folder / "laptop.pdf", ("--data", str(folder / "laptop"))
    on_the_laptop("import", str(file), *data)
    on_the_laptop("report", "latest", "-o", str(out), *data)
    return out


def drawn(pdf: Path) -> list[bytes]:
    """What each page draws: every word and line, and where each picture stands; not the pictures' own bytes."""
    contents = [page.get_contents() for page in pypdf.PdfReader(pdf).pages]
    return [each.get_data() for each in contents if each is not None]


def pictures_in(pdf: Path) -> list[bytes]:
    """The bytes of each picture, which another build of the encoder may have written otherwise."""
    return [image.data for page in pypdf.PdfReader(pdf).pages for image in page.images]


def shared(visit: Visit, folder: Path) -> Path:
    tablet = visit.tablet
    at(visit, "share", "give")
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
    photographed(visit, tmp_path)
    tablet = after_a_kill(device, files)
    tablet.page.on("request", lambda request: asked.append(request.url))
    visit = Home(tablet).go_on()
    visit.open("site-changes")
    tablet.holds("note.site-changes", "New car park under the quench outlet")
    workers = [each.url.rpartition("/")[2] for each in tablet.page.workers]
    assert workers.count("worker.js") == 1 and set(workers) <= {"worker.js", "snapshot_worker.js"}  # none that draws
    measured_beside_the_unit(visit)
    tablet = after_a_kill(device, files)
    visit = Home(tablet).go_on()
    signed(visit)
    at(visit, "summary", "report")
    saved = Summary(tablet).report(tmp_path)
    text = words_of(saved)
    assert "New car park under the quench outlet" in text
    assert "Waiting room" in text
    file = shared(visit, tmp_path)
    with zipfile.ZipFile(file) as parcel:
        assert sum(name.startswith("files/") for name in parcel.namelist()) >= 2
    on_the_laptop("verify", str(file))
    printed = laptops_report(file, tmp_path)
    assert drawn(printed) == drawn(saved)
    assert pictures_in(printed) != pictures_in(saved) or printed.read_bytes() == saved.read_bytes()
    abroad = {url for url in asked if not url.startswith((files.address, "data:", "blob:"))}
    assert abroad == set()


def test_a_second_tab_says_so_and_a_start_that_hangs_says_what_it_waits_for(device: Device, files: Files) -> None:
    tablet = device.start()
    tablet.page.goto(files.address, wait_until="commit")
    shown(tablet)
    assert device.context is not None
    second = device.context.new_page()
    second.goto(files.address, wait_until="commit")
    second.get_by_text("MR Audit is open in another tab or window.").wait_for(timeout=60_000)
    second.get_by_text("Nothing is lost").wait_for()
    second.close()
    third = device.context.new_page()
    third.clock.install()
    third.add_init_script("globalThis.Worker = class { postMessage() {} terminate() {} }")  # Python never says a word
    third.goto(files.address, wait_until="commit")
    third.locator("#share[value]").wait_for(state="attached")
    third.clock.run_for(20_000)
    third.get_by_text("Waiting for Python and the screens.").wait_for()
    third.get_by_role("button", name="Load again").wait_for()
    third.close()


def test_a_browser_without_storage_says_what_to_do(device: Device, files: Files) -> None:
    tablet = device.start()
    tablet.page.add_init_script("delete StorageManager.prototype.getDirectory")
    tablet.page.goto(files.address, wait_until="commit")
    tablet.page.get_by_text("This browser cannot hold MR Audit: it keeps no files.").wait_for()
    tablet.page.get_by_text("in a normal window, over https").wait_for()


def test_nothing_acknowledged_is_lost_when_the_browser_is_killed_while_it_keeps(
    chromium: Browser, tmp_path: Path
) -> None:
    outcome = campaign(chromium.browser_type, tmp_path, kills=2, seed=7)
    assert outcome["wrong"] == []
    assert int(str(outcome["entries"])) > 20
    assert int(str(outcome["photos"])) > 2


PICTURE = "caches.open('mr-audit-memory').then(kept => kept.match('memory/picture'))"
MADE_NOW = """() => new Promise((done) => {
  const maker = new Worker("snapshot_worker.js", { type: "module" });
  maker.onmessage = done;
  maker.postMessage({ version: document.querySelector("meta[name=version]").content });
})"""
SPOILT = """() => caches.open("mr-audit-memory").then(async (kept) => {
  const picture = await kept.match("memory/picture"), bytes = new Uint8Array(await picture.arrayBuffer());
  bytes[bytes.length >> 1] ^= 1;
  await kept.put("memory/picture", new Response(bytes, { headers: picture.headers }));
})"""


def woken(tablet: Tablet) -> bool:
    """Whether this start began from the picture of Python's memory."""
    return bool(tablet.page.evaluate("performance.getEntriesByName('woken').length"))


def test_a_later_start_wakes_from_a_picture_and_does_without_one_that_is_damaged(device: Device, files: Files) -> None:
    tablet = on_the_tablet(device, files)
    assert not woken(tablet)
    tablet.page.evaluate(MADE_NOW)
    tablet = after_a_kill(device, files)
    assert woken(tablet)
    visit = begun(tablet)
    visit.answer("site-changes", "deficient").note("site-changes", "New car park")
    tablet.page.evaluate(SPOILT)
    tablet = after_a_kill(device, files)
    assert not woken(tablet)
    assert not tablet.page.evaluate(f"{PICTURE}.then(Boolean)")
    Home(tablet).go_on().open("site-changes")
    tablet.holds("note.site-changes", "New car park")


def renamed(site: Path, version: str, **changed: str) -> None:
    """Puts another version in a site's place: its own number, and files of other content."""
    listed = json.loads((site / "kept.json").read_text("utf-8"))
    old = listed["version"]
    for name, text in {"index.html": (site / "index.html").read_text("utf-8").replace(old, version), **changed}.items():
        (site / name).write_text(text, "utf-8")
        (site / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        row = next(each for each in listed["files"] if each["path"] == name)
        row["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    listed["version"] = version
    (site / "kept.json").write_text(json.dumps(listed), "utf-8")
    worker = (site / "service_worker.js").read_text("utf-8").replace(old, version)
    (site / "service_worker.js").write_text(worker, "utf-8")


def version_of(tablet: Tablet) -> str:
    return tablet.page.locator("meta[name=version]").get_attribute("content") or ""


def test_a_new_version_is_told_and_taken_by_a_tap_and_one_that_fails_gives_the_old_one_back(
    device: Device, site: Path, tmp_path: Path
) -> None:
    shutil.copytree(site, tmp_path / "site")
    files = Files(tmp_path / "site")
    tablet = device.start()
    tablet.page.goto(files.address, wait_until="commit")
    shown(tablet)
    first = version_of(tablet)
    renamed(tmp_path / "site", "9.0.0-next")
    tablet.page.reload(wait_until="commit")
    tablet.page.get_by_role("button", name="Take it now").click()
    tablet.page.locator("meta[name=version][content='9.0.0-next']").wait_for(state="attached")
    shown(tablet)
    renamed(tmp_path / "site", "9.9.9-broken", **{"worker.js": "throw new Error('broken on purpose')"})
    tablet.page.reload(wait_until="commit")
    tablet.page.get_by_role("button", name="Take it now").click()
    tablet.page.get_by_text("MR Audit cannot start.").wait_for()
    assert version_of(tablet) == "9.9.9-broken"
    tablet.page.get_by_role("button", name="Use the version before").click()
    tablet.page.locator("meta[name=version][content='9.0.0-next']").wait_for(state="attached")
    shown(tablet)
    assert first not in ("9.0.0-next", "9.9.9-broken")
    files.take_away()


def test_the_page_itself_is_readable_by_everybody_while_python_starts(device: Device, files: Files) -> None:
    tablet = device.start()
    tablet.page.goto(files.address, wait_until="domcontentloaded")
    tablet.page.get_by_text("Emergency", exact=True).click()
    tablet.page.get_by_text("Do not quench for an arrest").wait_for()
    found = Axe().run(tablet.page, options={"resultTypes": ["violations"]})
    assert found.response["violations"] == []


def test_a_served_app_hands_itself_to_the_tablet_and_is_not_needed_again(
    device: Device, site: Path, tmp_path: Path
) -> None:
    server = Server(tmp_path / "data", MR_AUDIT_SITE=str(site)).start()
    tablet = device.start().open(server.to("settings"))
    tablet.press("tablet")
    tablet.page.wait_for_url("**/app/")
    shown(tablet)
    server.stop()
    tablet.page.reload(wait_until="commit")
    Home(shown(tablet)).welcome(name="Ada Byron")
