"""Help for each screen: short pages that travel with the app, shown where they are needed."""

import flet as ft

from audit_app.resources import asset
from audit_app.screens.pieces.component import view
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import card, copied, line, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import use_desk
from audit_app.screens.session.language import language, say

PAGES = (
    "home",
    "new",
    "visit",
    "photos",
    "findings",
    "actions",
    "signing",
    "since",
    "history",
    "due",
    "register",
    "survey",
    "summary",
    "report",
    "paper",
    "find",
    "coverage",
    "references",
    "settings",
    "set-apart",
    "hub",
    "about",
    "emergency",
    "portfolio",
    "checklists",
    "share",
)


def page_text(name: str) -> str:
    """A page's text in the chosen language, else in English; empty when there is no such page."""
    for code in (language(), "en"):
        path = asset(f"help/{code}/{name}.md")
        if name in PAGES and path.is_file():
            return path.read_text(encoding="utf-8")
    return ""


def page_title(name: str) -> str:
    """The first heading of a page."""
    first = page_text(name).partition("\n")[0]
    return first.removeprefix("# ").strip() or name


@view
def Help() -> ft.View:
    """One page, and the way to the others."""
    name = ft.use_route_params().get("page") or "home"
    text = page_text(name)
    heading, _, rest = text.partition("\n")
    words = rest.strip() or say("There is no help for this screen yet.")
    page = ft.Markdown(words, extension_set=ft.MarkdownExtensionSet.GITHUB_WEB)
    others = [
        quiet(f"help.{each}", page_title(each), go(f"/help/{each}"))
        for each in PAGES
        if each != name and page_text(each)
    ]
    parts = [card(copied(page)), card(title(say("Other pages"), size=18), line(*others))]
    back = use_desk().trail.way_back("help", "/")
    return frame(f"/help/{name}", heading.removeprefix("# ").strip() or say("Help"), parts, back=back)
