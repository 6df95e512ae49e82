"""The portfolio, and an audit given to another tablet."""

import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from audit_app.audit.log.people import Person
from audit_app.portfolio.bundle.verification import verify_bundle
from audit_app.portfolio.checklists.versions import newest, versions
from audit_app.portfolio.evidence.document import make
from audit_app.portfolio.evidence.evidence import (
    Applicant,
    FromFile,
    OnePicture,
    applicant,
    evidence,
    keep,
    keep_applicant,
)
from audit_app.portfolio.evidence.proposal import proposed
from audit_app.portfolio.share.mraudit import share
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.shelf.inventory import documents
from audit_app.store.shelf.shelf import Shelf
from tests.conftest import SteppingClock
from tests.portfolio.samples import item, jpeg, members, pdf, signed_audit
from tests.portfolio.tablets import Tablet
from tests.screen import screen
from tests.screens.conftest import ADA


@pytest.fixture
def audited(cabinet: Cabinet, tmp_path: Path, clock: SteppingClock) -> str:
    """A device with a signed audit."""
    tablet = Tablet(tmp_path, "Ada Byron", clock)
    tablet.store, tablet.shelf = cabinet.store, Shelf(cabinet.folder)
    return signed_audit(tablet)


async def test_an_empty_portfolio_says_what_to_do_first(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet), route="/portfolio") as shown:
        assert shown.says("Say whose portfolio this is") and shown.says("No evidence yet")
        assert shown.says("7.1") and shown.says("0 of 16 sub-categories shown, 14 needed")
        await shown.press("mine")
        assert applicant(cabinet.store).person == ADA
        assert shown.says("Add your first item of evidence")


async def test_an_audit_becomes_an_item_that_is_made_ready_and_bundled(cabinet: Cabinet, audited: str) -> None:
    keep_applicant(cabinet.store, Applicant(person=ADA))
    async with screen(starter(cabinet), route="/portfolio") as shown:
        await shown.press("next")
        await shown.press(f"add.{audited}")
        [made] = evidence(cabinet.store)
        assert shown.page.route == f"/portfolio/item/{made.id}"
        await shown.until(lambda: "concern.has_commentary" in shown)
        await shown.fill("commentary", "I planned the visit and took every reading.")
        await shown.until(lambda: "standing" in shown)
        await shown.switch("sub.7.1", True)
        await shown.fill("where.7.1", "page 3")
        [kept] = evidence(cabinet.store)
        assert (kept.sub_categories, kept.where("7.1")) == (("7.1", "7.2"), "page 3")
        await shown.go("/portfolio")
        await shown.until(lambda: shown.says("Make the bundle") and shown.says("1 item ready"))
        await shown.press("make")
        await shown.until(lambda: "bundle-ready" in shown)
        bundle = cabinet.made / "portfolio.zip"
        assert verify_bundle(bundle) == []
        with zipfile.ZipFile(bundle) as archive:
            assert "portfolio/data/reading-copy.pdf" in archive.namelist()


async def test_where_word_cannot_be_written_a_bundle_is_said_to_be_for_a_laptop_before_it_is_begun(
    cabinet: Cabinet, audited: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    keep(cabinet.store, item(1, "A", FromFile(digest=cabinet.shelf.keep(pdf("a")), name="a.pdf", media="pdf")))
    async with screen(starter(cabinet), route="/portfolio") as shown:
        assert shown["make"].disabled and "verify" not in shown
        assert shown.says("make or check the bundle on a laptop")
        await shown.press("add")
        assert shown.says("Word documents can be added on a laptop only")


async def test_originals_are_asked_for_twice(cabinet: Cabinet, audited: str) -> None:
    keep(cabinet.store, item(1, "A", FromFile(digest=cabinet.shelf.keep(pdf("a")), name="a.pdf", media="pdf")))
    async with screen(starter(cabinet), route="/portfolio") as shown:
        await shown.switch("originals", True)
        assert shown["originals"].value is False and "originals.yes" in shown
        await shown.press("originals.yes")
        assert shown["originals"].value is True


async def test_a_picture_must_be_looked_over_before_it_is_ready(cabinet: Cabinet) -> None:
    source = FromFile(digest=cabinet.shelf.keep(jpeg()), name="sign.jpg", media="image")
    keep(cabinet.store, item(1, "A sign", source))
    keep_applicant(cabinet.store, Applicant(person=Person(name="")))
    async with screen(starter(cabinet), route="/portfolio/item/id-1") as shown:
        await shown.until(lambda: "concern.photos_reviewed" in shown)
        await shown.switch("looked-over", True)
        await shown.until(lambda: "standing" in shown and shown.says("Ready"))


async def test_pictures_of_one_item_are_one_document_and_are_looked_over_anew(cabinet: Cabinet) -> None:
    source = FromFile(digest=cabinet.shelf.keep(jpeg()), name="one.jpg", media="image", looked_over=True)
    second = OnePicture(digest=cabinet.shelf.keep(jpeg("grey")), name="two.jpg")
    kept = item(1, "Two signs", source.model_copy(update={"more": (second,)}))
    keep(cabinet.store, kept)
    assert {second.digest, source.digest} <= {each.digest for each in documents(cabinet.store)}
    made = make(cabinet.store, cabinet.shelf, kept)
    assert "two.jpg" in made.text and made.files == ("one.jpg", "two.jpg")
    async with screen(starter(cabinet), route="/portfolio/item/id-1") as shown:
        assert shown.says("two.jpg") and "picture.add" in shown
        await shown.press("picture.out.0")
        [after] = evidence(cabinet.store)
        assert after.source.more == () and after.source.looked_over is False


async def test_a_picture_attached_to_an_email_is_looked_over_too(cabinet: Cabinet) -> None:
    letter = EmailMessage()
    letter["From"] = "ada@riverside.nhs.uk"
    letter.set_content("Ada Byron wrote this.")
    letter.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="face.jpg")
    source = FromFile(digest=cabinet.shelf.keep(letter.as_bytes()), name="reply.eml", media="email")
    keep(cabinet.store, item(1, "A reply", source))
    async with screen(starter(cabinet), route="/portfolio/item/id-1") as shown:
        await shown.until(lambda: "concern.photos_reviewed" in shown)
        assert shown.says("face.jpg") and shown.says("I have checked its pictures")
        await shown.switch("looked-over", True)
        await shown.until(lambda: "concern.photos_reviewed" not in shown)


