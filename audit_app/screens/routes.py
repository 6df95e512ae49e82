"""Which screen stands at which address. A new screen is one import and one line here.

Screens under an audit are listed in `UNDER_AUDIT` (addresses relative to `/audit/:audit/`), the others in `TOP`.
Each screen's module is imported when its address is first opened, so a screen costs nothing until it is shown.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import flet as ft

from audit_app.screens.pieces.component import view
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import empty
from audit_app.screens.session.language import say

# address -> module in audit_app.screens and the view's name there
TOP: tuple[tuple[str, str], ...] = (
    ("new", "home.new_audit.NewAudit"),
    ("welcome", "home.first_start.FirstStart"),
    ("settings", "device.settings.SettingsScreen"),
    ("references", "unit.references.ReferencesScreen"),
    ("register/:which?", "unit.register.RegisterScreen"),
    ("register/log/:log", "unit.register_log.RegisterLogScreen"),
    ("due", "home.due.DueScreen"),
    ("actions", "home.actions.ActionsEverywhere"),
    ("emergency", "unit.emergency.Emergency"),
    ("help/:page?", "device.help.Help"),
    ("about", "device.about.About"),
    ("portfolio", "portfolio.portfolio.PortfolioScreen"),
    ("portfolio/item/:item", "portfolio.item.ItemScreen"),
    ("portfolio/checklist/:checklist", "portfolio.checklist_editor.ChecklistScreen"),
    ("checklists", "portfolio.checklists.ChecklistsScreen"),
    ("take", "home.share.TakeScreen"),
    ("hub", "device.hub.HubScreen"),
    ("set-apart", "device.set_apart.SetApartScreen"),
)
UNDER_AUDIT: tuple[tuple[str, str], ...] = (
    ("photos", "photos.photos.PhotosScreen"),
    ("photo/:photo", "photos.photo.PhotoScreen"),
    ("photo/:photo/compare", "photos.compare.CompareScreen"),
    ("camera/:item?/:thing?", "photos.camera.CameraScreen"),
    ("find", "visit.find.FindScreen"),
    ("coverage", "report.coverage.CoverageScreen"),
    ("history/:line", "visit.line_history.LineHistory"),
    ("findings", "findings.findings.FindingsScreen"),
    ("finding/new/:line", "findings.finding.NewFinding"),
    ("finding/:finding", "findings.finding.FindingScreen"),
    ("actions", "findings.actions.ActionsScreen"),
    ("followup", "findings.follow_up.FollowUpScreen"),
    ("sign", "report.sign_off.SigningScreen"),
    ("since", "report.since_last.SinceScreen"),
    ("log", "report.log.LogScreen"),
    ("set-aside", "device.set_aside.SetAsideScreen"),
    ("history/finding/:finding", "report.log.FindingHistory"),
    ("survey", "survey.survey.PlanScreen"),
    ("summary", "report.summary.SummaryScreen"),
    ("newer-checklist", "report.newer_checklist.NewerChecklist"),
    ("disputes", "report.disputes.DisputesScreen"),
    ("report", "report.report.ReportScreen"),
    ("paper", "paper.paper.Paper"),
    ("paper/:sheet", "paper.paper_check.SheetScreen"),
    ("share", "home.share.ShareScreen"),
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
    audit = ft.Route(path="audit/:audit", component=named("visit.visit.VisitScreen"), children=under_audit)
    top = [ft.Route(path=path, component=named(place)) for path, place in TOP]
    nowhere = ft.Route(path=":nowhere+", component=NotFound)  # last: the router's own `not_found` cannot show a screen
    return [ft.Route(path="/", component=named("home.home.Home"), children=[*top, audit, nowhere])]


@view
def NotFound() -> ft.View:
    """No screen stands at this address."""
    home = ft.FilledButton(say("Home"), on_click=lambda: ft.context.page.navigate("/"), key="home")
    nothing = empty(ft.Icons.SEARCH_OFF, say("There is no such screen"), say("Go back to the home screen."), home)
    return frame(ft.use_route_location(), say("Not found"), [nothing])
