"""A portfolio as one bundle: opens without the app, says the same each time, and shows any change made to it."""

import json
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import bagit
import docx
import pytest
from pypdf import PdfReader

from audit_app.errors import AuditError, BundleRefused, PhotoRefused
from audit_app.portfolio.bundle.bundle import Bundled, Choice, bundle
from audit_app.portfolio.bundle.verification import ONLY_PACKING, is_bundle, verify_bundle, worded
from audit_app.portfolio.evidence.document import make
from audit_app.portfolio.evidence.evidence import FromAudit, FromChecklists, Part
from audit_app.portfolio.parcel import open_parcel, write_parcel
from tests.conftest import WALK, SteppingClock
from tests.portfolio.samples import ADA, MAIL, filed, item, jpeg, pdf, signed_audit, word
from tests.portfolio.tablets import Tablet

DATA = "portfolio/data/"


@pytest.fixture(scope="module")
def tablet(tmp_path_factory):
    made = Tablet(tmp_path_factory.mktemp("tablet"), "Ada Byron", SteppingClock())
    signed_audit(made)
    return made


@pytest.fixture(scope="module")
def items(tablet):
    audit = tablet.at().audit.id
    where = (Part(sub_category="7.2", where="the door, page 3"),)
    clauses = ("MHRA Safety Guidelines, v4.3, access", "MHRA Safety Guidelines, v4.2: labels")
    return (
        item(1, "Annual audit of MRI 1", FromAudit(audit=audit), parts=where, traceable=True, clauses=clauses),
        filed(tablet, 2, "follow-up.eml", MAIL, "email", sub_categories=("7.1", "7.2")),
    )


@pytest.fixture(scope="module")
def made(tablet, items, tmp_path_factory) -> Bundled:
    path = tmp_path_factory.mktemp("made") / "portfolio.zip"
    return bundle(tablet.store, tablet.shelf, items, ADA, path, Choice(merged=True))


def files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages)


def test_a_bundle_is_whole_and_says_so(made):
    assert verify_bundle(made.path) == []
    assert is_bundle(made.path) and "is whole" in worded(made.path, [])


def test_a_bundle_is_whole_whatever_letters_its_titles_have(tablet, tmp_path):
    titles = ("中文 audit", "e\u0301tude", "zero\u200bwidth", "שלום audit", "العربية 12 test", "Check 😀", "two\nlines")
    one = filed(tablet, 1, "mine.pdf", pdf("my page"), "pdf")
    several = [one.model_copy(update={"number": n, "id": f"id-{n}", "title": t}) for n, t in enumerate(titles, 1)]
    made = bundle(tablet.store, tablet.shelf, several, ADA, tmp_path / "b.zip", Choice(merged=True))
    assert verify_bundle(made.path) == []


def test_a_bundle_opens_without_the_app(made, tmp_path):
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path)
    bag = bagit.Bag(str(tmp_path / "portfolio"))
    assert bag.validate() is True
    assert bag.info["Bagging-Date"] == "2026-01-02" and bag.info["Contact-Name"] == "Ada Byron"
    shown = subprocess.run(
        ["sha256sum", "-c", "manifest-sha256.txt"], cwd=tmp_path / "portfolio", capture_output=True, check=False
    )
    assert shown.returncode == 0
    assert verify_bundle(tmp_path) == [] == verify_bundle(tmp_path / "portfolio")


def test_the_same_items_give_the_same_bytes(made, tablet, items, tmp_path):
    again = bundle(tablet.store, tablet.shelf, items, ADA, tmp_path / "again.zip", Choice(merged=True))
    assert again.sha256 == made.sha256


def test_the_word_table_has_the_same_bytes_in_another_process_and_time_zone():
    code = """
from hashlib import sha256
from audit_app.audit.log.people import Person
from audit_app.portfolio.bundle.cross_reference_docx import cross_reference_docx
rows = (("7.2", "E01", "t", "d", "1", "", ""),)
print(sha256(cross_reference_docx(rows, Person(name="A"), Person(name="B"), "s")).hexdigest())
"""
    env = {"PYTHONPATH": str(Path(__file__).parents[2])}
    said = [
        subprocess.run([sys.executable, "-c", code], env={**env, "TZ": zone}, capture_output=True, check=True).stdout
        for zone in ("Asia/Tokyo", "America/Lima")
    ]
    assert said[0] == said[1] != b""


def test_contents_cross_reference_and_commentaries_name_every_item(made):
    held = files(made.path)
    for paper in ("contents", "cross-reference", "commentaries"):
        said = text(held[f"{DATA}{paper}.pdf"])
        assert "E01" in said and "Annual audit of MRI 1" in said and "E02" in said and "Follow-up" in said
    assert "the door, page 3" in text(held[f"{DATA}cross-reference.pdf"])
    assert "MHRA Safety Guidelines: v4.3, access; v4.2: labels" in text(held[f"{DATA}cross-reference.pdf"])
    assert "I led the visit." in text(held[f"{DATA}commentaries.pdf"])
    assert "Signature" in text(held[f"{DATA}cross-reference.pdf"]).partition("Authentication")[2]


