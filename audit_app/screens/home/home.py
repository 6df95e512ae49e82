"""Home: what to do now. Go on where the last visit was left, see what is due, start a new audit, find an old one."""

from collections.abc import Callable

import flet as ft

from audit_app.audit.findings.due import Due
from audit_app.audit.findings.every_action import Planned
from audit_app.beside import beside
from audit_app.dates import spoken
from audit_app.screens.home.actions import ActionsCard, every_action
from audit_app.screens.home.due import due_card, everything_due
from audit_app.screens.home.new_audit_form import begin_short, whole_lists
from audit_app.screens.home.shelf_notice import ShelfNotice
from audit_app.screens.photos.expungings import Expungings
from audit_app.screens.pieces.component import held, held_from, known, piece, row, view
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.fields.text import text_field
from audit_app.screens.pieces.frame import Action, frame
from audit_app.screens.pieces.hub_state import HubLine
from audit_app.screens.pieces.layout import M, S, body, card, chip, empty, label, line, progress, stack, tappable, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.session.type_size import pt
from audit_app.screens.visit.left_typed import counted
from audit_app.store.disk_space import room, sized
from audit_app.store.summary import Summary

SHOWN = 30  # audits in the list at once


@view
def Home() -> ft.View:
    """The first screen. While another covers it, it stands as it was drawn last: a tap there costs nothing here."""
    desk = use_desk()
    before: list[ft.View] = held_from(list)[0]
    ft.use_effect(lambda: welcome(desk), [])
    if before and ft.context.page.route not in (None, "", "/"):
        return before[0]
    before[:] = [home_view(desk)]
    return before[0]


def home_view(desk: Desk) -> ft.View:
    """What is due, where to go on, and every audit."""
    look = f"{desk.preferences.language}.{desk.preferences.large_type}"  # set anew: everything is drawn anew
    actions = [
        Action("portfolio", ft.Icons.FOLDER_SPECIAL_OUTLINED, say("Portfolio"), say("Portfolio"), go("/portfolio")),
        Action("register", ft.Icons.INVENTORY_2_OUTLINED, say("Register"), say("Register"), go("/register")),
        Action("about", ft.Icons.INFO_OUTLINE, say("About"), say("About and backup"), go("/about")),
        Action("settings", ft.Icons.SETTINGS_OUTLINED, say("Settings"), say("Settings"), go("/settings"), stays=True),
    ]
    return frame(
        "/",
        "MR Audit",
        [
            ShelfNotice(),
            stack(Expungings(desk), HubLine(key="hub"), spacing=0),
            HomeBody(desk.audits, everything_due(desk), every_action(desk), typed_in(desk), key=look),
        ],
        back=None,
        help_page="home",
        actions=actions,
    )


def typed_in(desk: Desk) -> tuple[tuple[str, int], ...]:
    """How many texts were typed and not kept, by audit."""
    drafts = desk.cabinet.store.drawers.drafted()
    return tuple((audit, len(counted(fields))) for audit, fields in drafts.items() if audit and counted(fields))


def welcome(desk: Desk) -> None:
    """The first time, asks who is at the tablet before anything else."""
    here = ft.context.page.route in (None, "", "/")
    if here and not desk.preferences.welcomed and desk.preferences.person is None and not desk.audits:
        ft.context.page.navigate("/welcome")


@row
def HomeBody(
    audits: tuple[Summary, ...], due: tuple[Due, ...], actions: tuple[Planned, ...], typed: tuple[tuple[str, int], ...]
) -> ft.Control:
    """The resume card, the buttons to start, and the newest audits; the others are found by searching.

    `typed` are the ids of audits, and the number of texts typed in each and not kept.
    """
    sought, set_sought = held("")
    if not audits:
        return nothing_yet()
    found = [each for each in audits if sought.casefold() in searchable(each)]
    open_ones = [each for each in audits if each.state != "signed"]
    search = text_field(
        say("Search audits"),
        sought,
        lambda event: set_sought(event.data or ""),
        prefix_icon=ft.Icons.SEARCH,
        draws="pause",
    )
    left = dict(typed)
    resume = [Resume(open_ones[0], left.get(open_ones[0].id, 0))] if open_ones else []
    parts: list[ft.Control] = [stack(LittleRoom(key="room"), *resume, spacing=0)]
    take = quiet("take", say("From another tablet"), go("/take"), icon=ft.Icons.FILE_OPEN_OUTLINED)
    parts.append(line(strong("new", say("New audit"), go("/new"), icon=ft.Icons.ADD), take))
    parts.append(ShortLists(key="short"))
    parts += [due_card(due), ActionsCard(actions, key="actions")]
    parts.append(title(say("All audits"), size=18))
    if len(audits) > 3:
        parts.append(known("search", search))
    if not found:
        parts.append(label(say("No audit has “{words}” in its unit, site, auditor or date.", words=sought)))
    parts += [AuditRow(each, left.get(each.id, 0), key=each.id) for each in found[:SHOWN]]
    if len(found) > SHOWN:
        parts.append(label(say("and {n} more; search for a unit, site, auditor or date", n=len(found) - SHOWN)))
    return stack(*parts, spacing=M)


def nothing_yet() -> ft.Control:
    """The first time: what the app is for, and the two ways in."""
    return empty(
        ft.Icons.FACT_CHECK_OUTLINED,
        say("No audits yet"),
        say("Start the first one, or open the sample to see a complete audit and its report."),
        strong("new", say("New audit"), go("/new"), icon=ft.Icons.ADD),
        OpenSample(),
        quiet("take", say("From another tablet"), go("/take"), icon=ft.Icons.FILE_OPEN_OUTLINED),
    )


