"""Distinct places of a survey: readings closer together than 5 cm are one place, however many there are."""

from collections.abc import Sequence
from math import dist

import numpy as np
import numpy.typing as npt

from audit_app.field.multipoles import Array
from audit_app.field.readings import Reading

SAME = 0.05  # m
_STEPS = [(a, b, c) for a in (0, -1, 1) for b in (0, -1, 1) for c in (0, -1, 1)]


def groups(places: Array, apart: float = SAME) -> list[list[int]]:
    """Indices of places (n, 3) that lie within `apart` metres of the first of their group, in order."""
    found: dict[tuple[int, ...], list[int]] = {}
    made: list[list[int]] = []
    at = places.tolist()
    for i, here in enumerate(at):
        cell = tuple(int(c // apart) for c in here)
        close = (g for a, b, c in _STEPS for g in found.get((cell[0] + a, cell[1] + b, cell[2] + c), ()))
        home = next((g for g in close if dist(at[made[g][0]], here) <= apart), None)
        if home is None:
            found.setdefault(cell, []).append(len(made))
            made.append([i])
        else:
            made[home].append(i)
    return made


def cells(places: Array, most: int) -> list[list[int]]:
    """Indices of places laid together in equal cells, as small as `most` cells allow; in the order of the cells."""
    apart = SAME
    while True:
        apart *= 1.25
        of = _numbered(np.floor((places - places.min(axis=0)) / apart).astype(np.int64))
        if of.max() < most:
            order = np.argsort(of, kind="stable")
            return [part.tolist() for part in np.split(order, np.flatnonzero(np.diff(of[order])) + 1)]


def _numbered(at: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """The number of each cell (n), where cells (n, k) are the same in every column."""
    of = np.zeros(len(at), np.intp)
    for column in at.T:  # one column after another, so that no number grows beyond what a place can hold
        _, of = np.unique(of * (column.max() + 1) + column, return_inverse=True)
    return of


def distinct(readings: Sequence[Reading]) -> int:
    """How many different places readings were taken at."""
    return len(groups(np.array([(r.x, r.y, r.height) for r in readings]).reshape(-1, 3)))
