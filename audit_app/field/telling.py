"""An account of a survey told: as the plain values that `field fit --json` prints, and as text."""

from collections.abc import Sequence

from audit_app.field.account import METHOD, Account
from audit_app.field.lines import ANGLES, BETWEEN_READINGS, MIRRORED, Crossing, crossing
from audit_app.field.published import PublishedPlot
from audit_app.field.readings import Probe, Reading
from audit_app.field.surveys import Survey


def as_dict(found: Account, survey: Survey, probe: Probe, published: PublishedPlot | None = None) -> dict[str, object]:
    """The account in the shape that `field fit --json` prints."""
    levels = [level for level, _ in found.lines]
    caveats = [*found.caveats, f"Uncertainty of a reading: {probe}."]
    if published is not None:
        caveats.append(published.caveat())
    said: dict[str, object] = {
        "questions": list(found.questions),
        "levels": [
            {
                "level_mT": level,
                "directions": [_direction(c) for c in lines],
                "all_round": [_direction(c) for c in around],
            }
            for (level, lines), (_, around) in zip(found.lines, found.around, strict=True)
        ],
        "slips": [_slip(found, survey, i) for i in range(len(found.examined.slips))],
        "readings": [_verdict(r, line, levels, found) for r, line in zip(found.readings, survey.lines, strict=True)],
        "notes": [{"row": n.row, "line": n.line, "as_typed": n.typed, "message": n.message} for n in survey.notes],
        "method": METHOD,
        "caveats": caveats,
    }
    if published is not None:
        rows = compared(found, published)
        said["published"] = [{k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()} for row in rows]
    return said


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def rests_on(c: Crossing) -> str:
    """What a direction's line rests on: read, fitted, by symmetry, or not supported."""
    if not c.supported:
        return "not supported"
    if c.rests_on == MIRRORED:
        return "by symmetry"
    return "read" if c.by == BETWEEN_READINGS or c.read else "fitted"


def _direction(c: Crossing) -> dict[str, object]:
    return {
        "angle_deg": c.angle,
        "distance_m": _rounded(c.distance),
        "low_m": _rounded(c.low),
        "high_m": _rounded(c.high),
        "supported": c.supported,
        "rests_on": rests_on(c),
        "by": c.by or None,
        "why": c.why or None,
    }


def _slip(found: Account, survey: Survey, index: int) -> dict[str, object]:
    slip = found.examined.slips[index]
    line = next(line for r, line in zip(survey.readings, survey.lines, strict=True) if r.row == slip.row)
    return {"row": slip.row, "line": line, "as_typed": slip.typed, "message": slip.message}


def _verdict(reading: Reading, line: int, levels: Sequence[float], found: Account) -> dict[str, object]:
    slipped = any(s.row == reading.row for s in found.examined.slips)
    return {
        "row": reading.row,
        "line": line,
        "label": reading.label,
        "x_m": reading.x,
        "y_m": reading.y,
        "above_isocentre_m": round(reading.height, 3),
        "as_typed": reading.typed,
        "field_mT": float(f"{reading.field:.6g}"),
        "field_G": float(f"{reading.field * 10:.6g}"),
        "uncertainty_mT": float(f"{reading.doubt:.3g}"),
        "used": any(r.row == reading.row for r in found.examined.used),
        "slip": slipped,
        "verdicts": {f"{level:g}": reading.side(level) for level in levels},
    }


def compared(found: Account, published: PublishedPlot) -> list[dict[str, object]]:
    """Each published distance beside the measured one: difference in m with bounds, and a verdict in words."""
    rows: list[dict[str, object]] = []
    for line in published.lines:
        angles = [a for a, _ in line.points] if not line.traced else [float(a) for a in ANGLES]
        for angle in angles:
            distance = line.distance(angle)
            if distance is not None:
                c = crossing(found.examined.fit, found.examined.used, line.level, angle)
                rows.append(_beside(c, distance))
    return rows


def _beside(c: Crossing, published: float) -> dict[str, object]:
    row: dict[str, object] = {"level_mT": c.level, "angle_deg": c.angle, "published_m": published}
    if c.distance is None or c.low is None or c.high is None:
        return row | {"supported": False, "verdict": c.why}
    sides = {c.low > published: "beyond the published line", c.high < published: "within the published line"}
    return row | {
        "supported": True,
        "measured_m": c.distance,
        "difference_m": c.distance - published,
        "low_m": c.low - published,
        "high_m": c.high - published,
        "verdict": sides.get(True, "agrees with the published line within its uncertainty"),
    }


def as_text(found: Account, survey: Survey, probe: Probe, published: PublishedPlot | None = None) -> str:
    """The account for a person at a terminal."""
    lines = [f"To be answered: {question}" for question in found.questions]
    for level, around in found.around:
        lines.append(f"{level:g} mT ({level * 10:g} G)")
        if any(c.supported for c in around):
            lines += [f"  {c.angle:3.0f}°  {_place(c)}" for c in around]
        else:
            lines.append(
                f"  not supported in any direction: {around[0].why.removeprefix('not supported by readings: ')}"
            )
    lines += [f"Row {s.row} ({s.typed}): {s.message}" for s in found.examined.slips]
    lines += [f"Row {n.row}: {n.message}" for n in survey.notes]
    for row in compared(found, published) if published else []:
        lines.append(
            f"Published {row['level_mT']:g} mT at {row['angle_deg']:g}°, {row['published_m']:g} m: {row['verdict']}"
        )
    said = [c for c in found.caveats if c not in found.questions]
    return "\n".join([*lines, METHOD, *said, f"Uncertainty of a reading: {probe}."])


def _place(c: Crossing) -> str:
    if c.distance is None or c.low is None or c.high is None:
        return c.why
    return f"{c.distance:.2f} m ({c.low:.2f} to {c.high:.2f} m), {rests_on(c)}"
