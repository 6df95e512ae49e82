"""Magnets whose field is known exactly (current loops, by magpylib) and surveys of them as a person would make one."""

from dataclasses import dataclass
from functools import lru_cache

import magpylib
import numpy as np
import numpy.typing as npt

from audit_app.field.readings import Reading, make_reading

Array = npt.NDArray[np.float64]

# Field at the centre in T; loop radius, half-distance and current (in any unit) of each pair of loops.
MAGNETS = {
    "shielded 1.5 T": (
        1.5,
        ((0.5382, 0.1, 0.5293), (0.5382, 0.3, 0.5987), (0.5382, 0.6077, 1.0), (1.0684, 0.5667, -0.5304)),
    ),
    "shielded 3 T": (
        3.0,
        ((0.5251, 0.1, 0.5389), (0.5251, 0.3, 0.6221), (0.5251, 0.6391, 1.0), (1.001, 0.5604, -0.5844)),
    ),
    "weakly shielded 1 T": (1.0, ((0.5, 0.1, 0.5), (0.5, 0.3, 0.6), (0.5, 0.62, 1.0), (0.9, 0.55, -0.357))),
}
EARTH = 0.049  # mT, dipping 67 degrees as in Britain


class Magnet:
    """Current loops about the bore axis (y); field vectors in mT at places (x, y, height) in m."""

    def __init__(self, name: str, rng: np.random.Generator | None = None) -> None:
        centre, pairs = MAGNETS[name]
        loops = [(r, s * z, i) for r, z, i in pairs for s in (1, -1)]
        if rng is not None:  # as built: no current is exactly as designed
            loops = [(r, z, i * (1 + rng.normal(0, 0.003))) for r, z, i in loops]
        made = magpylib.Collection(
            *(magpylib.current.Circle(current=i, diameter=2 * r, position=(0, 0, z)) for r, z, i in loops)
        )
        self._loops, self._scale = made, 1e3 * centre / float(np.linalg.norm(made.getB((0, 0, 0))))

    def field(self, places: Array) -> Array:
        along_z = np.column_stack([places[:, 0], places[:, 2], places[:, 1]])
        b = np.atleast_2d(self._loops.getB(along_z)) * self._scale
        return np.column_stack([b[:, 0], b[:, 2], b[:, 1]])


class Steel:
    """Pieces of steel along two walls, each a dipole induced by the magnet's field."""

    def __init__(self, magnet: Magnet, rng: np.random.Generator, across: float, along: float, pieces: int = 12) -> None:
        n = pieces // 2
        side, end = rng.choice([-1, 1], 2)
        height = rng.uniform(-0.8, 1.5, 2 * n)
        x = np.concatenate([np.full(n, across * side), np.linspace(-3, 3, n)])
        y = np.concatenate([np.linspace(-4, 4, n), np.full(n, along * end)])
        self._places = np.column_stack([x, y, height])
        self._moments = magnet.field(self._places) * rng.uniform(0.05, 0.6, 2 * n)[:, None] / (4 * np.pi)

    def field(self, places: Array) -> Array:
        total = np.zeros_like(places)
        for place, moment in zip(self._places, self._moments, strict=True):
            apart = places - place
            r = np.linalg.norm(apart, axis=1)[:, None]
            way = apart / r
            total += (3 * way * (way @ moment)[:, None] - moment) / r**3
        return total


@dataclass(frozen=True)
class Surveyed:
    """Readings of a magnet, and its true distances in m by (level in mT, angle in degrees), in one quadrant."""

    readings: tuple[Reading, ...]
    truth: dict[tuple[float, int], float]


@lru_cache(maxsize=64)
def nominal(name: str, level: float, angle: float) -> float:
    """Where the magnet as designed has a level's line: m from the isocentre."""
    return crossing_of(Magnet(name).field, level, angle)