async def test_another_part_of_an_audit_is_chosen_with_its_title_and_pages(cabinet: Cabinet, audited: str) -> None:
    keep(cabinet.store, proposed(cabinet.store, cabinet.audit(audited), "id-1"))
    async with screen(starter(cabinet), route="/portfolio/item/id-1") as shown:
        await shown.pick("part", "summary")
        assert shown["title"].value.startswith("Summary of the report: ")
        await shown.fill("pages", "1")
    [kept] = evidence(cabinet.store)
    assert (kept.title, kept.source.part, kept.pages) == (
        "Summary of the report: Safety audit of MRI 1, 2026-01-02",
        "summary",
        "1",
    )


async def test_an_item_taken_out_is_gone_and_its_address_says_so(cabinet: Cabinet) -> None:
    keep(cabinet.store, item(1, "A", FromFile(digest=cabinet.shelf.keep(pdf("a")), name="a.pdf", media="pdf")))
    async with screen(starter(cabinet), route="/portfolio/item/id-1") as shown:
        await shown.press("take-out")
        await shown.press("out.yes")
        assert shown.page.route == "/portfolio" and evidence(cabinet.store) == ()
        await shown.go("/portfolio/item/id-1")
        assert shown.says("This item is not in the portfolio")


async def test_an_audit_is_given_to_another_tablet(cabinet: Cabinet, audited: str, tmp_path: Path) -> None:
    async with screen(starter(cabinet), route=f"/audit/{audited}/share") as shown:
        await shown.press("give")
        await shown.until(lambda: "given" in shown)
    [made] = cabinet.made.glob("*.mraudit")
    again = tmp_path / "again.mraudit"
    share(cabinet.store, cabinet.shelf, audited, again)
    assert members(made) == members(again)


async def test_a_checklist_edited_on_the_tablet_becomes_a_version_and_an_item(cabinet: Cabinet) -> None:
    old = next(each for each in newest(versions(cabinet.store)) if each.id == "periodic")
    first = old.sections[0].items[0]
    async with screen(starter(cabinet), route="/portfolio/checklist/periodic") as shown:
        assert shown["release"].disabled
        await shown.fill(f"text.{first.id}", "Is it as it should be?")
        await shown.fill("add-item", "Is the floor dry?")
        assert shown.says("Items: 1 added, 1 changed")
        await shown.fill("how.is-the-floor-dry", "Look at the floor.")
        await shown.type("why", "Water was found last ye")
    async with screen(starter(cabinet), route="/portfolio/checklist/periodic") as shown:
        assert shown.says("Items: 1 added, 1 changed"), "a draft is there after a restart"
        assert shown["why"].value == "Water was found last ye"
        await shown.fill("why", "Water was found last year")
        await shown.press("release")
        assert "save-version" in shown
        await shown.press("open-item")
        assert shown.page.route.startswith("/portfolio/item/")
    new = next(each for each in newest(versions(cabinet.store)) if each.id == "periodic")
    assert (new.version, new.history[-1].by, new.history[-1].why) == (
        old.version + 1,
        "Ada Byron",
        "Water was found last year",
    )
    [made] = evidence(cabinet.store)
    assert made.sub_categories == ("7.2",)
