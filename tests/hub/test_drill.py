"""A restored hub is looked through whole: what is missing or was changed is named, and nothing is changed."""

from sqlalchemy import text

from audit_app.hub.keeping.drill import drilled
from audit_app.hub.keeping.kept import place_of
from tests.hub.tablet import Tablet
from tests.hub.test_exchange import photo


def loosened(tablet: Tablet, deed: str) -> None:
    """Does to the tables what only somebody with all rights can, past the triggers."""
    database = tablet.hub.database
    with database.within(database.tenants()[0], write=True) as within:
        if database.postgres:
            within.connection.execute(text("alter table kept disable trigger user"))
        else:
            for trigger in ("kept_no_update", "kept_no_delete"):
                within.connection.execute(text(f"drop trigger if exists {trigger}"))
        within.connection.execute(text(deed))
        if database.postgres:
            within.connection.execute(text("alter table kept enable trigger user"))


def test_a_whole_hub_has_no_fault_and_each_hurt_is_named(tablet: Tablet) -> None:
    _, name = photo(tablet, b"a picture")
    tablet.put(name, 9, 0, b"a picture")
    hub = tablet.hub
    found = drilled(hub.database, hub.pictures)
    assert (found.entries, found.pictures, found.faults) == (2, 1, ())
    hub.pictures.forget(place_of(hub.database.tenants()[0], "unit-1", name))
    loosened(tablet, "update kept set body = replace(body, 'Ada', 'Eve') where n = 3")
    loosened(tablet, "delete from kept where n = 2")
    faults = drilled(hub.database, hub.pictures).faults
    assert any("numbers 2 to 2" in each for each in faults)
    assert any(name[:12] in each for each in faults)
