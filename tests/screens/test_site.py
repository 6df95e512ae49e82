"""The app alone, handed out by the served app: below /app/, to whoever was let in, and only where it was built."""

from pathlib import Path

import pytest

from audit_app.screens.server.site import built_site
from audit_app.screens.server.web_app import web_app
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.store import Store
from tests.screens.test_serving import ask, by_address


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "kept.json").write_text("{}", "utf-8")
    (folder / "index.html").write_text("<title>MR Audit</title>", "utf-8")
    monkeypatch.setenv("MR_AUDIT_SITE", str(folder))
    return folder


async def test_the_site_is_handed_out_below_app_and_nothing_beside_it(site: Path, tmp_path: Path) -> None:
    with Store.at(tmp_path / "data") as store:
        cabinet = Cabinet(store, tmp_path / "data")
        app = web_app(cabinet)
        assert (await ask(app, "/app/")).status == 401
        let_in = await by_address(app, cabinet)
        page = await ask(let_in, "/app/")
        assert b"MR Audit" in page.body
        assert "script-src 'self' 'wasm-unsafe-eval';" in page.headers["content-security-policy"]
        assert (await ask(let_in, "/app")).headers["location"] == "/app/"
        assert (await ask(let_in, "/app/kept.json")).status == 200
        assert (await ask(let_in, "/app/../data/audits.db")).status == 404
        assert cabinet.alone == "/app/"


async def test_where_no_site_was_built_nothing_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MR_AUDIT_SITE", str(tmp_path))
    assert built_site() is None
    with Store.at(tmp_path / "data") as store:
        cabinet = Cabinet(store, tmp_path / "data")
        let_in = await by_address(web_app(cabinet), cabinet)
        assert (await ask(let_in, "/app/kept.json")).status == 404
        assert cabinet.alone == ""
