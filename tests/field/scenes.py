"""Magnets and sites of many kinds, each known exactly, and surveys of them; every seed is another geometry.

Fields are of current loops (magpylib), of iron as dipoles that the magnets induce, of magnetised pieces, and of a
wall of iron as the mirror image of the magnet. Truth is magnet, iron and neighbours without Earth's field. Seeds that
are even were looked at while the method was made; odd ones were held out, and draw their sizes from other ranges.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import magpylib
import numpy as np

from audit_app.field.readings import Reading, make_reading
from tests.field.magnets import EARTH, MAGNETS, Array

LEVEL = 0.5
TURNS = tuple(range(0, 360, 15))
Source = Callable[[Array], Array]  # places (n, 3) in m as (x, y, height) to field vectors in mT


@dataclass(frozen=True)
class Scene:
    """A survey of one magnet: its readings and, by direction in degrees all round, every fall through 0.5 mT in m."""

    kind: str
    seed: int
    readings: tuple[Reading, ...]
    truth: dict[int, tuple[float, ...]]
    undisturbed: Source
    field: Source

    def error(self, angle: int, distance: float) -> float:
        """How far a claimed distance lies from the nearest place where the field falls through the level, in m."""
        return min((distance - fall for fall in self.truth[angle]), key=abs, default=float("inf"))

    def moved(self, angle: int) -> float:
        """How far iron and the like move the line, in m."""
        alone = falls(self.undisturbed, angle)
        there = self.truth[angle]
        return min((abs(a - b) for a in alone for b in there), default=0.0)


def loops(pairs: list[tuple[float, float, float]], tesla: float, axis: str = "along") -> Source:
    """Loops (radius, place along the axis, current) scaled to a field in T at the middle; `axis` along or up."""
    made = magpylib.Collection(
        *(magpylib.current.Circle(current=i, diameter=2 * r, position=(0, 0, z)) for r, z, i in pairs)
    )
    scale = 1e3 * tesla / float(np.linalg.norm(made.getB((0, 0, 0))))
    order, back = ([0, 2, 1], [0, 2, 1]) if axis == "along" else ([0, 1, 2], [0, 1, 2])

    def field(places: Array) -> Array:
        return np.atleast_2d(made.getB(places[:, order]))[:, back] * scale

    return field


def shielded(rng: np.random.Generator, odd: bool, size: float = 1.0, lopsided: float = 0.0) -> tuple[Source, float]:
    """A whole-body magnet of a random size and shielding, its ends unlike by a share of their shield currents."""
    name = list(MAGNETS)[int(rng.integers(len(MAGNETS)))]
    tesla, pairs = MAGNETS[name]
    size *= rng.uniform(0.9, 1.1) if not odd else rng.choice([rng.uniform(0.82, 0.9), rng.uniform(1.1, 1.2)])
    shield = rng.uniform(0.93, 1.0)
    made = []
    for r, z, i in pairs:
        for s in (1, -1):
            outer = i < 0
            share = (shield if outer else 1.0) * (1 + (s * lopsided if outer else 0.0)) * (1 + rng.normal(0, 0.003))
            made.append((r * size, s * z * size * (1 + 0.001 * rng.normal()), i * share))
    return loops(made, tesla), tesla


def turned(source: Source, degrees: float, shift: tuple[float, float] = (0.0, 0.0)) -> Source:
    """The same magnet turned in plan (from y towards x) and set off by (x, y) in m."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])  # rows: plan axes in terms of the magnet's
    off = np.array([*shift, 0.0])

    def field(places: Array) -> Array:
        return source((places - off) @ turn) @ turn.T

    return field


def dipoles(at: Array, moments: Array) -> Source:
    """Pieces of iron or magnets as dipoles: places (m) and moments in mT m3."""

    def field(places: Array) -> Array:
        total = np.zeros_like(places)
        for place, moment in zip(at, moments, strict=True):
            apart = places - place
            r = np.maximum(np.linalg.norm(apart, axis=1), 0.15)[:, None]
            way = apart / r
            total += (3 * way * (way @ moment)[:, None] - moment) / r**3
        return total

    return field


