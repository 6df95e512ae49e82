"""What a survey shows, in words and tables: readings, lines, the maker's plot beside them, floor lines, caveats."""

from collections.abc import Callable, Sequence

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.audit.survey.floor_lines import FloorCheck, floor_checks
from audit_app.audit.survey.survey import (
    Surveyed,
    Taken,
    boundary_told,
    levels,
    plans,
    published,
    shown,
    sides,
    working_line,
)
from audit_app.field.telling import compared
from audit_app.screens.pieces.component import known
from audit_app.screens.pieces.dialogs import quiet
from audit_app.screens.pieces.layout import M, S, body, card, empty, grid, label, line, stack, title
from audit_app.screens.pieces.verdicts import badge
from audit_app.screens.session.language import say
from audit_app.screens.session.type_size import pt
from audit_app.screens.survey.answer import against_words, direction_table
from audit_app.screens.survey.marks import Band, band_of, bands, swatch
from audit_app.units import plain as plainly


def table(
    audit: Audit, taken: Sequence[Taken], found: Surveyed | None, dark: bool, choose: Callable[[str], None]
) -> ft.Control:
    """Every reading: as typed, in mT and G, with uncertainty, and its side of the site's working line."""
    if not taken:
        return nothing()
    line_at = working_line(audit)
    among = bands(line_at)
    rows: list[ft.Control] = [row(one, band_of(float(one.field), among), found, line_at, dark, choose) for one in taken]
    return stack(
        label(
            say("Side: inside or outside the {level} mT line, or at it, given the uncertainty.", level=f"{line_at:g}")
        ),
        *rows,
        spacing=S,
    )


def row(
    one: Taken, band: Band, found: Surveyed | None, line_at: float, dark: bool, choose: Callable[[str], None]
) -> ft.Control:
    """One reading in the table; a tap chooses it."""
    side = sides(one, [line_at])[line_at]
    tile = ft.Container(
        ft.Row(
            [
                swatch(band, dark),
                stack(*reading_words(one, found), spacing=2, expand=True),
                ft.Text(say(side), size=pt(15), weight=ft.FontWeight.W_600),
            ],
            spacing=M,
        ),
        padding=M,
        border_radius=10,
        ink=True,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        on_click=lambda: choose(one.entry.reading),
    )
    return known(f"row.{one.number}", tile, button=True)


def reading_words(one: Taken, found: Surveyed | None) -> list[ft.Control]:
    """A reading as typed, where it was taken, in mT and G with its uncertainty, and whether it looks like a slip."""
    at = one.entry
    parts = (
        at.place,
        f"x {at.x} m" if at.x is not None else "",
        f"y {at.y} m" if at.y is not None else "",
        say("height {h} m", h=at.height) if at.height is not None else "",
    )
    numbers = say("{mt} mT, {g} G, ± {u} mT", mt=plainly(one.field), g=plainly(one.field * 10), u=f"{one.doubt:.2g}")
    heading = body(f"{one.number}: {shown(at.quantity)}", weight=ft.FontWeight.W_600)
    said: list[ft.Control] = [heading, label(", ".join(part for part in parts if part)), label(numbers)]
    lies = [against_words(each) for each in found.account.against if each.row == one.number] if found else []
    doubts = [found.slip(one.number), *lies] if found else []
    return [*said, *(body(doubt, color=ft.Colors.ERROR) for doubt in doubts if doubt)]


def nothing() -> ft.Control:
    """No reading yet."""
    return empty(
        ft.Icons.SENSORS,
        say("No field reading yet"),
        say("Tap the plan where you stand, or type x and y, then type what the meter shows with its unit."),
    )


def results(audit: Audit, found: Surveyed, dark: bool, turn_to: Callable[[str], None]) -> ft.Control:
    """Lines in numbers, the published plot and the boundary beside them, floor lines, and what must be known."""
    return stack(
        *questions_card(found),
        lines_card(found),
        *published_card(audit, found),
        *boundary_card(audit),
        floor_card(audit, dark, turn_to),
        caveats_card(found),
        spacing=M,
    )


def questions_card(found: Surveyed) -> list[ft.Control]:
    """What the readings ask and somebody must answer before the lines are trusted."""
    asked = found.account.questions
    if not asked:
        return []
    head = title(say("Questions to answer"), size=18)
    return [card(head, *[body(question) for question in asked], key="questions")]


