"""What a tablet sends is kept as it was written, once, in one feed without gaps; who may not, sees nothing."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.entries import PhotoTaken
from audit_app.audit.pen import written
from audit_app.errors import StoreDamaged
from audit_app.exchange import certificate
from audit_app.exchange.keys import Key
from audit_app.exchange.messages import Receipt
from audit_app.exchange.receipt import is_from
from audit_app.hub.database import Database
from audit_app.hub.identity.tenants import first_person
from audit_app.hub.keeping.audits import loaded
from audit_app.hub.keeping.kept import place_of
from audit_app.hub.keeping.picture_store import PictureStore
from audit_app.hub.projections.shown import rebuild
from audit_app.hub.tables import SHOWN_TABLES, table
from tests.hub.browser import PASSWORD, Browser
from tests.hub.tablet import Tablet

PIECE = 1 << 20


def kept(database: Database) -> list[str]:
    """The bodies of every entry, by number."""
    own = table("kept")
    with database.within(database.tenants()[0]) as within:
        rows = within.find("kept", order=own.c.n)
        assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
        assert within.lock()["feed"] == len(rows)
    return [row["body"] for row in rows if row["kind"] == "entry"]


def test_entries_are_kept_as_they_were_written_and_a_second_push_changes_nothing(tablet: Tablet) -> None:
    visit = tablet.begin()
    visit.answer("sign", "compliant")
    bodies = tablet.store.raw(visit.audit.id)
    first = tablet.push(visit.audit.id)
    assert (first["stored"], first["known"], first["forked"]) == (len(bodies), 0, [])
    again = tablet.push(visit.audit.id)
    assert (again["stored"], again["known"], again["receipts"]) == (0, len(bodies), first["receipts"])
    assert sorted(kept(tablet.hub.database)) == sorted(bodies)


def test_the_receipt_is_signed_by_the_key_that_joining_told(tablet: Tablet) -> None:
    visit = tablet.begin()
    receipt = Receipt.model_validate(tablet.push(visit.audit.id)["receipts"][0])
    assert is_from(receipt, tablet.told["key"])
    assert receipt.head == visit.audit.entries[-1].sha


def test_joining_with_a_key_gives_a_certificate_that_names_whoever_made_the_code(lead: Browser) -> None:
    tablet, key = Tablet(lead, joins=False), Key.new()
    tablet.join(lead, key.public)
    found = certificate.read(tablet.told["certificate"], {tablet.told["key"]: "the hub"})
    assert found is not None
    assert (found.person.name, found.key, found.device) == ("Ada Byron", key.public, tablet.device)


def test_what_one_tablet_sent_another_gets_whole_by_its_number(lead: Browser, tablet: Tablet) -> None:
    visit = tablet.begin()
    visit.answer("sign", "compliant")
    tablet.push(visit.audit.id)
    other = Tablet(lead, device="tablet-b")
    page = other.pull(limit=2)
    got = list(page["items"])
    while page["more"]:
        page = other.pull(after=page["next"], epoch=page["epoch"], limit=2)
        got += page["items"]
    papers = {item["digest"]: item["body"] for item in got if item["kind"] == "paper"}
    bodies = [canonical(item["body"]) for item in got if item["kind"] == "entry"]
    assert other.store.take(papers, bodies).heads == visit.audit.heads


def test_a_fork_keeps_both_tells_it_and_hurts_no_other_audit(lead: Browser, tablet: Tablet, tmp_path: Path) -> None:
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    before = visit.audit.entries[-1]
    forged = {**json.loads(tablet.store.raw(visit.audit.id)[-1]), "id": "other", "seq": 2, "prev": before.sha}
    forged |= {"kind": "noted", "item": "sign", "text": "another way", "at": before.at.replace("Z-0000", "Z-0001")}
    forged = {key: forged[key] for key in ("id", "schema", "audit", "device", "seq", "at", "wall", "zone", "by",
                                          "prev", "kind", "item", "text")}  # fmt: skip
    visit.answer("sign", "compliant")
    tablet.push(visit.audit.id)
    answer = tablet.push(visit.audit.id, [canonical({**forged, "sha": digest(forged)})], papers=False)
    assert answer["stored"] == 1
    assert answer["forked"][0]["seq"] == 2
    rebuild(tablet.hub.database)
    told = tablet.http.get("/v1/audits").json()["items"][0]
    assert told["state"] == "Open"
    with tablet.hub.database.within(tablet.hub.database.tenants()[0]) as within:
        audit = loaded(within, visit.audit.id)
    assert audit.lines["sign"].note == "another way" and audit.lines["sign"].answer is not None, "each way counts"
    tablet.store.take(audit.papers, map(canonical, map(written, audit.entries)))
    assert tablet.store.load(visit.audit.id).heads == audit.heads


def test_one_wrong_entry_refuses_the_push_whole(tablet: Tablet) -> None:
    visit = tablet.begin()
    visit.answer("sign", "compliant")
    bodies = tablet.store.raw(visit.audit.id)
    spoilt = bodies[-1].replace("compliant", "deficient")
    assert "changed" in tablet.push(visit.audit.id, [*bodies[:-1], spoilt], status=422)["detail"]
    assert kept(tablet.hub.database) == []


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"audit": "a", "entries": [1]}', "[" * 9_000, '{"audit": "\\ud800"}']
)
def test_what_is_no_push_is_refused_in_words_and_changes_nothing(tablet: Tablet, text: str) -> None:
    answer = tablet.http.post("/v1/push", content=text.encode())
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert kept(tablet.hub.database) == []


def test_entries_that_come_before_what_they_follow_are_kept_and_told_as_awaited(tablet: Tablet) -> None:
    visit = tablet.begin()
    visit.answer("sign", "compliant")
    visit.answer("sign", "deficient")
    first, second, third = tablet.store.raw(visit.audit.id)
    assert tablet.push(visit.audit.id, [first])["awaited"] == []
    assert tablet.push(visit.audit.id, [third], papers=False)["awaited"][0]["first"] == 2
    assert tablet.push(visit.audit.id, [second], papers=False)["awaited"] == []
    assert len(kept(tablet.hub.database)) == 3


def test_whoever_may_send_to_one_unit_sends_to_no_other_and_sees_no_other(lead: Browser, tablet: Tablet) -> None:
    theirs = tablet.begin("unit-2", "Other hospital", "MRI 2")
    tablet.push(theirs.audit.id)
    other = Tablet(lead.person("auditor", "unit", "unit-1"), device="tablet-b")
    own = other.begin("unit-1")
    other.push(own.audit.id)
    assert {item["audit"] for item in other.pull()["items"]} == {own.audit.id}
    other.store.take({k: json.loads(v) for k, v in tablet.store.papers().items()}, tablet.store.raw(theirs.audit.id))
    assert "roles" in other.push(theirs.audit.id, status=403)["detail"]
    foreign = other.begin("unit-2")
    other.push(foreign.audit.id, status=403)
    assert other.http.get(f"/v1/audits/{theirs.audit.id}/report.pdf").status_code == 404
    assert other.http.get("/v1/audits").json()["items"][0]["unit"] == "MRI 1"


def test_another_tenant_sees_nothing_and_a_token_of_one_opens_no_other(lead: Browser, tablet: Tablet) -> None:
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    database = tablet.hub.database
    first, own = database.tenants()[0], table("tenants")
    with database.outside(write=True) as connection:  # a second tenant, as an operator's command would make it
        row = {"id": "other", "name": "Other trust", "epoch": 0, "feed": 0, "created_at": "2026"}
        connection.execute(own.insert().values(**row))
    with database.within("other") as within:
        assert within.find("kept") == within.find("audits") == within.find("devices") == []
    with pytest.raises(Exception, match="administrator"):
        first_person(database, "x", "y", "z@example.org", PASSWORD)
    token = tablet.told["token"].replace(first, "other")
    assert tablet.http.get("/v1/pull", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_a_grant_or_its_end_raises_the_epoch_so_that_everything_is_walked_again(lead: Browser, tablet: Tablet) -> None:
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    page = tablet.pull()
    lead.person("reader", "unit", "unit-1")
    again = tablet.pull(after=page["next"], epoch=page["epoch"])
    assert (again["next"], again["items"], again["more"]) == (0, [], True)
    assert again["epoch"] > page["epoch"]


def test_a_tablet_that_was_cut_off_is_let_in_no_more_and_what_it_sent_stays(lead: Browser, tablet: Tablet) -> None:
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    lead.open("/devices")
    lead.send(f"/devices/{tablet.device}/cut-off")
    assert tablet.http.get("/v1/pull").status_code == 401
    assert len(kept(tablet.hub.database)) == 1


def test_a_code_joins_one_tablet_and_guesses_run_out(lead: Browser) -> None:
    tablet = Tablet(lead)
    says = {"code": "ABCD-EFGH", "device": "x"}
    answers = [tablet.http.post("/v1/enrol", json=says).status_code for _ in range(12)]
    assert set(answers) == {404, 429}


def photo(tablet: Tablet, data: bytes, papers: bool = True) -> tuple[str, str]:
    """An audit in which a photograph was taken, pushed; its id and the picture's digest."""
    visit, name = tablet.begin(), sha256(data).hexdigest()
    more = {"photo": "p1", "digest": name, "item": "sign", "media_type": "image/jpeg", "width": 1, "height": 1}
    visit.enter(PhotoTaken, **{key: more[key] for key in more if key in PhotoTaken.model_fields})  # type: ignore[arg-type]
    assert tablet.push(visit.audit.id, papers=papers)["pictures"] == [name]
    return visit.audit.id, name