def induced(source: Source, at: Array, volumes: Array) -> Source:
    """Iron pieces magnetised by the magnet: the moment is three times the volume times the field, over four pi."""
    return dipoles(at, source(at) * 3 * volumes[:, None] / (4 * np.pi))


def together(*sources: Source) -> Source:
    return lambda places: np.sum([source(places) for source in sources], axis=0)


def falls(field: Source, angle: float, furthest: float = 10.0) -> tuple[float, ...]:
    """Every distance at which a field falls through the level along a direction."""
    return all_falls(field, [angle], furthest)[0]


def all_falls(field: Source, angles: Sequence[float], furthest: float = 10.0) -> list[tuple[float, ...]]:
    """The same for many directions, worked out together."""
    r, t = np.geomspace(0.25, furthest, 260), np.radians(angles)
    x, y = np.outer(np.sin(t), r), np.outer(np.cos(t), r)
    every = np.linalg.norm(field(np.column_stack([x.ravel(), y.ravel(), 0 * x.ravel()])), axis=1).reshape(x.shape)
    return [_falls(r, b) for b in every]


def _falls(r: Array, b: Array) -> tuple[float, ...]:
    at = np.flatnonzero((b[:-1] > LEVEL) & (b[1:] <= LEVEL))
    return tuple(float(r[j] * (r[j + 1] / r[j]) ** (np.log(b[j] / LEVEL) / np.log(b[j] / b[j + 1]))) for j in at)


def _columns(rng: np.random.Generator, magnet: Source, odd: bool) -> Source:
    """Columns beside the room: stacks of iron pieces from floor to ceiling."""
    at, volumes = [], []
    for _ in range(int(rng.integers(1, 4))):
        turn = rng.uniform(0, 2 * np.pi)
        away = rng.uniform(3.2, 5.0) if not odd else rng.uniform(2.9, 4.4)
        for height in np.linspace(-1.0, 2.2, 7):
            at.append((away * np.sin(turn), away * np.cos(turn), height))
            volumes.append(rng.uniform(0.05, 0.3))
    return induced(magnet, np.array(at), np.array(volumes))


def _plate(rng: np.random.Generator, magnet: Source, odd: bool) -> Source:
    """A plate of iron standing along one wall."""
    side, away = rng.choice([-1, 1]), rng.uniform(3.0, 4.0) if not odd else rng.uniform(2.8, 3.4)
    middle = rng.uniform(-1.5, 1.5)
    y, h = np.meshgrid(np.linspace(middle - 1.2, middle + 1.2, 7), np.linspace(-0.9, 1.2, 6))
    at = np.column_stack([np.full(y.size, side * away), y.ravel(), h.ravel()])
    return induced(magnet, at, np.full(y.size, rng.uniform(0.03, 0.12)))


def _floor(rng: np.random.Generator, magnet: Source, odd: bool) -> Source:
    """Reinforcement in the floor, magnetised by the magnet and by itself."""
    x, y = np.meshgrid(np.linspace(-4, 4, 9), np.linspace(-5, 5, 11))
    at = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, -1.15)]) + rng.normal(0, 0.15, (x.size, 3)) * (1, 1, 0)
    own = rng.normal(0, 0.02 if not odd else 0.03, (x.size, 3))
    return together(induced(magnet, at, rng.uniform(0.0, 0.03, x.size)), dipoles(at, own))


def _iron_room(rng: np.random.Generator, magnet: Source, odd: bool) -> Source:
    """Walls of iron on two to four sides, beyond the line: the magnet's images behind them, weakened."""
    walls = []
    for turn in rng.choice([0, 90, 180, 270], int(rng.integers(2, 5)), replace=False):
        line = (falls(magnet, float(turn)) or (4.0,))[-1]
        away = line * 1.25 + rng.uniform(0.2, 0.8) * (0.6 if odd else 1.0)
        axis, side = (1 if turn % 180 == 0 else 0), (1.0 if turn in (0, 90) else -1.0)
        walls.append(_image(magnet, axis, side * away, rng.uniform(0.3, 0.8)))
    return together(*walls)


