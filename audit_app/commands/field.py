"""Fringe-field surveys and gaussmeter logs from the command line."""

import json
from pathlib import Path
from typing import Any

import click

from audit_app.errors import FieldError
from audit_app.field import account as accounts
from audit_app.field import logs, telling
from audit_app.field.lines import LEVELS
from audit_app.field.meters.scpi import PORT, connect
from audit_app.field.meters.walk import Walk, as_dict, step
from audit_app.field.published import read_published
from audit_app.field.readings import NO_PROBE, Probe
from audit_app.field.surveys import USUAL_HEIGHT, Answers, Survey, Unanswered, read_survey
from audit_app.field.tables import Table, read_table
from audit_app.units import convert, read

UNITS = click.Choice(["T", "mT", "µT", "nT", "kG", "G", "mG"])
TALLEST = 10.0  # m from a floor to an isocentre
FILE = click.Path(path_type=Path)


@click.group()
def field() -> None:
    """Fit a fringe-field survey, or see what a gaussmeter log was taken to be."""


@field.command()
@click.argument("readings", type=FILE)
@click.option("--level", "levels", multiple=True, metavar="FIELD", help="A line to find, e.g. 0.5mT or 5G; repeatable.")
@click.option("--published", type=FILE, help="The maker's distances: CSV (level, radial, axial), JSON or TOML.")
@click.option("--unit", type=UNITS, help="Unit of fields whose column and cells name none.")
@click.option("--length-unit", type=click.Choice(["m", "cm", "mm"]), help="Unit of places whose column names none.")
@click.option("--blank", type=click.Choice(["above", "none"]), help="What a blank place stands for: the cell above it.")
@click.option("--along", type=click.Choice(["y", "z"]), help="The column along the bore, where there are x, y and z.")
@click.option("--field-column", type=click.IntRange(1), help="The column that holds the field, counted from 1.")
@click.option("--height-from", type=click.Choice(["floor", "isocentre"]), help="What heights count from.")
@click.option("--isocentre-height", default=USUAL_HEIGHT, show_default=True, help="Isocentre above the floor, in m.")
@click.option(
    "--uncertainty",
    type=(float, float),
    metavar="PERCENT MT",
    help="The probe's, k = 2: % and offset in mT. Without it bounds allow for a gain that is 5 % out.",
)
@click.option(
    "--zero",
    metavar="FIELD",
    help="What the meter read in its zero chamber, e.g. 0.02mT: it is taken off. Without it bounds allow for a zero "
    "that is 0.1 mT out.",
)
@click.option(
    "--magnet", metavar="FIELD", help="The magnet's own field, e.g. 1.5T, to judge whether lines can be right."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def fit(
    readings: Path,
    levels: tuple[str, ...],
    published: Path | None,
    unit: str | None,
    length_unit: str | None,
    blank: str | None,
    along: str | None,
    field_column: int | None,
    height_from: str | None,
    isocentre_height: float,
    uncertainty: tuple[float, float] | None,
    zero: str | None,
    magnet: str | None,
    as_json: bool,
) -> None:
    """Where the lines of a survey lie, from READINGS: columns x, y, height, field, with units in header or cells.

    x is across the bore and y along it, from the isocentre, each with its unit. Rows are counted
    from 1, the first below the header.
    """
    probe = _probe(uncertainty)
    if not 0 < isocentre_height < TALLEST:
        raise FieldError("--isocentre-height", "is not a height above the floor", "Give it in m, e.g. 1.1")
    table = read_table(_bytes(readings), readings.name)
    answers = Answers(length_unit or "", blank or "", along or "", field_column or 0)
    survey = _survey(table, unit or "", probe, answers)
    if not survey.readings:
        raise FieldError(readings.name, "holds no readable reading", "Check the column of the field.")
    placed, remarks = accounts.settle_heights(survey, height_from or "", isocentre_height)
    plot = read_published(_bytes(published), published.name) if published else None
    chamber, own = (_field(said, option) if said else None for said, option in ((zero, "--zero"), (magnet, "--magnet")))
    told = accounts.Told(chamber, own, plot, stated=not probe.assumed)
    found = accounts.account(placed, _levels(levels), [*table.notes, *survey.remarks, *remarks], told)
    if as_json:
        click.echo(json.dumps(telling.as_dict(found, survey, probe, plot), indent=2, ensure_ascii=False))
    else:
        click.echo(telling.as_text(found, survey, probe, plot))


def _probe(uncertainty: tuple[float, float] | None) -> Probe:
    if uncertainty is None:
        return NO_PROBE
    return Probe("as given", percent=uncertainty[0], offset=uncertainty[1], assumed=False)


OPTIONS = {
    "length": "--length-unit m, cm or mm",
    "blank": "--blank above or --blank none",
    "along": "--along y or --along z",
    "field_column": "--field-column and its number",
}


def _survey(table: Table, unit: str, probe: Probe, answers: Answers) -> Survey:
    """The survey of a table; what it leaves open is told with the option that answers it."""
    try:
        return read_survey(table, unit, probe, answers)
    except Unanswered as e:
        raise FieldError(e.where, e.fault, f"{e.remedy} Answer with {OPTIONS[e.asks]}.".strip()) from e


def _field(typed: str, option: str) -> float:
    """A field in mT from an option; FieldError when it can be read in two ways."""
    found = read(typed, "mT")
    if found.challenges or found.quantity.comparator:
        raise FieldError(f"{option} {typed}", "can be read in two ways", (*found.challenges, "Give a plain field.")[0])
    return float(convert(found.quantity.value, found.quantity.unit, "mT"))


def _levels(typed: tuple[str, ...]) -> tuple[float, ...]:
    """The levels asked for, in mT, or the usual ones; QuantityError without a unit."""
    found = [read(text, "mT") for text in typed]
    for text, reading in zip(typed, found, strict=True):
        if reading.challenges:
            raise FieldError(f"--level {text}", "can be read in two ways", reading.challenges[0])
    values = [float(convert(each.quantity.value, each.quantity.unit, "mT")) for each in found]
    if any(v <= 0 for v in values):
        raise FieldError("--level", "is not above zero", "Give a field such as 0.5mT.")
    return tuple(values) or LEVELS


@field.command("read")
@click.argument("log", type=FILE)
@click.option("--unit", type=UNITS, help="Unit of columns and cells that name none.")
@click.option("--field-column", type=click.IntRange(1), help="The column that holds the field, counted from 1.")
@click.option("--magnet", metavar="FIELD", help="The magnet's own field, e.g. 1.5T: no sample above it is believed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def read_(log: Path, unit: str | None, field_column: int | None, magnet: str | None, as_json: bool) -> None:
    """What each column of a gaussmeter LOG was taken to be, and what is still to be answered."""
    meanings = {field_column: "field"} if field_column else None
    own = _field(magnet, "--magnet") if magnet else None
    found = logs.read_log(_bytes(log), log.name, unit or "", meanings, own)
    click.echo(json.dumps(logs.as_dict(found), indent=2, ensure_ascii=False) if as_json else logs.as_text(found))


@field.command()
@click.argument("host")
@click.option("--port", default=PORT, show_default=True, help="Its port: 7777 on a Lake Shore F41 or F71.")
@click.option("--readings", default=1, show_default=True, type=click.IntRange(1, 100_000), help="How many to take.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def meter(host: str, port: int, readings: int, as_json: bool) -> None:
    """Read the gaussmeter at HOST over the network, and keep the largest of its readings."""
    asked, walk = connect(host, port), Walk()
    try:
        for _ in range(readings):
            walk = step(asked, walk)
            if not as_json and walk.latest is not None:
                click.echo(walk.latest.typed)
    finally:
        asked.close()
    said = as_dict(walk)
    click.echo(json.dumps(said, indent=2, ensure_ascii=False) if as_json else _told(said))


def _told(said: dict[str, Any]) -> str:
    who = said["meter"]
    calibrated = f", calibrated {who['calibrated']}" if who["calibrated"] else ""
    return (
        f"Largest of {said['readings']}: {said['largest']} on the {said['range']} range at {said['at']}, by "
        f"{who['maker']} {who['model']} {who['serial']}, probe {who['probe']} {who['probe_serial']}{calibrated}"
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        raise FieldError(str(path), f"cannot be read ({e.strerror})", "Check the name and that it is a file.") from e