def test_a_picture_comes_in_pieces_goes_on_where_it_was_cut_and_is_read_again(tablet: Tablet) -> None:
    data = bytes(range(256)) * 9000  # three pieces
    _, name = photo(tablet, data)
    assert tablet.put(name, len(data), 0, data[:PIECE]) == {"offset": PIECE, "fault": "", "receipt": None}
    assert tablet.put(name, len(data), 0, data[:PIECE])["offset"] == PIECE  # sent twice: nothing changes
    asked = tablet.http.post("/v1/pictures/missing", json={"digests": [name]}).json()
    assert asked == {"pictures": [{"digest": name, "offset": PIECE}]}
    assert tablet.http.get(f"/v1/pictures/{name}").status_code == 422  # not whole yet
    tablet.put(name, len(data), PIECE, data[PIECE : 2 * PIECE])
    assert tablet.put(name, len(data), 2 * PIECE, data[2 * PIECE :])["receipt"]["picture"] == name
    got = b"".join(tablet.http.get(f"/v1/pictures/{name}", params={"offset": n * PIECE}).content for n in range(3))
    assert got == data
    with tablet.hub.database.within(tablet.hub.database.tenants()[0]) as within:
        assert within.find("pieces") == []


def test_bytes_of_another_picture_are_not_taken_for_it(tablet: Tablet) -> None:
    _, name = photo(tablet, b"a picture")
    assert "another" in tablet.put(name, 9, 0, b"a forgery")["fault"]
    assert tablet.put(name, 9, 0, b"a picture")["receipt"]
    assert tablet.put("0" * 64, 9, 0, b"a picture", status=422)["status"] == 422