def test_the_word_table_has_the_same_rows_and_a_place_to_sign(made):
    document = docx.Document(BytesIO(files(made.path)[f"{DATA}cross-reference.docx"]))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert len(rows) == 1 + 14 + 1 + 2  # a head, fourteen without evidence, 7.1, and 7.2 twice
    assert [row[1] for row in rows if row[0].startswith("7.2")] == ["E01", "E02"]
    assert document.tables[1].rows[0].cells[0].text == "Signature"


def test_the_reading_copy_has_bookmarks_and_labels_for_every_item(made):
    held = files(made.path)
    copy = PdfReader(BytesIO(held[f"{DATA}reading-copy.pdf"]))
    tops = [entry.title for entry in copy.outline if not isinstance(entry, list)]
    assert tops[0] == "Cover" and tops[-2:] == ["E01  Annual audit of MRI 1", "E02  Follow-up"]
    assert "E01-1" in copy.page_labels and copy.page_labels[0] == "i"
    index = json.loads(held[f"{DATA}bundle.json"])
    assert all(item["sha256"] in text(held[f"{DATA}reading-copy.pdf"]).replace(" ", "") for item in index["items"])


def test_what_was_typed_and_taken_back_does_not_travel(tmp_path, clock):
    tablet = Tablet(tmp_path / "t", "Ada Byron", clock)
    audit = tablet.begin()
    tablet.at().note("sign", "Patient John Secretname walked by")
    tablet.at().undo()
    tablet.at().answer("sign", "compliant")
    made = bundle(tablet.store, tablet.shelf, [item(1, "A", FromAudit(audit=audit))], ADA, tmp_path / "b.zip")
    for data in files(made.path).values():
        assert b"Secretname" not in data and b"Secretname" not in b"".join(_streams(data))
    assert verify_bundle(made.path) == []


def _streams(data: bytes) -> list[bytes]:
    if not data.startswith(b"%PDF"):
        return []
    reader = PdfReader(BytesIO(data))
    objects = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
    return [each.get_data() for each in objects if hasattr(each, "get_data")]