def lines_card(found: Surveyed) -> ft.Control:
    """Distances of each level at each direction, with bounds; what is not supported says so."""
    tables: list[ft.Control] = []
    missing: list[str] = []
    for level, crossings in found.account.lines:
        heading = say("{level} mT ({gauss} G)", level=f"{level:g}", gauss=f"{level * 10:g}")
        if any(each.supported for each in crossings):
            head = ft.Text(heading, size=pt(16), weight=ft.FontWeight.W_600)
            tables.append(stack(head, direction_table(crossings), spacing=S))
        else:
            missing.append(heading)
    unsupported = say("Not supported by readings: {levels}", levels=", ".join(missing))
    return card(
        title(say("Distance of each line from the isocentre, m"), size=18),
        label(say("Degrees from the bore axis, the four quarters together; bounds at k = 2.")),
        *([grid(*tables)] if tables else []),
        *([label(unsupported)] if missing else []),
        key="lines",
    )


def published_card(audit: Audit, found: Surveyed) -> list[ft.Control]:
    """Each published distance beside the measured one."""
    plot = published(audit)
    if plot is None:
        return []
    rows: list[ft.Control] = [label(plot.caveat())]
    for each in compared(found.account, plot):
        start = say(
            "{level} mT at {angle}°, published {d} m",
            level=f"{each['level_mT']:g}",
            angle=f"{each['angle_deg']:g}",
            d=each["published_m"],
        )
        more = ""
        if each["supported"]:
            more = say(
                " · measured {m} m, difference {diff} m ({low} to {high})",
                m=f"{each['measured_m']:.2f}",
                diff=f"{each['difference_m']:+.2f}",
                low=f"{each['low_m']:+.2f}",
                high=f"{each['high_m']:+.2f}",
            )
        rows.append(stack(body(start + more), label(str(each["verdict"])), spacing=0))
    return [card(title(say("Beside the published plot"), size=18), *rows, key="published")]


def boundary_card(audit: Audit) -> list[ft.Control]:
    """How the working line lies to the drawn edge of the controlled area, for each plan that has one."""
    rows: list[ft.Control] = []
    for first, *others in filter(None, (boundary_told(audit, plan) for plan in plans(audit))):
        rows += [body(first), *(label(told) for told in others)]
    return [card(title(say("Edge of the controlled area"), size=18), *rows, key="boundary")] if rows else []


def floor_card(audit: Audit, dark: bool, turn_to: Callable[[str], None]) -> ft.Control:
    """Each floor line with its verdict, and the way to its item."""
    rows = [floor_row(check, dark, turn_to) for check in floor_checks(audit)]
    told = body(say("No floor line or MR Conditional item with a limit is recorded yet. Add them in the checklist."))
    return card(title(say("Floor lines for ancillary equipment"), size=18), *(rows or [told]), key="floor")


def floor_row(check: FloorCheck, dark: bool, turn_to: Callable[[str], None]) -> ft.Control:
    """One floor line."""
    why = check.why if check.verdict else say("Its limit is not recorded yet: answer that item first.")
    limit = say("limit {q}", q=str(check.limit)) if check.limit else say("no limit yet")
    head = ft.Row(
        [
            body(f"{check.thing.name}: {limit}", weight=ft.FontWeight.W_600, expand=True),
            badge(check.item.verdict, dark, key=f"floor.{check.thing.id}"),
        ]
    )
    return stack(
        head,
        label(why),
        line(quiet(f"floor.item.{check.thing.id}", say("Open the item"), lambda: turn_to(check.item.key))),
        spacing=2,
    )


def caveats_card(found: Surveyed) -> ft.Control:
    """What a reader must know."""
    return card(
        title(say("Limitations of this survey"), size=18),
        *[label(f"• {said}") for said in found.account.caveats if said not in found.account.questions],
        key="caveats",
    )


def drawn_levels(audit: Audit, every: bool) -> tuple[float, ...]:
    """The levels drawn on the plan: the working line and 3 mT, or all up to 40 mT."""
    main = {working_line(audit), 3.0}
    return tuple(level for level in levels(audit) if (every and level <= 40) or level in main)