def test_knowing_the_digest_of_another_units_picture_opens_nothing(lead: Browser, tablet: Tablet) -> None:
    _, name = photo(tablet, b"a picture")
    tablet.put(name, 9, 0, b"a picture")
    other = Tablet(lead.person("auditor", "unit", "unit-9"), device="tablet-b")
    visit = other.begin("unit-9", "Elsewhere", "MRI 9")
    assert other.http.get(f"/v1/pictures/{name}").status_code == 422
    more = {"photo": "p1", "digest": name, "item": "sign"}
    visit.enter(PhotoTaken, **more)  # type: ignore[arg-type]
    assert other.push(visit.audit.id)["pictures"] == [name]  # named, and still awaited from this unit
    assert other.http.get(f"/v1/pictures/{name}").status_code == 422
    assert tablet.http.get(f"/v1/pictures/{name}").content == b"a picture"


def test_a_place_for_pictures_that_gives_back_other_bytes_is_told(tmp_path: Path) -> None:
    store = PictureStore((tmp_path / "pictures").as_uri())
    with pytest.raises(StoreDamaged, match="read back otherwise"):
        store.put(place_of("t", "../../unit", "0" * 64), "0" * 64, [b"x"])
    assert [path.name for path in tmp_path.iterdir()] == ["pictures"]


def test_everything_that_is_worked_out_can_be_thrown_away_and_made_again(tablet: Tablet) -> None:
    visit = tablet.begin()
    visit.answer("sign", "deficient")
    tablet.push(visit.audit.id)
    database, tenant = tablet.hub.database, tablet.hub.database.tenants()[0]

    def shown() -> list[object]:
        with database.within(tenant) as within:
            return [sorted(map(str, within.find(name))) for name in SHOWN_TABLES]

    before = shown()
    assert before[0]
    assert before[SHOWN_TABLES.index("shown_shortcomings")]
    assert rebuild(database) == 1
    assert shown() == before


def test_the_export_holds_every_entry_and_goes_on_after_a_number(tablet: Tablet) -> None:
    visit = tablet.begin()
    visit.answer("sign", "compliant")
    tablet.push(visit.audit.id)
    lines = [json.loads(line) for line in tablet.http.get("/v1/export.ndjson").text.splitlines()]
    assert [canonical(line["body"]) for line in lines if line["kind"] == "entry"] == tablet.store.raw(visit.audit.id)
    rest = tablet.http.get("/v1/export.ndjson", params={"after": lines[1]["n"]}).text.splitlines()
    assert [json.loads(line)["n"] for line in rest] == [line["n"] for line in lines[2:]]


def test_the_report_is_made_and_its_reading_noted(tablet: Tablet) -> None:
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    answer = tablet.http.get(f"/v1/audits/{visit.audit.id}/report.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    with tablet.hub.database.within(tablet.hub.database.tenants()[0]) as within:
        assert within.one("access_log", what="read report.pdf", subject=visit.audit.id)