def crossing_of(field: object, level: float, angle: float, near: float = 0.0) -> float:
    """The outermost distance (or the one nearest `near`) at which an exact field falls through a level."""
    r = np.geomspace(1.3, 9.0, 700)
    t = np.radians(angle)
    b = np.linalg.norm(field(np.column_stack([r * np.sin(t), r * np.cos(t), 0 * r])), axis=1)  # type: ignore[operator]
    falls = np.flatnonzero((b[:-1] > level) & (b[1:] <= level))
    if not len(falls):
        return float("nan")
    j = falls[np.argmin(np.abs(r[falls] - near))] if near else falls[-1]
    return float(r[j] + np.log(b[j] / level) / np.log(b[j] / b[j + 1]) * (r[j + 1] - r[j]))


def bracketing(name: str, n: int, rng: np.random.Generator) -> Array:
    """Places on n / 4 rays, each in some quadrant, either side of the 0.5 mT line: (n, 2) in m."""
    places = []
    for angle in np.linspace(0, 90, n // 4):
        sx, sy = rng.choice([-1, 1], 2)
        d, t = nominal(name, 0.5, float(angle)), np.radians(angle)
        places += [
            (sx * s * np.sin(t), sy * s * np.cos(t)) for s in np.maximum(d * np.array([0.62, 0.8, 0.97, 1.18]), 1.4)
        ]
    return np.array(places)


def rays(name: str, *shares: float) -> Array:
    """Places on seven rays, at shares of the distance of the 0.5 mT line: (7 * shares, 2) in m."""
    turns = [(np.radians(a), nominal(name, 0.5, float(a))) for a in range(0, 91, 15)]
    return np.array([(max(s * d, 1.3) * np.sin(t), max(s * d, 1.3) * np.cos(t)) for t, d in turns for s in shares])


def scattered(name: str, n: int, rng: np.random.Generator) -> Array:
    """Places anywhere in the room where the field is below 60 mT: (n, 2) in m."""
    magnet, across, along = Magnet(name), 1.3 * nominal(name, 0.5, 90), 1.25 * nominal(name, 0.5, 0)
    places = rng.uniform((-across, -along), (across, along), (20 * n, 2))
    far = places[np.hypot(*places.T) > 1.4]
    weak = np.linalg.norm(magnet.field(np.column_stack([far, 0 * far[:, 0]])), axis=1) < 60
    return far[weak][:n]


def survey(
    name: str,
    seed: int,
    n: int = 24,
    steel: bool = False,
    levels: tuple[float, ...] = (0.5,),
    places: Array | None = None,
) -> Surveyed:
    """A survey with the errors of a careful person and a usual meter; angles every 15 degrees in the truth."""
    rng = np.random.default_rng([seed, n, int(steel), len(name)])
    magnet = Magnet(name, rng)
    sources = [magnet.field]
    if steel:
        across, along = (1.18 * nominal(name, 0.5, a) + 0.4 for a in (90, 0))
        sources.append(Steel(magnet, rng, across, along).field)

    def field(at: Array) -> Array:
        return np.sum([source(at) for source in sources], axis=0)

    at = bracketing(name, n, rng) if places is None else places
    meant = np.column_stack([at, np.zeros(len(at))])
    stood = meant + rng.normal(0, (0.03, 0.03, 0.05), meant.shape)
    turn, dip = rng.uniform(0, 2 * np.pi), np.radians(67)
    earth = EARTH * np.array([np.cos(dip) * np.cos(turn), np.cos(dip) * np.sin(turn), -np.sin(dip)])
    b = np.linalg.norm(field(stood) + earth, axis=1)
    shown = (
        b * (1 + rng.normal(0, 0.015) + rng.normal(0, 0.02, len(b)))
        + rng.normal(0, 0.005)
        + rng.normal(0, 0.005, len(b))
    )
    readings = tuple(
        make_reading(i, (float(x), float(y), 0.0), float(f"{max(v, 0.001):.3g}"))
        for i, ((x, y), v) in enumerate(zip(at, shown, strict=True), 1)
    )
    sx, sy = rng.choice([-1, 1], 2)
    truth = {
        (level, a): crossing_of(lambda p: field(p * (sx, sy, 1)), level, a, near=nominal(name, level, a))
        for level in levels
        for a in range(0, 91, 15)
    }
    return Surveyed(readings, truth)