def _image(magnet: Source, axis: int, wall: float, share: float) -> Source:
    """The mirror image of a magnet in a wall of iron, as the field in front of the wall sees it."""
    flip = np.ones(3)
    flip[axis] = -1

    def field(places: Array) -> Array:
        image = places.copy()
        image[:, axis] = 2 * wall - places[:, axis]
        behind = (places[:, axis] - wall) * np.sign(wall) > 0  # within and beyond the wall there is no telling
        return np.where(behind[:, None], 0.0, -share * magnet(image) * flip)

    return field


def _open(rng: np.random.Generator, odd: bool) -> tuple[Source, float]:
    """A vertical-field magnet: two poles, and one or two columns that carry the flux back beside it."""
    tesla = float(rng.choice([0.2, 0.35, 0.4])) if not odd else float(rng.choice([0.3, 1.0]))
    r, gap, back = rng.uniform(0.55, 0.75), rng.uniform(0.22, 0.32), rng.uniform(0.75, 0.92)
    poles = loops(
        [(r, gap, 1.0), (r, -gap, 1.0), (1.5 * r, 1.6 * gap, -0.44 * back), (1.5 * r, -1.6 * gap, -0.44 * back)],
        tesla,
        "up",
    )
    m = np.linalg.norm(poles(np.array([[3.0, 0.0, 0.0]]))) * 27
    turn, columns = rng.uniform(0, 2 * np.pi), int(rng.integers(1, 3))
    at, moments = [], []
    for k in range(columns):
        a = turn + (np.pi if columns == 2 and k else 0) + (k * 0.4 if odd else 0)
        for height in (-0.5, 0.0, 0.5):
            at.append((0.85 * np.sin(a), 0.85 * np.cos(a), height))
            moments.append((0, 0, rng.uniform(0.05, 0.25) * m))
    return together(poles, dipoles(np.array(at), np.array(moments))), tesla


def _second(rng: np.random.Generator, odd: bool) -> Source:
    away = rng.uniform(7.0, 10.0) if not odd else rng.uniform(6.5, 8.5)
    turn = rng.uniform(0, 2 * np.pi)
    neighbour, _ = shielded(rng, odd)
    return turned(neighbour, float(rng.uniform(0, 180)), (away * np.sin(turn), away * np.cos(turn)))


def _split(rng: np.random.Generator, odd: bool) -> tuple[Source, float]:
    """Two rings apart with an opening between them."""
    r, z = rng.uniform(0.5, 0.65), rng.uniform(0.5, 0.7)
    inner, outer = (r, 1.0), (1.75 * r, -rng.uniform(0.25, 0.33))
    pairs = [(rad, s * z * (1.15 if i < 0 else 1.0), i) for rad, i in (inner, outer) for s in (1, -1)]
    tesla = 0.5 if not odd else 1.5
    return loops(pairs, tesla), tesla


def _extremity(rng: np.random.Generator, odd: bool) -> tuple[Source, float]:
    """A small magnet for arms and legs, shielded or not."""
    size = rng.uniform(0.24, 0.34)
    made, _ = shielded(rng, odd, size=size)
    tesla = float(rng.choice([1.0, 1.5])) if not odd else 0.6
    here = float(np.linalg.norm(made(np.zeros((1, 3))))) / 1e3
    return (lambda p: made(p) * (tesla / here)), tesla


@dataclass
class _Made:
    magnet: Source
    tesla: float
    iron: Source | None = None
    gain: float = 0.015
    zero: float = 0.005
    place: float = 0.03


