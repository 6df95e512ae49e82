"""Photographs in owners' replies: bounded, decoded apart, kept as sent, and seen only by owner and lead."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zlib import compressobj, crc32

import pytest
from PIL import Image

from audit_app.audit.log.people import Person
from audit_app.errors import StoreError
from audit_app.hub.identity.links import make
from audit_app.hub.keeping.drill import drilled
from audit_app.hub.keeping.reply_photos import MOST, place_of
from audit_app.hub.out.tenant import export_tenant
from audit_app.hub.tables import table
from audit_app.visit.findings import raise_finding, set_action
from tests.hub.browser import Browser
from tests.hub.tablet import Tablet
from tests.hub.test_retention import LONG_AGO, ended, proposed

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what the database has no part in
OWNER = "grace@example.org"


def jpeg(note: bytes = b"taken at 51.5 N") -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = note.decode()
    Image.new("RGB", (40, 30), "orange").save(out, "JPEG", exif=exif)
    return out.getvalue()


@dataclass
class Owner:
    """Somebody who has a link, and what they own."""

    browser: Browser
    link: str
    audit: str
    action: str

    def send(self, text: str, *photos: tuple[str, bytes], status: int = 200) -> str:
        files = [("photo", (name, data, "image/jpeg")) for name, data in photos]
        fields = {"audit": self.audit, "action": self.action, "text": text}
        answer = self.browser.http.post(self.link, data=fields, files=files)
        assert answer.status_code == status, answer.text[:1000]
        return str(answer.text)


@pytest.fixture
def owner(tablet: Tablet) -> Owner:
    visit = tablet.begin()
    finding = raise_finding(visit, "The door does not close", likelihood=3, consequence=4)
    action = set_action(visit, finding, "Mend the door", Person(name="Grace", email=OWNER), "2026-01-31")
    tablet.push(visit.audit.id)
    with tablet.hub.database.within(tablet.hub.database.tenants()[0], write=True) as within:
        link = f"/mine/{make(within, 'actions', OWNER)}"
    return Owner(Browser(tablet.hub), link, visit.audit.id, str(action))


def is_far_larger_than_it_looks() -> bytes:
    """A whole PNG of half a megabyte that says it is 30,000 pixels wide and high."""

    def part(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + crc32(kind + data).to_bytes(4, "big")

    packer = compressobj(1)
    rows = b"".join(packer.compress(bytes(3751 * 1000)) for _ in range(30)) + packer.flush()
    head = (30_000).to_bytes(4, "big") * 2 + bytes((1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def reply_of(owner: Owner) -> str:
    hub = owner.browser.hub
    with hub.database.within(hub.database.tenants()[0]) as within:
        [row] = within.find("replies")
    return str(row["id"])


def test_a_photograph_reaches_the_lead_without_what_the_camera_noted_and_is_kept_as_it_was_sent(
    lead: Browser, owner: Owner, tmp_path: Path
) -> None:
    page = owner.send("Mended on Friday", ("door.jpg", jpeg()), ("again.jpg", jpeg(b"closer")))
    assert "It was kept" in page
    reply = reply_of(owner)
    assert f"{owner.link}/photos/{reply}/1" in page
    assert owner.browser.http.get(f"{owner.link}/photos/{reply}/1").headers["content-type"] == "image/jpeg"
    assert f"/replies/{reply}/photos/0" in lead.open("/replies")
    shown = lead.http.get(f"/replies/{reply}/photos/0")
    assert Image.open(BytesIO(shown.content)).size == (40, 30)
    assert b"51.5" not in shown.content
    assert lead.http.get(f"/replies/{reply}/photos/0/original").content == jpeg()
    assert lead.http.get(f"/replies/{reply}/photos/2").status_code == 404
    assert "read a photograph of a reply" in lead.open("/access?as=csv")
    hub = lead.hub
    found = drilled(hub.database, hub.pictures)
    assert (found.pictures, found.faults) == (2, ())
    export_tenant(hub.database, hub.pictures, hub.database.tenants()[0], tmp_path / "out")
    assert {path.read_bytes() for path in (tmp_path / "out" / "pictures").iterdir()} == {jpeg(), jpeg(b"closer")}


@SQLITE
def test_what_is_no_photograph_is_refused_and_what_was_typed_stays(owner: Owner) -> None:
    for name, data in (("virus.exe", b"MZ" + bytes(100)), ("cut.jpg", jpeg()[:60]), ("page.svg", b"<svg onload=x>"),
                       ("small.png", is_far_larger_than_it_looks())):  # fmt: skip
        page = owner.send("Mended & painted", (name, data), status=422)
        assert ">Mended &amp; painted</textarea>" in page
        assert name in page
    many = [(f"{n}.jpg", jpeg()) for n in range(MOST + 1)]
    assert f"{MOST + 1} photographs" in owner.send("Mended", *many, status=422)
    hub = owner.browser.hub
    with hub.database.within(hub.database.tenants()[0]) as within:
        assert within.find("replies") == [] == within.find("reply_photos")
    assert not (hub.settings.folder / "pictures" / hub.database.tenants()[0]).exists()


@SQLITE
def test_a_photograph_is_shown_to_nobody_elses_link_and_outside_the_leads_units(lead: Browser, owner: Owner) -> None:
    owner.send("Mended", ("door.jpg", jpeg()))
    reply, hub = reply_of(owner), lead.hub
    with hub.database.within(hub.database.tenants()[0], write=True) as within:
        other = make(within, "actions", "other@example.org")
    assert owner.browser.http.get(f"/mine/{other}/photos/{reply}/0").status_code == 404
    assert owner.browser.http.get(f"/mine/x{other}/photos/{reply}/0").status_code == 404
    elsewhere = lead.person("lead", "unit", "unit-9")
    assert elsewhere.http.get(f"/replies/{reply}/photos/0").status_code == 404
    assert elsewhere.http.get(f"/replies/{reply}/photos/0/original").status_code == 404


@SQLITE
def test_who_has_no_link_is_refused_before_what_they_send_is_read(owner: Owner) -> None:
    def never() -> object:
        yield b"--x\r\n"
        raise AssertionError("it was read")

    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": "1000000"}
    answer = owner.browser.http.post("/mine/x.y", content=never(), headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 404


def test_photographs_in_replies_go_with_the_audit_that_two_people_dispose_of(lead: Browser, owner: Owner) -> None:
    owner.send("Mended on Friday", ("door.jpg", jpeg()))
    reply, hub = reply_of(owner), lead.hub
    with hub.database.within(hub.database.tenants()[0], write=True) as within:
        within.change("audits", table("audits").c.id == owner.audit, begun=LONG_AGO)
        [row] = within.find("reply_photos")
    place = place_of(hub.database.tenants()[0], row["digest"])
    assert b"".join(hub.pictures.whole(place)) == jpeg()
    ended(lead)
    other, proposal = lead.person("lead"), proposed(lead, owner.audit)
    other.open(f"/retention/{owner.audit}")
    other.send(f"/disposals/{proposal}/confirm")
    with pytest.raises(StoreError):
        list(hub.pictures.whole(place))
    lead.open(f"/replies/{reply}/photos/0", 404)
    with hub.database.within(hub.database.tenants()[0]) as within:
        assert [(each["digest"], each["size"], each["name"]) for each in within.find("reply_photos")] == [
            (row["digest"], 0, "")
        ]
    assert drilled(hub.database, hub.pictures).faults == ()
