"""The app alone, handed out by the app that is served: a tablet that opens /app/ keeps it and needs no server again."""

import os
from pathlib import Path

from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from audit_app.screens.server.response_headers import SCREENS, with_headers

ADDRESS = "/app/"
LIST = "kept.json"


def built_site() -> Path | None:
    """The folder that MR_AUDIT_SITE names, when it holds what `python -m standalone build` makes."""
    folder = Path(os.environ.get("MR_AUDIT_SITE", ""))
    return folder if (folder / LIST).is_file() else None


def handed_out(folder: Path) -> list[BaseRoute]:
    """The addresses below /app/, each a file of the site."""
    bare = ADDRESS.rstrip("/")
    policy = SCREENS.format(socket="")
    files = with_headers(StaticFiles(directory=folder, html=True), content_security_policy=policy)
    return [Route(bare, lambda _: RedirectResponse(ADDRESS)), Mount(bare, files)]