def _made(kind: str, rng: np.random.Generator, odd: bool) -> _Made:
    if kind == "open":
        return _Made(*_open(rng, odd))
    if kind == "split":
        return _Made(*_split(rng, odd))
    if kind == "extremity":
        return _Made(*_extremity(rng, odd))
    lopsided = rng.choice([-1, 1]) * rng.uniform(0.015, 0.05) if kind == "lopsided" else 0.0
    magnet, tesla = shielded(rng, odd, lopsided=float(lopsided))
    made = _Made(magnet, tesla)
    if kind == "turned":
        made.magnet = turned(magnet, float(rng.choice([-1, 1]) * rng.uniform(4, 12)))
    elif kind == "set off":
        made.magnet = turned(magnet, 0.0, tuple(rng.uniform(-0.4, 0.4, 2)))
    elif kind == "gain":
        made.gain = float(rng.choice([-1, 1]) * rng.uniform(0.04, 0.1))
    elif kind == "zero":
        made.zero = float(rng.choice([-1, 1]) * rng.uniform(0.03, 0.12))
    elif kind == "careless":
        made.place = float(rng.uniform(0.08, 0.15))
    irons: dict[str, Callable[[], Source]] = {
        "columns": lambda: _columns(rng, magnet, odd),
        "plate": lambda: _plate(rng, magnet, odd),
        "floor": lambda: _floor(rng, magnet, odd),
        "iron room": lambda: _iron_room(rng, magnet, odd),
        "second magnet": lambda: _second(rng, odd),
    }
    made.iron = irons[kind]() if kind in irons else None
    return made


CLEAN = "symmetric"
IRON = ("columns", "plate", "floor", "iron room")
KINDS = (
    CLEAN, "open", "split", "extremity", "lopsided", "turned", "set off", "columns", "plate", "floor", "iron room",
    "second magnet", "gain", "zero", "careless",
)  # fmt: skip


def scene(kind: str, seed: int, n: int = 24) -> Scene:
    """A site of one kind and a survey of it by a person who looks for the line in every direction."""
    rng = np.random.default_rng([seed, KINDS.index(kind), n])
    odd = bool(seed % 2)
    made = _made(kind, rng, odd)
    field = together(made.magnet, made.iron) if made.iron else made.magnet
    places = _places(made.magnet, field, n, rng)
    readings = _read(field, places, made, rng)
    truth = dict(zip(TURNS, all_falls(field, TURNS), strict=True))
    return Scene(kind, seed, readings, truth, made.magnet, field)


def _places(plain: Source, field: Source, n: int, rng: np.random.Generator) -> Array:
    """Where a person stands: on rays all round, within and beyond the line that the plot or the meter led to."""
    each = int(rng.choice([2, 3, 4])) if n > 12 else 2
    rays = max(n // each, 1)
    shares = {2: (0.78, 1.2), 3: (0.7, 0.92, 1.2), 4: (0.62, 0.8, 0.97, 1.18)}[each]
    found: list[tuple[float, float]] = []
    for k in range(rays):
        angle = (360 * k / rays + rng.normal(0, 3)) % 360
        line = (falls(plain, angle) or (3.0,))[0]
        for share in shares:
            d = line * share * (1 + rng.normal(0, 0.03))
            found.append((d * np.sin(np.radians(angle)), d * np.cos(np.radians(angle))))
    return np.round(np.array(found[:n]), 2)


def _read(field: Source, at: Array, made: _Made, rng: np.random.Generator) -> tuple[Reading, ...]:
    meant = np.column_stack([at, np.zeros(len(at))])
    stood = meant + rng.normal(0, (made.place, made.place, 0.05), meant.shape)
    turn, dip = rng.uniform(0, 2 * np.pi), np.radians(67)
    earth = EARTH * np.array([np.cos(dip) * np.cos(turn), np.cos(dip) * np.sin(turn), -np.sin(dip)])
    b = np.linalg.norm(field(stood) + earth, axis=1)
    gain = made.gain if abs(made.gain) > 0.02 else rng.normal(0, made.gain)
    zero = made.zero if abs(made.zero) > 0.01 else rng.normal(0, made.zero)
    shown = np.abs(b * (1 + gain + rng.normal(0, 0.02, len(b))) + zero + rng.normal(0, 0.005, len(b)))
    return tuple(
        make_reading(i, (float(x), float(y), 0.0), float(f"{max(v, 0.001):.3g}"))
        for i, ((x, y), v) in enumerate(zip(at, shown, strict=True), 1)
    )
