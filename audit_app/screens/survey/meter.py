"""Readings straight from the gaussmeter that this device was started with: the field now, and the largest of a walk.

Where the meter is says whoever starts the app, so no screen can send this device to an address of its own.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import flet as ft

from audit_app.audit.things import Thing
from audit_app.beside import beside
from audit_app.errors import AuditError
from audit_app.field.meters.meter import Live
from audit_app.field.meters.scpi import at
from audit_app.field.meters.walk import Walk, step
from audit_app.screens.pieces.component import held, held_from, piece
from audit_app.screens.pieces.dialogs import plain, quiet, strong
from audit_app.screens.pieces.layout import S, body, label, line, stack, title
from audit_app.screens.session.language import say
from audit_app.units import convert
from audit_app.units import plain as plainly

PAUSE = 0.4  # s between two questions: quicker than an eye, slower than the meter


@dataclass
class Watch:
    """Whether the meter is being asked, what it has shown, and why it stopped; `draw` shows it."""

    address: str
    on: bool = False
    walk: Walk = field(default_factory=Walk)
    fault: str = ""
    draw: Callable[[], None] = lambda: None

    async def follow(self) -> None:
        """Asks the meter until it is let go, or falls silent."""
        try:
            meter = await beside(at, self.address)
            try:
                while self.on:
                    self.walk = await beside(step, meter, self.walk)
                    self.draw()
                    await asyncio.sleep(PAUSE)
            finally:
                meter.close()
        except AuditError as error:
            self.fault = str(error)
            self.stop()

    def begin(self) -> None:
        """From now on it is asked."""
        self.on, self.fault = True, ""
        self.draw()

    def again(self) -> None:
        """The hold is let go."""
        self.walk = self.walk.again()
        self.draw()

    def stop(self) -> None:
        """The meter is let go."""
        self.on = False
        self.draw()


@piece
def MeterPart(address: str, probes: tuple[Thing, ...], take: Callable[[Walk], None]) -> ft.Control:
    """The meter's own display beside the form; `take` puts the largest reading of the walk into it."""
    watch, _ = held_from(lambda: Watch(address))
    drawn, again = held(0)
    watch.draw = lambda: again(drawn + 1)

    async def follow() -> None:
        if watch.on:
            await watch.follow()

    def let_go() -> None:
        watch.on = False

    ft.use_effect(follow, [watch.on])
    ft.use_effect(lambda: None, [], let_go)
    if not watch.on:
        button = plain("meter.read", say("Read the meter"), watch.begin, icon=ft.Icons.SENSORS)
        return stack(line(button), *([body(watch.fault, key="meter.fault")] if watch.fault else []), spacing=S)
    return stack(*display(watch.walk, probes), line(*verbs(watch, take)), spacing=S)


def verbs(watch: Watch, take: Callable[[Walk], None]) -> list[ft.Control]:
    """What can be done while the meter is read."""

    def take_it() -> None:
        take(watch.walk)

    return [
        strong("meter.take", say("Use the largest"), take_it, disabled=watch.walk.largest is None),
        plain("meter.again", say("Reset the hold"), watch.again),
        quiet("meter.stop", say("Stop reading"), watch.stop),
    ]


def display(walk: Walk, probes: tuple[Thing, ...]) -> list[ft.Control]:
    """The field now, the largest so far, and whose they are."""
    if walk.latest is None:
        return [body(say("Asking the meter …"), key="meter.now")]
    held_words = say("Largest so far: {field}", field=both(walk.largest)) if walk.largest else say("No reading yet")
    now = say("over the meter’s range") if walk.latest.over_range else both(walk.latest)
    return [
        title(say("Now: {field}", field=now), size=20, key="meter.now"),
        body(held_words, key="meter.largest"),
        label(whose(walk.latest, probes), key="meter.whose"),
    ]


def both(reading: Live) -> str:
    """A reading in mT and G, as everywhere on the survey."""
    shown = convert(reading.value, reading.unit, "mT")
    return say("{mt} mT = {g} G", mt=plainly(shown), g=plainly(shown * 10))


def whose(reading: Live, probes: tuple[Thing, ...]) -> str:
    """The meter as it calls itself, with its range and calibration, and whether it is among the instruments."""
    meter = reading.meter
    parts = [f"{meter.maker} {meter.model} {meter.serial}", say("range {range}", range=reading.range)]
    if meter.calibrated:
        parts.append(say("calibrated {day}", day=meter.calibrated.strip('"')))
    if registered(reading, probes) is None:
        parts.append(say("not among this unit’s instruments: choose one, or add it"))
    return " · ".join(parts)


def registered(reading: Live, probes: tuple[Thing, ...]) -> Thing | None:
    """The instrument at hand that has the serial number of the meter or of its probe."""
    serials = {reading.meter.serial.casefold(), reading.meter.probe_serial.casefold()} - {""}
    return next((each for each in probes if each.details.get("serial", "").casefold() in serials), None)
