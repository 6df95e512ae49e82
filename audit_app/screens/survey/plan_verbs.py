"""What an auditor sets on the plans of a survey, as verbs: pictures and rooms, scale and axis, the maker's plot."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from audit_app.apart import apart
from audit_app.audit.audit import Audit
from audit_app.audit.log.entries import PlanSet, PlotSet
from audit_app.audit.survey.survey import geometry, isocentre_height
from audit_app.errors import AuditError, FieldError
from audit_app.field.geometry import Point
from audit_app.field.surveys import USUAL_HEIGHT
from audit_app.photos.decoder import costly
from audit_app.photos.facts import facts_of
from audit_app.photos.plan_pages import page_as_picture
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many
from audit_app.screens.survey.reading_text import direction, number
from audit_app.visit.survey import (
    moves,
    set_isocentre_height,
    set_plan,
    set_plot,
    standing_on,
)
from audit_app.visit.visit import Visit


def pixel(spot: Point) -> tuple[Decimal, Decimal]:
    """A place on a plan's picture as an entry holds it."""
    return Decimal(str(round(spot[0], 1))), Decimal(str(round(spot[1], 1)))


def without(plot: PlotSet | None, level: Decimal) -> tuple[dict[str, Any], ...]:
    """The lines of a plot but for the one that was traced for a level."""
    return tuple(each.model_dump() for each in plot.lines if not (each.traced and each.level == level)) if plot else ()


def moved(audit: Audit, plan: str) -> list[str]:
    """What happens to the readings of a plan whose scale, isocentre or axis is corrected, in words."""
    tapped, typed = standing_on(audit, plan)
    said = []
    if tapped:
        words = say_many(
            "1 tapped reading keeps its spot, so its metres changed",
            "{n} tapped readings keep their spot, so their metres changed",
            tapped,
        )
        said.append(words)
    if typed:
        words = say_many(
            "1 reading typed in metres keeps them, so its mark moved",
            "{n} readings typed in metres keep them, so their marks moved",
            typed,
        )
        said.append(words)
    return said


def at_once(desk: Desk, deed: Callable[[Visit], Any], said: str) -> None:
    """One act, and one undo for all its entries: the item of a floor line may follow a reading."""

    def whole(visit: Visit) -> None:
        with visit.one_deed():
            deed(visit)

    desk.act(whole, said)