def test_unreviewed_photographs_are_refused_with_the_list_and_nothing_is_written(tmp_path, clock):
    tablet = Tablet(tmp_path / "t", "Ada Byron", clock)
    audit = signed_audit(tablet, reviewed=False)
    with pytest.raises(PhotoRefused, match=r"door\.jpg"):
        bundle(tablet.store, tablet.shelf, [item(1, "A", FromAudit(audit=audit))], ADA, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_a_picture_file_nobody_looked_over_is_refused(tablet, tmp_path):
    found = filed(tablet, 1, "sign.jpg", jpeg(), "image")
    unseen = found.model_copy(update={"source": found.source.model_copy(update={"looked_over": False})})
    with pytest.raises(PhotoRefused, match=r"sign\.jpg"):
        bundle(tablet.store, tablet.shelf, [unseen], ADA, tmp_path / "b.zip")


def test_originals_travel_only_when_asked_for_twice(tablet, items, made, tmp_path):
    assert not [name for name in files(made.path) if "/originals/" in name]
    with pytest.raises(BundleRefused, match="second time"):
        bundle(tablet.store, tablet.shelf, items, ADA, tmp_path / "once.zip", Choice(with_originals=True))
    twice = Choice(with_originals=True, yes_with_originals=True)
    whole = bundle(tablet.store, tablet.shelf, items, ADA, tmp_path / "twice.zip", twice)
    held = files(whole.path)
    assert jpeg("grey") in [data for name, data in held.items() if "/originals/" in name]
    assert any(name.startswith(f"{DATA}originals/logs/") for name in held)
    assert verify_bundle(whole.path) == []


def test_an_empty_bundle_is_refused(tablet, tmp_path):
    with pytest.raises(BundleRefused, match="would be empty"):
        bundle(tablet.store, tablet.shelf, [], ADA, tmp_path / "b.zip")


def test_every_kind_of_file_becomes_a_document(tablet, tmp_path):
    long, advice = pdf("first page", "my pages", "last page"), word("Close the fence", "Ada Byron")
    many = [
        filed(tablet, 1, "notes.pdf", long, "pdf"),
        filed(tablet, 2, "part.pdf", long, "pdf", pages="2"),
        filed(tablet, 3, "advice.docx", advice, "docx"),
        filed(tablet, 4, "reply.eml", MAIL, "email"),
        filed(tablet, 5, "sign.jpg", jpeg(), "image"),
    ]
    made = bundle(tablet.store, tablet.shelf, many, ADA, tmp_path / "b.zip", Choice(merged=True))
    held = files(made.path)
    assert verify_bundle(made.path) == []
    assert held[f"{DATA}items/E01-notes.pdf"] == long
    assert text(held[f"{DATA}items/E02-part.pdf"]) == "my pages"
    assert held[f"{DATA}items/E03-advice.docx"] == advice
    assert "Limit | 0.5 mT" in text(held[f"{DATA}items/E03-advice.pdf"])
    assert "fence by the quench pipe" in text(held[f"{DATA}items/E04-reply.pdf"])
    assert held[f"{DATA}items/E04-reply.eml"] == MAIL
    assert b"last page" not in held[f"{DATA}items/E02-part.pdf"]


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("cut.pdf", pdf("one", "two")[:400], "pdf"),
        ("text.pdf", b"%PDF-1.7 nothing more", "pdf"),
        ("empty.docx", b"PK\3\4word/", "docx"),
        ("cut.docx", word("one")[:2000], "docx"),
        ("bytes.eml", bytes(range(256)), "email"),
        ("not.jpg", b"\xff\xd8\xff\xe0 nothing", "image"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(tablet, name, data, media):
    with pytest.raises(AuditError) as refusal:
        make(tablet.store, tablet.shelf, filed(tablet, 1, name, data, media))
    assert refusal.value.where and refusal.value.remedy


def test_the_parts_of_an_audit_are_items_of_their_own(tablet):
    audit = tablet.at().audit.id
    sections = make(
        tablet.store, tablet.shelf, item(1, "Doors", FromAudit(audit=audit, part="sections", sections=("doors",)))
    )
    assert "Does it close by itself?" in sections.text and "Oxygen reading" not in sections.text
    assert sections.held.authors[0].startswith("Ada Byron: 5 items")
    head = next(iter(tablet.at().audit.heads.values()))
    assert head in "".join(sections.text.split())
    with pytest.raises(AuditError, match="nothing in it"):
        make(tablet.store, tablet.shelf, item(1, "Mail", FromAudit(audit=audit, part="emails")))


def test_checklist_development_is_an_item(tablet, tmp_path):
    newer = WALK.replace("version = 1", "version = 2").replace("Is the warning sign on the door?", "Is the sign lit?")
    one = item(1, "How the checklist grew", FromChecklists(old=WALK, new=newer))
    assert "Is the sign lit?" in make(tablet.store, tablet.shelf, one).text
    made = bundle(tablet.store, tablet.shelf, [one], ADA, tmp_path / "b.zip")
    assert verify_bundle(made.path) == []


# Whatever is changed afterwards


@pytest.fixture(scope="module")
def small(tablet, tmp_path_factory) -> Bundled:
    mail = filed(tablet, 1, "mail.eml", MAIL, "email")
    return bundle(tablet.store, tablet.shelf, [mail], ADA, tmp_path_factory.mktemp("small") / "small.zip")


def test_one_byte_changed_anywhere_is_found_and_named(small, tmp_path):
    made, spoilt = small, tmp_path / "spoilt.zip"
    whole = made.path.read_bytes()
    with open_parcel(made.path) as parcel:
        edges = [member.start + nudge for member in parcel.members.values() for nudge in (-1, 0, member.size - 1)]
    for at in sorted({*edges, *range(5, len(whole), len(whole) // 7)}):
        spoilt.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        found = verify_bundle(spoilt)
        assert found, f"byte {at}"
        assert all(each.place and each.fault for each in found)
        assert _expected(made.path, at) in f"{found}", f"byte {at}: {found}"


def _expected(path: Path, at: int) -> str:
    """The name of the file that a byte of a parcel belongs to, or the parcel's own name."""
    with open_parcel(path) as parcel:
        for member in parcel.members.values():
            if member.start <= at < member.start + member.size:
                return member.name
    return "spoilt.zip"


def repacked(made: Bundled, target: Path, change) -> Path:
    """The bundle after a careful forger: a file replaced, and every manifest made to fit."""
    folder = target.with_suffix("")
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(folder)
    change(folder / "portfolio" / "data")
    bag = bagit.Bag(str(folder / "portfolio"))
    bag.save(manifests=True)
    packed = {each.relative_to(folder).as_posix(): each for each in folder.rglob("*") if each.is_file()}
    write_parcel(target, packed)
    shutil.rmtree(folder)
    return target


def edited_index(**says):
    def change(data: Path) -> None:
        from audit_app.audit.log.canonical import canonical

        index = json.loads((data / "bundle.json").read_text())
        index["items"][0] |= says
        (data / "bundle.json").write_text(canonical(index))

    return change


def swapped_log(data: Path) -> None:
    [log] = (data / "logs").iterdir()
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join([*lines[:2], lines[3], lines[2], *lines[4:]]))


def cut_log(data: Path) -> None:
    [log] = (data / "logs").iterdir()
    log.write_text("".join(log.read_text().splitlines(keepends=True)[:-1]))


def other_report(data: Path) -> None:
    (data / "items" / "E01-annual-audit-of-mri-1.pdf").write_bytes(pdf("All is well"))


def added(data: Path) -> None:
    (data / "items" / "E09-extra.pdf").write_bytes(pdf("extra"))


def removed(data: Path) -> None:
    (data / "items" / "E02-follow-up.eml").unlink()


def edited_table(data: Path) -> None:
    document = docx.Document(str(data / "cross-reference.docx"))
    document.tables[0].rows[1].cells[2].text = "Something else"
    document.save(str(data / "cross-reference.docx"))


FORGERIES = {
    "another report": (other_report, "is not the E01"),
    "a title": (edited_index(title="Another title"), "does not say “Another title”"),
    "a page count": (edited_index(pages=99), "99"),
    "a sub-category": (edited_index(sub_categories=["7.1"]), "the cross-reference"),
    "a place in the reading copy": (edited_index(first=1), "reading copy"),
    "entries swapped": (swapped_log, "does not follow"),
    "entries cut off": (cut_log, "does not lead to the heads"),
    "a file added": (added, "is not named in bundle.json"),
    "a file removed": (removed, "named in bundle.json but missing"),
    "the Word table": (edited_table, "row 1 is not the one"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forger_who_mends_the_manifests_is_found_too(made, tmp_path, forgery):
    change, fault = FORGERIES[forgery]
    found = verify_bundle(repacked(made, tmp_path / "forged.zip", change))
    assert fault in "\n".join(map(str, found))


# Packed again by another program


def zipped_again(made: Bundled, target: Path, top: str = "portfolio/", **changed: bytes | None) -> Path:
    """The bundle's files in a compressed zip, as a desktop's own program makes it; `changed` by the end of the name."""
    with open_parcel(made.path) as parcel, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parcel.members:
            data = next((new for end, new in changed.items() if name.endswith(end)), parcel.read(name, 10**9))
            if data is not None:
                archive.writestr(top + name.removeprefix("portfolio/"), data)
    return target


@pytest.mark.parametrize("top", ["portfolio/", "", "Ada's evidence/portfolio/"], ids=["as it was", "inner", "deeper"])
def test_a_bundle_that_was_only_packed_again_says_that_its_files_are_as_they_were(small, tmp_path, top):
    found = verify_bundle(zipped_again(small, tmp_path / "again.zip", top))
    assert [each.place for each in found] == ["again.zip", "again.zip"] or "compressed" in found[0].fault
    assert found[-1].fault == ONLY_PACKING


def test_a_bundle_packed_again_with_changes_names_each_file_that_differs(small, tmp_path):
    changed = {"README.txt": b"Trust me", ".eml": None}
    found = verify_bundle(zipped_again(small, tmp_path / "again.zip", **changed))
    said = "\n".join(map(str, found))
    assert "data/README.txt was changed: its SHA-256 is" in said
    assert ".eml is missing" in said and ONLY_PACKING not in said


def test_what_another_program_adds_to_a_bundle_is_named(small, tmp_path):
    again = zipped_again(small, tmp_path / "again.zip")
    with zipfile.ZipFile(again, "a") as archive:
        archive.writestr("__MACOSX/portfolio/._README.txt", b"mac")
        archive.writestr("portfolio/data/added.txt", b"new")
        archive.writestr("../outside.txt", b"out")
    said = "\n".join(map(str, verify_bundle(again)))
    assert "__MACOSX/portfolio/._README.txt does not belong to a bundle" in said
    assert "../outside.txt does not belong to a bundle" in said
    assert "portfolio/data/added.txt is in the bundle but in no manifest" in said


def test_a_zip_that_unpacks_to_far_more_than_it_is_is_not_read(small, tmp_path):
    again = zipped_again(small, tmp_path / "again.zip")
    with zipfile.ZipFile(again, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("portfolio/data/zeros", b"\0" * 40_000_000)
    assert len(verify_bundle(again)) == 1


def test_a_bundle_that_is_none_is_refused_without_a_trace(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"no")
    assert "cut short" in str(verify_bundle(path)[0])
    assert verify_bundle(tmp_path / "missing.zip")[0].fault.startswith("cannot be read")
    write_parcel(path, {"portfolio/a": b""})
    assert "no BagIt manifest" in str(verify_bundle(path)[0])
    assert "differ" in worded(path, verify_bundle(path))


def test_the_name_of_a_cameras_file_is_nowhere_in_a_bundle(made):
    held = files(made.path)
    assert not [name for name, data in held.items() if b"door.jpg" in data]
    said = text(held[f"{DATA}redactions.pdf"])
    assert "Photo 1 (" in said and "door.jpg" not in said
