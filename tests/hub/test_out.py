"""Everything out again: a tenant as files that the app opens without a hub, on both databases."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit_app import __main__ as line
from audit_app.audit.log.clock import DeviceClock
from audit_app.audit.log.people import Person
from audit_app.audit.pen import Pen
from audit_app.audit.register import Instrument
from audit_app.errors import UsageError
from audit_app.exchange.messages import Push
from audit_app.hub.identity.devices import device_of
from audit_app.hub.out.feed import lines
from audit_app.hub.out.tenant import BESIDE, Exported, export_tenant
from audit_app.hub.tables import metadata
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store
from audit_app.visit.register_verbs import keep_instrument
from tests.hub.browser import PASSWORD, Browser
from tests.hub.tablet import Tablet
from tests.hub.test_exchange import photo

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # one kind tells what is no query


def exported(tablet: Tablet, folder: Path) -> Exported:
    hub = tablet.hub
    return export_tenant(hub.database, hub.pictures, hub.database.tenants()[0], folder)


def written(folder: Path) -> dict[str, Path]:
    """Every file under a folder, by its name there."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def run(*words: object) -> str:
    done = CliRunner().invoke(line.app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


def stated(tablet: Tablet) -> str:
    """An instrument that no audit names, stated on the tablet and sent; gives its log."""
    pen = Pen(tablet.store.device, Person(name="Ada Byron"), DeviceClock())
    keep_instrument(tablet.store, Instrument(id="probe", name="Hall probe", serial="HP-7"), pen)
    [log] = tablet.store.register.ids()
    push = Push(audit=log, entries=tuple(json.loads(body) for body in tablet.store.register.raw(log)))
    assert tablet.http.post("/v1/push", content=push.model_dump_json().encode()).status_code == 200
    return log


def test_a_tenant_leaves_as_files_that_the_app_takes_in_without_a_hub(tablet: Tablet, tmp_path: Path) -> None:
    audit, name = photo(tablet, b"a picture")
    tablet.put(name, 9, 0, b"a picture")
    log = stated(tablet)
    told = exported(tablet, tmp_path / "out")
    assert (told.audits, told.register, told.beside, told.awaited, told.left_out) == (1, 1, 0, [], [])
    [file] = (tmp_path / "out" / "audits").iterdir()
    assert "is whole" in run("verify", file)
    said = run("--data", tmp_path / "home", "import", tmp_path / "out")
    assert "2 of 2 entries were new" in said and "2 statements new in the register" in said
    assert "is as it was written" in run("--data", tmp_path / "home", "verify", "latest")
    with Store.to_read(tmp_path / "home") as elsewhere:
        assert elsewhere.raw(audit) == tablet.store.raw(audit)
        assert elsewhere.register.raw(log) == tablet.store.register.raw(log)
    assert Shelf(tmp_path / "home").read(name) == b"a picture"


@SQLITE
def test_the_manifest_names_every_file_with_its_digest(tablet: Tablet, tmp_path: Path) -> None:
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    exported(tablet, tmp_path / "out")
    says = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    files = {
        path.relative_to(tmp_path / "out").as_posix(): path for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    assert says["files"].keys() == files.keys() - {"manifest.json"}
    assert all(sha256(files[name].read_bytes()).hexdigest() == digest for name, digest in says["files"].items())
    assert (says["organisation"], says["audits"]) == ("St Elsewhere NHS Trust", 1)


ELSEWHERE = {
    "audits", "kept", "papers", "pictures", "picture_names",  # in the files, in the feed, and in the manifest
    "sessions", "links", "keys", "hooks",  # open something; the address of a hook is often a secret itself
    "pieces", "outbox", "hook_messages",  # half sent, or wait to leave
}  # fmt: skip


def test_every_table_of_a_tenant_leaves_or_is_said_not_to() -> None:
    own = {name for name, each in metadata.tables.items() if "tenant" in each.c and not name.startswith("shown_")}
    assert own - BESIDE.keys() <= ELSEWHERE and BESIDE.keys() <= own


@SQLITE
def test_no_secret_of_anybody_leaves(tablet: Tablet, tmp_path: Path) -> None:
    exported(tablet, tmp_path / "out")
    hub, tenant = tablet.hub, tablet.hub.database.tenants()[0]
    with hub.database.within(tenant) as within:
        secrets = [row["password"] for row in within.find("people")] + [row["token"] for row in within.find("devices")]
        secrets += [row["private"] for row in within.find("keys")] + [row["hash"] for row in within.find("sessions")]
    text = "".join(
        path.read_text("utf-8")
        for path in (tmp_path / "out").rglob("*")
        if path.suffix != ".mraudit" and path.is_file()
    )
    assert "ada@example.org" in text
    assert len(secrets) > 2
    assert [each for each in (*secrets, PASSWORD) if each in text] == []
    assert {path.stem for path in (tmp_path / "out" / "hub").iterdir()} == set(BESIDE)


@SQLITE
def test_an_audit_that_cannot_be_opened_still_leaves_in_the_feed_with_its_pictures(
    tablet: Tablet, tmp_path: Path
) -> None:
    other, name = photo(tablet, b"a picture", papers=False)
    bodies = tablet.store.raw(other)
    tablet.put(name, 9, 0, b"a picture")
    told = exported(tablet, tmp_path / "out")
    assert (told.audits, told.beside) == (0, 1)
    [why] = told.left_out
    assert why.startswith(other)
    assert [path.read_bytes() for path in (tmp_path / "out" / "pictures").iterdir()] == [b"a picture"]
    kept = [json.loads(each) for each in (tmp_path / "out" / "feed.ndjson").read_text("utf-8").splitlines()]
    assert {row["body"]["sha"] for row in kept if row["audit"] == other} == {json.loads(b)["sha"] for b in bodies}


@SQLITE
def test_a_picture_that_is_not_here_is_told_and_one_that_is_lost_too(tablet: Tablet, tmp_path: Path) -> None:
    _, name = photo(tablet, b"a picture")
    assert exported(tablet, tmp_path / "one").awaited == [name]
    tablet.put(name, 9, 0, b"a picture")
    for path in (tablet.hub.settings.folder / "pictures").rglob(name):
        path.write_bytes(b"A picture")
    [why] = exported(tablet, tmp_path / "two").left_out
    assert name in why


@SQLITE
def test_nothing_is_written_into_a_folder_that_holds_something(tablet: Tablet, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not an empty folder"):
        exported(tablet, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


@SQLITE
def test_the_command_writes_the_folder_and_the_access_log_says_so(
    lead: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MR_AUDIT_HUB_DATABASE", lead.hub.database.engine.url.render_as_string(hide_password=False))
    said = run("--data", tmp_path / "home", "hub", "--folder", tmp_path / "hub", "export", tmp_path / "out")
    assert said.startswith("Wrote 0 audits")
    assert "exported the organisation" in lead.open("/access?as=csv")


@SQLITE
def test_the_feed_stops_where_it_is_told_to(tablet: Tablet) -> None:
    visit = tablet.begin()
    tablet.push(visit.audit.id)
    hub = tablet.hub
    caller = device_of(hub.database, tablet.told["token"])
    assert caller
    numbers = [json.loads(each)["n"] for each in lines(hub.database, hub.pictures, caller, until=2)]
    assert numbers == [1, 2]