class Draughtsman:
    """The verbs of one desk for the plans of its audit's survey and for the maker's plot."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def centre(self) -> float:
        """The isocentre above the floor, in m."""
        return float(isocentre_height(self._desk.audit)) if self._desk.audit else USUAL_HEIGHT

    def put_isocentre(self, typed: str) -> None:
        """The isocentre lies so many metres above the floor."""
        metres = number(typed, say("The isocentre"))
        if metres is None:
            raise FieldError(say("The isocentre"), say("has no height yet"), say("Type it in metres, e.g. 1.05"))
        said = say("Isocentre {m} m above the floor", m=metres)
        self._desk.act(lambda visit: set_isocentre_height(visit, metres), said)

    def plan(self, plan: str = "", said: str = "", **says: Any) -> str:
        """A plan now stands so; a new one without an id."""
        found: list[str] = []
        audit = self._desk.audit
        words = [said or say("Plan kept"), *(moved(audit, plan) if audit and moves(says) else [])]
        at_once(self._desk, lambda visit: found.append(set_plan(visit, plan, **says)), ". ".join(words))
        return found[0]

    def draw_room(self, name: str, across: str, along: str, storey: str = "") -> str:
        """A new plan: a rectangular room, the isocentre in its middle, the bore along its length."""
        width, length = number(across, say("Width")), number(along, say("Length"))
        if width is None or length is None or not (1 <= width <= 60 and 1 <= length <= 60):
            raise FieldError(say("The room"), say("needs its width and length in metres"), say("Type both, e.g. 6.5"))
        metre, margin = Decimal(60), Decimal(120)
        right, down = length * metre + margin, width * metre + margin
        corners = ((margin, margin), (right, margin), (right, down), (margin, down))
        return self.plan(
            name=name.strip() or say("Scan room"),
            storey=storey,
            width=right + margin,
            height=down + margin,
            outline=corners,
            scale=(corners[0], corners[1]),
            metres=length,
            isocentre=((margin + right) / 2, (margin + down) / 2),
            axis=Decimal(0),
        )

    def set_points(self, plan: PlanSet, what: str, points: tuple[Point, ...], metres: str = "") -> None:
        """Sets a plan's scale (two points a known distance apart), isocentre, bore axis (two points) or boundary."""
        exact = tuple(pixel(each) for each in points)
        if what == "scale":
            distance = number(metres, say("Distance"))
            if len(exact) != 2 or distance is None or distance <= 0:
                raise FieldError(
                    say("The scale"), say("needs two points and their distance"), say("Tap both, type metres")
                )
            self.plan(plan.plan, say("Scale set"), scale=exact, metres=distance)
        elif what == "isocentre" and exact:
            self.plan(plan.plan, say("Isocentre set"), isocentre=exact[-1])
        elif what == "axis" and len(exact) == 2:
            self.plan(plan.plan, say("Bore axis set"), axis=Decimal(str(round(direction(*points), 1))))
        elif what == "boundary" and len(exact) > 2:
            self.plan(plan.plan, say("Edge of the controlled area set"), boundary=exact)
        else:
            raise FieldError(say("The plan"), say("needs more points"), say("Tap them on the plan first"))

    def plot(self, source: str, lines: tuple[dict[str, Any], ...], verified: bool) -> None:
        """The maker's plot now reads so."""
        self._desk.act(lambda visit: set_plot(visit, source, lines, verified), say("Published plot kept"))

    @property
    def kept_plot(self) -> PlotSet | None:
        """The maker's plot as it is kept."""
        kept = self._desk.audit.slots.last(("plot",)) if self._desk.audit else None
        return kept if isinstance(kept, PlotSet) else None

    def trace(self, plan: PlanSet, points: tuple[Point, ...], level: Decimal | None, source: str) -> None:
        """A line of the maker's plot runs along these points of the plan's picture; one traced before goes."""
        where, old = geometry(plan), self.kept_plot
        if where is None or len(points) < 2 or level is None or level <= 0:
            fault = say("needs its level and at least two points")
            raise FieldError(say("The published line"), fault, say("Tap along it, and type its level"))
        metres = tuple((Decimal(f"{x:.2f}"), Decimal(f"{y:.2f}")) for x, y in map(where.to_metres, points))
        self.plot(source, (*without(old, level), {"level": level, "traced": metres}), False)

    def untrace(self, level: Decimal) -> None:
        """A line that was traced is no longer part of the maker's plot."""
        if old := self.kept_plot:
            self.plot(old.source, without(old, level), old.verified)

    def import_plan(self, name: str, data: bytes, page: int = 1) -> str:
        """A new plan from a picture or a page of a PDF; the picture is sealed on the shelf as it is kept."""
        shelf = self._desk.cabinet.shelf
        picture = apart(costly(name), page_as_picture, data, name, page) if data[:5] == b"%PDF-" else data
        facts = apart(costly(name), facts_of, picture, name, self._desk.cabinet.clock.now())
        digest = shelf.keep(picture)
        try:
            shelf.copies.develop(digest, name=name)
        except AuditError:
            shelf.forget(digest)
            raise
        size: dict[str, Any] = {"width": Decimal(facts.width), "height": Decimal(facts.height)}
        words = name.rsplit(".", 1)[0]
        return self.plan(name=f"{words}, page {page}" if data[:5] == b"%PDF-" else words, picture=digest, **size)

    def source_of_picture(self, digest: str) -> Path:
        """The plan's picture as the screen shows it."""
        return self._desk.cabinet.shelf.copies.working(digest)
