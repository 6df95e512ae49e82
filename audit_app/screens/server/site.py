"""The app alone, handed out by the app that is served: a tablet that opens /app/ keeps it and needs no server again."""

import os
from pathlib import Path

from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from audit_app.resources import PACKAGE

ADDRESS = "/app/"
LIST = "kept.json"


def built_site() -> Path | None:
    """The site that `python -m standalone build` made: MR_AUDIT_SITE names its folder, else the checkout's own."""
    named = os.environ.get("MR_AUDIT_SITE")
    folder = Path(named) if named else PACKAGE.parent / "build" / "site"
    return folder if (folder / LIST).is_file() else None


def handed_out(folder: Path) -> list[BaseRoute]:
    """The addresses below /app/, each a file of the site."""
    bare = ADDRESS.rstrip("/")
    to_folder = Route(bare, lambda _: RedirectResponse(ADDRESS))
    return [to_folder, Mount(bare, StaticFiles(directory=folder, html=True))]
