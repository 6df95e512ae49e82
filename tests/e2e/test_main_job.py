"""The main job, done by a person in a browser, from an empty folder to a report in their hands."""

import re
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from audit_app.audit.log.entries import Measured
from audit_app.store.store import Store
from tests.walks.browser import Tablet
from tests.walks.pages import Home, Visit
from tests.walks.server import ROOT, Server

pytestmark = pytest.mark.browser


def begun(tablet: Tablet) -> Visit:
    form = Home(tablet).welcome(name="Ada Byron", registration="RCT0001")
    return form.periodic(unit="MRI Østbygning 2", field_strength="3")


def measured_in_the_waiting_room(visit: Visit) -> None:
    """An area beside the unit is named and its field measured; the reading is on the screen."""
    tablet = visit.tablet
    visit.go_to("adjacent").name_the_first("Waiting room")
    area = tablet.page.locator("[flt-semantics-identifier^='choose.open.adj-access@']").first
    area.wait_for(state="attached")
    thing = (area.get_attribute("flt-semantics-identifier") or "").rsplit("@", 1)[1]
    visit.choose(f"adj-access@{thing}", "open")
    tablet.at(f"open.adj-field@{thing}").first.wait_for(state="attached")  # the walk goes on to the reading by itself
    visit.measure(f"adj-field@{thing}", "0,31").moved_on_from(f"adj-field@{thing}")
    visit.open(f"adj-field@{thing}")
    tablet.scroll_to(f"note.adj-field@{thing}")  # what is told of a reading stands below its fields
    tablet.sees("Read as 0.31 mT")


def hurried(visit: Visit) -> None:
    """Undo and redo over two places, and places tapped one upon the other, as fast as they can be tapped.

    In the end the summary is looked at, which opens after all that was tapped before.
    """
    tablet = visit.tablet
    for step in ("undo", "undo", "undo", "redo", "redo", "redo"):
        tablet.at(step).first.click(force=True)
    for place in ("reception", "surroundings", "reception", "surroundings"):
        tablet.at(f"place.{place}").first.click(force=True)
    visit.summary()
    tablet.press("back", scroll=False)
    visit.here()


def words_of(pdf: Path) -> str:
    """The text of a PDF with its line breaks undone."""
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)
    return re.sub(r"\s+", " ", text)


def test_from_an_empty_folder_to_a_report_that_holds_the_answers(
    tablet: Tablet, server: Server, tmp_path: Path
) -> None:
    visit = begun(tablet)
    visit.answer("site-changes", "deficient").note("site-changes", "New car park under the quench outlet")
    measured_in_the_waiting_room(visit)
    saved = visit.summary().report(tmp_path, "Full record")
    text = words_of(saved)
    assert "MRI Østbygning 2" in text
    assert "New car park under the quench outlet" in text
    assert "Waiting room" in text
    assert "0,31" in text or "0.31" in text
    server.stop()
    again = tmp_path / "again.pdf"
    where = ["-o", str(again), "--data", str(server.data)]
    command = [sys.executable, "-m", "audit_app", "report", "latest", "--document", "record", *where]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert again.read_bytes() == saved.read_bytes()


def test_every_acknowledged_answer_is_there_after_the_server_was_killed(visit: Visit, server: Server) -> None:
    tablet = visit.tablet
    visit.answer("site-changes", "compliant")
    measured_in_the_waiting_room(visit)
    visit.go_to("surroundings")
    visit.answer("public-routes", "partly")
    tablet.sees("Partly compliant")
    hurried(visit)
    visit.open("public-routes").note("public-routes", "Half a sentence th")
    server.holds("Half a sentence th")
    server.kill()
    assert "Traceback" not in server.said and "ERROR" not in server.said, server.said
    tablet.off()
    server.start()
    tablet.open(server.to())
    visit = Home(tablet).go_on()
    tablet.sees("Partly compliant")
    tablet.holds("note.public-routes", "Half a sentence th")
    visit.open("site-changes")
    tablet.sees("Compliant")
    with Store.to_read(server.data) as store:
        kept = store.load(store.audits()[0].id).entries
    assert [each.quantity.typed for each in kept if isinstance(each, Measured)] == ["0,31"]