@piece
def OpenSample(before: Callable[[], bool] = lambda: True) -> ft.Control:
    """Makes the simulated sample audit and opens it, unless `before` says that something must be mended first."""
    desk = use_desk()
    busy, set_busy = held(False)

    def made() -> str:
        from audit_app.visit import sample  # the only thing here that draws pictures

        cabinet = desk.cabinet
        return sample.present(cabinet.store) or sample.make(cabinet.store, cabinet.shelf)[1]

    async def make() -> None:
        if not before():
            return
        set_busy(True)
        try:
            audit_id = await beside(made)
        finally:
            set_busy(False)
        desk.refresh()
        ft.context.page.navigate(f"/audit/{audit_id}")

    words = say("Making the sample …") if busy else say("Open the sample")
    return known("sample", ft.OutlinedButton(words, icon=ft.Icons.SCIENCE_OUTLINED, on_click=make, disabled=busy))


@piece
def ShortLists() -> ft.Control:
    """The short lists, each begun in two taps for the unit worked on last: one to open these, one to choose."""
    desk = use_desk()
    opened, set_opened = held(False)
    names = [(each.id, each.title) for each in whole_lists(desk.cabinet) if each.kind == "check"] if opened else []

    def start(name: str) -> None:
        set_opened(False)
        begun = begin_short(desk.cabinet, desk.preferences, name)
        desk.refresh()
        ft.context.page.navigate(f"/audit/{begun}" if begun else "/new")

    def starter(name: str) -> Callable[[], None]:
        return lambda: start(name)

    if not opened:
        words = say("Short checklist")
        return line(quiet("short-lists", words, lambda: set_opened(True), icon=ft.Icons.PLAYLIST_ADD_CHECK))
    ways = [plain(f"short.{name}", words, starter(name)) for name, words in names]
    return line(*ways, quiet("short-close", say("Close"), lambda: set_opened(False)))


@row
def Resume(audit: Summary, typed: int) -> ft.Control:
    """The audit worked on last, one tap away."""
    about = audit.about
    return card(
        label(say("Continue where you left off")),
        title(f"{about['unit']}", size=20),
        body(named(audit)),
        line(*facts(audit, typed)),
        progress(about["lines"] - about["left"], about["lines"]),
        line(strong("resume", say("Continue"), go(f"/audit/{audit.id}"), icon=ft.Icons.PLAY_ARROW)),
        emphasis=True,
        key="resume-card",
    )


@row
def AuditRow(audit: Summary, typed: int) -> ft.Control:
    """One audit in the list: what, where, when, how far."""
    about = audit.about
    place = ", ".join(part for part in (about["unit"], about["site"], about["organisation"]) if part)
    words = stack(
        ft.Text(named(audit), size=pt(16), weight=ft.FontWeight.W_600),
        label(place),
        line(*facts(audit, typed)),
        spacing=4,
        expand=True,
    )
    return known(f"audit.{audit.id}", tappable(words, go(f"/audit/{audit.id}")), button=True)


@piece
def LittleRoom() -> ft.Control:
    """A warning while there is still time: little room is left on the device."""
    desk = use_desk()
    found, _ = held_from(lambda: room(desk.cabinet.folder))
    if not found.little:
        return ft.Container(height=0)
    words = say(
        "Only {free} are free on this device. Make a backup elsewhere and free some space before the next visit.",
        free=sized(found.free),
    )
    sign = ft.Icon(ft.Icons.WARNING_AMBER, color=ft.Colors.ON_ERROR_CONTAINER)
    text = body(words, color=ft.Colors.ON_ERROR_CONTAINER, expand=True, key="little-room")
    return ft.Container(
        ft.Row([sign, text], spacing=S),
        padding=M,
        margin=ft.Margin.only(bottom=M),
        border_radius=12,
        bgcolor=ft.Colors.ERROR_CONTAINER,
    )


def facts(audit: Summary, typed: int) -> list[ft.Control]:
    """State, progress, shortcomings, what was typed and not kept, and whether it is simulated, as chips."""
    about = audit.about
    states = {"open": say("In progress"), "signed": say("Signed"), "amending": say("Addendum open")}
    icons = {"open": ft.Icons.EDIT_OUTLINED, "signed": ft.Icons.VERIFIED_OUTLINED, "amending": ft.Icons.EDIT_OUTLINED}
    done = about["lines"] - about["left"]
    found = [
        chip(states.get(audit.state, audit.state), icons.get(audit.state)),
        chip(say("{done} of {all} done", done=done, all=about["lines"])),
    ]
    if about["deficient"]:
        words = say_many("{n} shortcoming", "{n} shortcomings", about["deficient"])
        found.append(chip(words, ft.Icons.DANGEROUS, ft.Colors.ERROR))
    if typed:
        words = say_many("{n} text typed, not kept", "{n} texts typed, not kept", typed)
        found.append(chip(words, ft.Icons.EDIT_NOTE, ft.Colors.ERROR))
    if about["simulated"]:
        found.append(chip(say("SIMULATED"), ft.Icons.SCIENCE_OUTLINED, ft.Colors.TERTIARY))
    return found


def named(audit: Summary) -> str:
    """The audit's title, with its day as a reader says it."""
    return audit.title.replace(str(audit.about["on"] or "\n"), spoken(audit.about["on"]))


def searchable(audit: Summary) -> str:
    """Everything of an audit that a search looks in."""
    about = audit.about
    kept = (
        audit.title,
        named(audit),
        about["unit"],
        about["site"],
        about["organisation"],
        about["auditor"],
        about["scanner"],
    )
    return " ".join(kept).casefold()
