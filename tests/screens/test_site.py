"""The app alone, handed out by the served app: below /app/, and only where it was built."""

from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response

from audit_app.screens.server.server import web_app
from audit_app.screens.server.site import built_site
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.store import Store


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "kept.json").write_text("{}", "utf-8")
    (folder / "index.html").write_text("<title>MR Audit</title>", "utf-8")
    monkeypatch.setenv("MR_AUDIT_SITE", str(folder))
    return folder


async def asked(app: Any, path: str) -> Response:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1", follow_redirects=True) as browser:
        return await browser.get(path)


async def test_the_site_is_handed_out_below_app_and_nothing_beside_it(site: Path, tmp_path: Path) -> None:
    with Store.at(tmp_path / "data") as store:
        cabinet = Cabinet(store, tmp_path / "data")
        app = web_app(cabinet)
        assert "MR Audit" in (await asked(app, "/app/")).text
        assert (await asked(app, "/app")).url.path == "/app/"
        assert (await asked(app, "/app/kept.json")).status_code == 200
        assert (await asked(app, "/app/%2e%2e/data/audits.db")).status_code == 404
        assert cabinet.alone == "/app/"


def test_where_no_site_was_built_nothing_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MR_AUDIT_SITE", str(tmp_path))
    assert built_site() is None
    with Store.at(tmp_path / "data") as store:
        cabinet = Cabinet(store, tmp_path / "data")
        web_app(cabinet)
        assert cabinet.alone == ""
