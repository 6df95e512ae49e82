"""What iron nearby would make of the readings, and how much they look like it.

The magnet magnetises columns and reinforcement, and iron walls mirror it: each leaves a pattern of its own in ln B, of
which only the size is unknown. Held against each pattern, what the multipoles leave tells of iron that no single
reading shows; errors are taken as stated, so that iron cannot pass as careless placing. What ends of the magnet that
are a little unlike would leave is no iron, and places where a few centimetres change the field by much tell of none.
"""

from dataclasses import dataclass, replace

import numpy as np

from audit_app.field.fit.frame import Frame
from audit_app.field.fit.joint import Known, Nodes, State, left_over, linear, settled
from audit_app.field.fit.joint import inverted as inverse_of
from audit_app.field.fit.remainder import Sizes
from audit_app.field.multipoles import ORDERS, TINY, Array, basis

PLAIN = Sizes(0.005, 0.005, 1.0)  # next to no remainder, and errors as stated
ANGLES = tuple(range(0, 360, 15))  # degrees round the magnet at which iron is looked for
COLUMN: Array = np.linspace(-1.0, 2.2, 6)  # m: heights of the pieces of a column
COLUMNS_AT = (1.1, 1.3, 1.55, 1.9)  # of the distance of the readings there
FLOOR, FLOOR_AT = -1.15, (0.6, 0.8, 1.0, 1.25)  # m below the isocentre, and where in that floor
WALLS_AT = (1.15, 1.35, 1.6)  # of the distance of the furthest reading on that side
AROUND = 30.0  # degrees within which readings tell how far out they were taken
CALM, FEWEST = 0.15, 8  # errors of ln B beyond which a place tells of no iron, and how many places must
UNLIKE = (
    0.1  # how much of the field ends that are unlike may make: shields and coils that nearly cancel differ a little
)
STEP = 1e-3  # lengths of the frame
CLOSEST = 0.15  # in lengths of the frame: nearer than this a piece of iron is no dipole


@dataclass(frozen=True)
class Suspicion:
    """How many standard errors the likeliest pattern of iron stands out, in which direction, and what is left there.

    `left` is what magnet and meter leave of ln B at each of the places that could tell.
    """

    errors: float
    angle: float
    places: Nodes
    left: Array


def suspicion(known: Known) -> Suspicion:
    """How much the readings look like iron nearby; not at all where too few places could tell."""
    nodes = known.nodes.chosen(known.nodes.sigma < CALM)
    if len(nodes) < FEWEST:
        return Suspicion(0.0, 0.0, nodes, np.zeros(len(nodes)))
    alike = nodes.alike()
    state = settled(known.state, nodes, PLAIN, alike)
    slope, wanted = linear(state, nodes)
    places = np.array([nodes.x, nodes.y, nodes.height])
    ends, scatter = _unlike_ends(state, places), left_over(nodes, PLAIN, alike)
    inverse = inverse_of((slope * state.prior) @ slope.T + ends @ ends.T + scatter)
    patterns, angles = _patterns(state, places)
    seen = patterns @ inverse
    size = np.sqrt(np.maximum((seen * patterns).sum(1), TINY))
    found = np.abs(seen @ wanted) / size
    best = int(np.argmax(found))
    return Suspicion(float(found[best]), angles[best], nodes, scatter @ (inverse @ wanted))


def _unlike_ends(state: State, places: Array) -> Array:
    """What even multipoles add to ln B at the readings (n, 3), each as much as ends that are unlike may make.

    An even multipole is how the odd one before it changes along the axis.
    """
    x, along, third = state.lying.local(*places)
    field = basis(x, along, third) @ state.multipoles
    ahead, behind = (basis(x, along + step, third)[:, :, :3] for step in (STEP, -STEP))
    added = (field[:, None, :] @ (ahead - behind))[:, 0] / ((field * field).sum(1) + TINY)[:, None]
    scaled: Array = UNLIKE * added / np.sqrt(np.maximum((added**2).mean(axis=0), TINY))
    return scaled


def _patterns(state: State, places: Array) -> tuple[Array, list[float]]:
    """What each kind of iron in each place would add to ln B at the readings, to a factor; and its direction."""
    magnet = replace(state, theta=np.where(np.arange(len(state.theta)) < len(ORDERS), state.theta, 0.0))
    at = np.array(state.lying.local(*places)).T
    field = basis(*at.T) @ state.multipoles
    groups, angles = _pieces(places)
    added = _dipoles(magnet, np.concatenate(groups, axis=1), at)
    ends = np.cumsum([group.shape[1] for group in groups])[:-1]
    vectors = [part.sum(axis=1) for part in np.split(added, ends, axis=1)]
    mirrored, sides = _walls(magnet, places)
    size = (field * field).sum(1) + TINY
    every = np.array([*vectors, *mirrored])
    return (every * field).sum(2) / size, angles + sides


def _pieces(places: Array) -> tuple[list[Array], list[float]]:
    """Pieces of iron (3, m) in metres on the plan: columns from floor to ceiling, and parts of the floor."""
    r = np.hypot(places[0], places[1])
    way = np.degrees(np.arctan2(places[0], places[1]))
    groups, angles = [], []
    for angle in ANGLES:
        close = np.abs((way - angle + 180) % 360 - 180) <= AROUND
        out = float(np.median(r[close])) if close.any() else float(np.median(r))
        x, y = np.sin(np.radians(angle)), np.cos(np.radians(angle))
        here = [(share, COLUMN) for share in COLUMNS_AT] + [(share, np.array([FLOOR])) for share in FLOOR_AT]
        groups += [np.array([0 * h + x * share * out, 0 * h + y * share * out, h]) for share, h in here]
        angles += [float(angle)] * len(here)
    return groups, angles


def _dipoles(magnet: State, pieces: Array, at: Array) -> Array:
    """The field (n, m, 3) at places along the magnet's axes (n, 3) of pieces that it magnetises, to a factor."""
    there = np.array(magnet.lying.local(*pieces)).T
    moment = basis(*there.T) @ magnet.multipoles
    apart = at[:, None, :] - there[None]
    r = np.maximum(np.sqrt((apart * apart).sum(2)), CLOSEST)[..., None]
    way = apart / r
    found: Array = (3 * way * (way * moment).sum(2, keepdims=True) - moment) / r**3
    return found


def _walls(magnet: State, places: Array) -> tuple[list[Array], list[float]]:
    """The magnet's mirror image in an iron wall on each side of the plan (n, 3), and on both sides of each axis."""
    found: list[Array] = []
    angles: list[float] = []
    for share in WALLS_AT:
        walls = [_wall(magnet.lying, magnet, places, axis, side, share) for axis in (0, 1) for side in (1, -1)]
        found += [*walls, walls[0] + walls[1], walls[2] + walls[3], np.sum(walls, axis=0)]
        angles += [90.0, 270.0, 0.0, 180.0, 90.0, 0.0, 0.0]
    return found, angles


def _wall(lies: Frame, magnet: State, places: Array, axis: int, side: int, share: float) -> Array:
    wall = share * max(float((side * places[axis]).max()), 0.5) * side
    image = places.copy()
    image[axis] = 2 * wall - image[axis]
    here = np.array(lies.local(*image)).T
    vectors = basis(*here.T) @ magnet.multipoles
    normal = np.array(lies.local(*np.eye(3))).T - np.array(lies.local(*np.zeros((3, 1)))).T
    normal = normal[axis] / np.linalg.norm(normal[axis])
    mirrored: Array = -(vectors - 2 * np.outer(vectors @ normal, normal))
    return mirrored
