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
    """Whether the meter is being asked, and what it has shown; `seen` draws it."""

    on: bool = False
    walk: Walk = field(default_factory=Walk)

    async def follow(self, address: str, seen: Callable[[str], None]) -> None:
        """Asks the meter until it is let go; what stops it is told to `seen`, empty while all is well."""
        try:
            meter = await beside(at, address)
        except AuditError as error:
            self.on = False
            seen(str(error))
            return
        try:
            while self.on:
                self.walk = await beside(step, meter, self.walk)
                seen("")
                await asyncio.sleep(PAUSE)
        except AuditError as error:
            self.on = False
            seen(str(error))
        finally:
            meter.close()


@piece
def MeterPart(address: str, probes: tuple[Thing, ...], take: Callable[[Walk], None]) -> ft.Control:
    """The meter's own display beside the form; `take` puts the largest reading of the walk into it."""
    watch, _ = held_from(Watch)
    (_, fault), show = held((0, ""))
    started, start = held(0)

    def seen(words: str) -> None:
        show((watch.walk.many, words))

    async def follow() -> None:
        if watch.on:
            await watch.follow(address, seen)

    def let_go() -> None:
        watch.on = False

    def begin() -> None:
        watch.on = True
        start(started + 1)

    def stop() -> None:
        let_go()
        seen("")

    def again() -> None:
        watch.walk = watch.walk.again()
        seen("")

    ft.use_effect(follow, [started])
    ft.use_effect(lambda: None, [], let_go)
    if not watch.on:
        told = [body(fault, key="meter.fault")] if fault else []
        return stack(line(plain("meter.read", say("Read the meter"), begin, icon=ft.Icons.SENSORS)), *told, spacing=S)
    largest = watch.walk.largest

    def take_it() -> None:
        take(watch.walk)

    buttons = [
        strong("meter.take", say("Take the largest"), take_it, disabled=largest is None),
        plain("meter.again", say("Hold anew"), again),
        quiet("meter.stop", say("Stop reading"), stop),
    ]
    return stack(*display(watch.walk, probes), line(*buttons), spacing=S)


def display(walk: Walk, probes: tuple[Thing, ...]) -> list[ft.Control]:
    """The field now, the largest so far, and whose they are."""
    if walk.latest is None:
        return [body(say("Asking the meter …"), key="meter.now")]
    held_words = say("Largest so far: {field}", field=both(walk.largest)) if walk.largest else say("Nothing held yet")
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
