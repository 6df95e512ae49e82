"""A bucket that is away, refuses or hangs: pictures wait and come later, and nothing else waits for it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from audit_app.hub.errands import errands
from audit_app.hub.settings import Settings
from audit_app.hub.web.hub import Hub
from audit_app.hub.web.turns import AT_ONCE
from tests.hub.browser import Browser
from tests.hub.bucket import Bucket, bucket
from tests.hub.proof.killing import free_port
from tests.hub.proof.network import served
from tests.hub.tablet import Tablet
from tests.hub.test_exchange import photo

DATA = b"a picture"
SAID = "The place for pictures has not answered since"


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A bucket of our own."""
    with bucket() as made:
        made.settings(monkeypatch)
        yield made


@pytest.fixture
def lead(place: Bucket, tmp_path: Path) -> Iterator[Browser]:
    """The first administrator of a hub whose pictures lie in it."""
    hub = Hub.at(Settings(tmp_path / "hub", pictures="s3://pictures"))
    browser = Browser(hub)
    browser.begin()
    yield browser
    hub.close()


def test_while_a_bucket_refuses_entries_go_on_the_console_says_so_and_the_picture_comes_later(
    lead: Browser, place: Bucket
) -> None:
    tablet = Tablet(lead)
    _, name = photo(tablet, DATA)
    place.refuses = True
    assert "place for pictures" in tablet.put(name, 9, 0, DATA, status=503)["detail"]
    assert tablet.push(tablet.begin().audit.id)["stored"] == 1
    assert SAID in lead.open("/") and SAID in lead.open("/audits")
    assert SAID not in Browser(lead.hub).open("/sign-in")
    errands(lead.hub)
    assert SAID in lead.open("/")
    place.refuses = False
    errands(lead.hub)  # asks again by itself, though no tablet may
    assert SAID not in lead.open("/")
    assert tablet.put(name, 9, 0, DATA)["receipt"]
    assert tablet.http.get(f"/v1/pictures/{name}").content == DATA


def test_however_many_pictures_hang_in_a_bucket_entries_and_pages_do_not_wait(lead: Browser, place: Bucket) -> None:
    tablets = [Tablet(lead, device=f"tablet-{n}") for n in range(AT_ONCE + 2)]
    names = [photo(each, bytes([n]) * 9)[1] for n, each in enumerate(tablets)]
    port = free_port()

    def ask(tablet: Tablet, method: str, path: str, data: bytes = b"") -> httpx2.Response:
        headers = {"host": lead.hub.settings.host, "authorization": tablet.http.headers["authorization"]}
        return httpx2.request(method, f"http://127.0.0.1:{port}{path}", headers=headers, content=data, timeout=20)

    def goes_on() -> None:
        for _ in range(AT_ONCE):
            assert place.waiting.acquire(timeout=20)
        text = tablets[0].message(tablets[0].begin().audit.id)
        assert ask(tablets[0], "POST", "/v1/push", text.encode()).json()["stored"] == 1
        assert ask(tablets[0], "GET", "/v1/audits").status_code == 200
        assert not any(each.done() for each in asked)
        place.open.set()

    with served(lead.hub, port), ThreadPoolExecutor() as pool:
        place.open.clear()
        said = [(f"/v1/pictures/{name}?size=9&offset=0", bytes([n]) * 9) for n, name in enumerate(names)]
        asked = [pool.submit(ask, tablet, "PUT", *each) for tablet, each in zip(tablets, said, strict=True)]
        goes_on()
        assert all(each.result().json()["receipt"] for each in asked)
        place.open.clear()
        while place.waiting.acquire(blocking=False):
            pass
        asked = [pool.submit(ask, tablets[0], "GET", f"/v1/pictures/{name}") for name in names]
        goes_on()
        assert [each.result().content for each in asked] == [data for _, data in said]
