"""Fringe-field surveys and gaussmeter logs from the command line."""

import json
from pathlib import Path

import click

from audit_app.errors import FieldError
from audit_app.field import account as accounts
from audit_app.field import logs, telling
from audit_app.field.lines import LEVELS
from audit_app.field.published import read_published
from audit_app.field.readings import NO_PROBE, Probe
from audit_app.field.surveys import USUAL_HEIGHT, read_survey
from audit_app.field.tables import read_table
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
@click.option("--height-from", type=click.Choice(["floor", "isocentre"]), help="What heights count from.")
@click.option("--isocentre-height", default=USUAL_HEIGHT, show_default=True, help="Isocentre above the floor, in m.")
@click.option(
    "--uncertainty", type=(float, float), metavar="PERCENT MT", help="The probe's, k = 2: % and offset in mT."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def fit(
    readings: Path,
    levels: tuple[str, ...],
    published: Path | None,
    unit: str | None,
    height_from: str | None,
    isocentre_height: float,
    uncertainty: tuple[float, float] | None,
    as_json: bool,
) -> None:
    """Where the lines of a survey lie, from READINGS: columns x, y, height, field, with units in header or cells.

    x is across the bore and y along it, in m from the isocentre. Rows are counted from 1, the first below the header.
    """
    probe = (
        NO_PROBE
        if uncertainty is None
        else Probe("as given", percent=uncertainty[0], offset=uncertainty[1], assumed=False)
    )
    if not 0 < isocentre_height < TALLEST:
        raise FieldError("--isocentre-height", "is not a height above the floor", "Give it in m, e.g. 1.1")
    table = read_table(_bytes(readings), readings.name)
    survey = read_survey(table, unit or "", probe)
    if not survey.readings:
        raise FieldError(readings.name, "holds no readable reading", "Check the column of the field.")
    placed, remarks = accounts.settle_heights(survey, height_from or "", isocentre_height)
    plot = read_published(_bytes(published), published.name) if published else None
    found = accounts.account(placed, _levels(levels), [*table.notes, *survey.remarks, *remarks])
    if as_json:
        click.echo(json.dumps(telling.as_dict(found, survey, probe, plot), indent=2, ensure_ascii=False))
    else:
        click.echo(telling.as_text(found, survey, probe, plot))


def _levels(typed: tuple[str, ...]) -> tuple[float, ...]:
    """The levels asked for, in mT, or the usual ones; QuantityError without a unit."""
    found = [read(text, "mT") for text in typed]
    for text, reading in zip(typed, found, strict=True):
        if reading.challenges:
            raise FieldError(f"--level {text}", "can be read in two ways", reading.challenges[0])
    values = [float(convert(each.quantity.value, each.quantity.unit, "mT")) for each in found]
    if any(v <= 0 for v in values):
        raise FieldError("--level", "is not above nought", "Give a field such as 0.5mT.")
    return tuple(values) or LEVELS


@field.command("read")
@click.argument("log", type=FILE)
@click.option("--unit", type=UNITS, help="Unit of columns and cells that name none.")
@click.option("--field-column", type=click.IntRange(1), help="The column that holds the field, counted from 1.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def read_(log: Path, unit: str | None, field_column: int | None, as_json: bool) -> None:
    """What each column of a gaussmeter LOG was taken to be, and what is still to be answered."""
    found = logs.read_log(_bytes(log), log.name, unit or "", {field_column: "field"} if field_column else None)
    click.echo(json.dumps(logs.as_dict(found), indent=2, ensure_ascii=False) if as_json else logs.as_text(found))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        raise FieldError(str(path), f"cannot be read ({e.strerror})", "Check the name and that it is a file.") from e
