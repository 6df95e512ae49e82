"""Which screen stands at which address. A new screen is one import and one line here.

Screens under an audit are listed in `UNDER_AUDIT` (addresses relative to `/audit/:audit/`), the others in `TOP`.
Each screen's module is imported when its address is first opened, so a screen costs nothing until it is shown.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import flet as ft

from audit_app.screens.pieces.drawing import view
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import empty
from audit_app.screens.words import say

# address -> module in audit_app.screens and the view's name there
TOP: tuple[tuple[str, str], ...] = (
    ("new", "new_audit.NewAudit"),
    ("welcome", "first_start.FirstStart"),
    ("settings", "settings.SettingsScreen"),
    ("references", "references.ReferencesScreen"),
    ("register", "register.RegisterScreen"),
    ("due", "due.DueScreen"),
    ("emergency", "emergency.Emergency"),
    ("help/:page?", "help.Help"),
    ("about", "about.About"),
    ("portfolio", "portfolio.PortfolioScreen"),
    ("portfolio/item/:item", "portfolio_item.ItemScreen"),
    ("portfolio/checklist/:checklist", "checklist_edit.ChecklistScreen"),
    ("take", "share.TakeScreen"),
)
UNDER_AUDIT: tuple[tuple[str, str], ...] = (
    ("photos", "photos.PhotosScreen"),
    ("photo/:photo", "photo.PhotoScreen"),
    ("photo/:photo/compare", "photo_compare.CompareScreen"),
    ("camera/:item?/:thing?", "camera.CameraScreen"),
    ("find", "find.FindScreen"),
    ("coverage", "coverage.CoverageScreen"),
    ("history/:line", "line_history.LineHistory"),
    ("findings", "findings.FindingsScreen"),
    ("finding/new/:line", "finding.NewFinding"),
    ("finding/:finding", "finding.FindingScreen"),
    ("actions", "actions.ActionsScreen"),
    ("followup", "followup.FollowUpScreen"),
    ("sign", "signing.SigningScreen"),
    ("since", "since.SinceScreen"),
    ("log", "log.LogScreen"),
    ("history/finding/:finding", "log.FindingHistory"),
    ("survey", "plan.PlanScreen"),
    ("summary", "summary.SummaryScreen"),
    ("report", "reporting.ReportScreen"),
    ("paper", "paper.Paper"),
    ("paper/:sheet", "paper_check.SheetScreen"),
    ("share", "share.ShareScreen"),
)


def named(place: str) -> Callable[[], ft.View]:
    """A screen by module and name, imported when first shown."""
    module, name = place.rsplit(".", 1)

    def shown() -> ft.View:
        screen: Callable[[], ft.View] = getattr(import_module(f"audit_app.screens.{module}"), name)
        return screen()

    shown.__name__ = name
    return view(shown)


@cache
def routes() -> list[Any]:
    """The tree of routes: home below everything, an audit's screens on top of its visit."""
    under_audit = [ft.Route(path=path, component=named(place)) for path, place in UNDER_AUDIT]
    audit = ft.Route(path="audit/:audit", component=named("visit.VisitScreen"), children=under_audit)
    top = [ft.Route(path=path, component=named(place)) for path, place in TOP]
    nowhere = ft.Route(path=":nowhere+", component=NotFound)  # last: the router's own `not_found` cannot show a screen
    return [ft.Route(path="/", component=named("home.Home"), children=[*top, audit, nowhere])]


@view
def NotFound() -> ft.View:
    """No screen stands at this address."""
    home = ft.FilledButton(say("Home"), on_click=lambda: ft.context.page.navigate("/"), key="home")
    nothing = empty(ft.Icons.SEARCH_OFF, say("There is no such screen"), say("Go back to the home screen."), home)
    return frame(ft.use_route_location(), say("Not found"), [nothing])
