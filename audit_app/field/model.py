"""A fringe field fitted to readings, with what it knows and what it does not.

Method: exterior zonal multipoles l = 1 to 9 and a uniform field, fitted to |B| by robust least squares about the
isocentre; then multipoles, the way the magnet lies, the meter's zero and gain, and what all these leave (a Gaussian
process on ln B, all round without folding) are told apart together. Readings above 20 mT are never fitted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from audit_app.errors import FieldError
from audit_app.field.fit import choice
from audit_app.field.fit.choice import HOPELESS, SET_OFF, TOO_MUCH, TURNED, Assumed, Way, explained, likely, usual
from audit_app.field.fit.first import MANY, Columns, First, first, roughly
from audit_app.field.fit.frame import Frame, directions
from audit_app.field.fit.joint import GAIN, TURN, WIDTH, ZERO, Known, Nodes, State, evidence, settled
from audit_app.field.fit.noise import UNCHECKED, Checked, Stated, close_to_coils, own
from audit_app.field.fit.places import cells, distinct, groups
from audit_app.field.fit.remainder import NARROW, Sizes
from audit_app.field.multipoles import TERMS, Array, Flags
from audit_app.field.readings import Reading

FEWEST = 10  # distinct places that a fit may rest on
ENOUGH = 16  # distinct places from which bounds are not widened for want of them
FITTED_UP_TO = 20.0  # mT: above this a reading is too close to the coils, and is only read
CLOSEST = 0.2  # m from the isocentre: nobody reads a fringe field closer
MOST_NODES = 120  # places that the remainder rests on; more are laid together, what multipoles leave being smooth
OUTLIER = 5.0  # standard errors off what all other readings lead one to expect
SMALL, SMALLER = 0.06, 0.03  # a remainder up to this share of the field leaves a magnet its own mirror image; closely
WARY, LEFT_MOST = 6.0, 0.15  # how much wider bounds are for each share that the multipoles leave, up to a largest
HUGE = 0.35  # a remainder of this share of the field: the readings are not of one magnet as it was told
MOST_OUT = 0.12  # share of readings left out beyond which no line is given
MISFIT = 4.0  # twice the log of how much better a remainder must explain the readings before it is told
SAME_END = 0.02  # twice the log of how much better one end explains the readings than another that is the same
FAIRLY = 1.5  # squared misfits each from which turned axes are tried
TURNS = (-10.0, -5.0, 5.0, 10.0)  # degrees
HOPELESSLY = 5.0  # squared misfits each by which a way is worse that is not followed
POOR, SHIFT = 3.0, 0.3  # squared misfits each from which another isocentre is tried, so many m off
MOST_TURNED = 15.0  # degrees: nobody draws a bore further off, so that a magnet that seems so is of another kind
SURE = 0.95  # how likely a way must be to be told
LIKELIER, TURNED_BY = 0.5, 3.0  # how likely a turn of so many degrees must be: a question about one costs a look
ALLOWED = 1.5  # twice the log of how much worse sizes may explain the readings than the best do
STEP = 5  # degrees between the directions that a field is worked out in
DIRECTIONS: Array = np.arange(0, 360, STEP).astype(float)
SCATTERS = (0.3, 0.5, 0.7, 1.0, 1.4, 2.0)  # how much more readings scatter than their errors say
CALM = [Sizes(0.02, 0.03, c) for c in SCATTERS]
WIDES, NARROWS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8), (0.03, 0.06, 0.12, 0.25, 0.5)
CHOICES = [*CALM, *(Sizes(a, b, c) for a in WIDES for b in NARROWS for c in SCATTERS if a > 0.02 or b > 0.03)]


@dataclass(frozen=True)
class Errors:
    """Standard errors assumed of a survey beside those that its probe states: mT, m and shares of the field."""

    zero: float = 0.006
    place: float = 0.03
    earth: float = 0.028  # each component of Earth's field
    site: float = 0.02  # nearby iron that no reading shows
    mark: float = 0.02  # where the isocentre was taken to be


TYPICAL = Errors()


@dataclass(frozen=True, eq=False)  # arrays have no truth to compare by; another fit is another value
class Fit:
    """What readings tell of a field; `misfit` and `excess` of each reading are those of the multipoles alone.

    `asks` are questions that the readings raise; `tension` is twice the log of how much better a remainder explains
    them than none.
    """

    ways: tuple[tuple[float, Known], ...]  # how likely, and what is known if the magnet lies so; likeliest first
    misfit: Array
    excess: Array
    used: Flags
    errors: Errors
    places: int
    asks: tuple[str, ...]
    tension: float
    radii: Array
    checked: Checked
    doubted: tuple[Reading, ...] = ()  # readings left out, by the fit or as slips
    worked: dict[str, tuple[Array, Array, Array, Array]] = field(default_factory=dict, repr=False, compare=False)
    outlines: dict[float, Array] = field(default_factory=dict, repr=False, compare=False)  # of lines.py, by level

    @property
    def known(self) -> Known:
        """What is known if the magnet lies in the likeliest way."""
        return self.ways[0][1]

    @property
    def lying(self) -> Frame:
        """How the magnet lies in the plan, as the readings have it."""
        return self.known.state.lying

    @property
    def turn(self) -> float:
        """Degrees by which the axis is turned in plan from y towards x."""
        return 0.0 if self.lying.upright else self.lying.turn

    @property
    def widened(self) -> float:
        """How many standard errors a bound is: two, and more where places are few or the multipoles leave much."""
        return 2.0 * (1 + 0.05 * max(ENOUGH - self.places, 0)) * (1 + WARY * min(self.left, LEFT_MOST))

    @property
    def mirrored(self) -> bool:
        """Whether what the multipoles leave is so small that a mirror image of readings stands for a line."""
        return bool(self.tension < MISFIT and self.left <= SMALL)

    @property
    def closely_mirrored(self) -> bool:
        """Whether that is smaller still and places are enough, so that mirror images stand for a line further away."""
        return self.mirrored and self.left <= SMALLER and self.places >= ENOUGH

    @property
    def holds(self) -> bool:
        """Whether the readings fit together at all, so that a line may be drawn from them."""
        return self.left <= HUGE and float(np.mean(~self.used)) <= MOST_OUT

    @cached_property
    def left(self) -> float:
        """The remainder's usual share of the field (root mean square over the places)."""
        nodes = self.known.nodes
        return float(np.sqrt(np.mean(self.known.remainder(nodes.x, nodes.y, nodes.height) ** 2)))

    def field(self, x: Array, y: Array, height: Array) -> Array:
        """|B| in mT of magnet, iron and uniform field together, as a meter would read it."""
        return np.asarray(np.exp(self.predicted(x, y, height, uniform=True)[0]))

    def predicted(self, x: Array, y: Array, height: Array, uniform: bool = False) -> tuple[Array, Array]:
        """ln B (mT) and its standard error at places, over all the ways that the magnet may lie."""
        return mixed(self.ways, x, y, height, self.checked, uniform)[:2]

    def ray(self, angle: float) -> tuple[Array, Array, Array, Array]:
        """ln of the magnet's own B (mT) at `radii` along degrees: it, its standard error, its steepness over ln r.

        Last what a zero and a gain of the meter that nobody checked add to the standard error, the same all round.
        """
        at = (angle % 360) / STEP
        low, share = int(at) % len(DIRECTIONS), at % 1
        every = self._everywhere()
        if share < 1e-9:
            return every[0][low], every[1][low], every[2][low], every[3][low]
        high = (low + 1) % len(DIRECTIONS)
        b, error, steepness, common = ((1 - share) * part[low] + share * part[high] for part in every)
        return b, error, steepness, common

    def along(self, angle: float, r: Array) -> tuple[Array, Array]:
        """The magnet's own |B| in mT and its standard error, at r metres along an angle (rad) from the bore axis.

        Where no reading reaches the error is infinite.
        """
        ln_b, error, _, common = self.ray(float(np.degrees(angle)))
        at, here = np.log(self.radii), np.log(r)
        b = np.exp(np.interp(here, at, ln_b))
        known = (here >= at[0]) & (here <= at[-1])
        return b, np.where(known, b * np.interp(here, at, np.hypot(error, common)), np.inf)

    def _everywhere(self) -> tuple[Array, Array, Array, Array]:
        """`ray` for every direction (72, radii), worked out once."""
        if "all" not in self.worked:
            r, parts = self.radii, []
            many = max(1, len(self.known.nodes) // 20)
            for some in np.array_split(np.radians(DIRECTIONS), many):
                x, y = np.outer(np.sin(some), r).ravel(), np.outer(np.cos(some), r).ravel()
                found = mixed(self.ways, x, y, np.zeros_like(x), self.checked)
                parts.append(np.array(found).reshape(3, len(some), len(r)))
            b, error, common = np.concatenate(parts, axis=1)
            steepness = np.abs(np.gradient(b, np.log(r), axis=1))
            more = close_to_coils(np.exp(np.minimum(b, 5.0))) ** 2 + self.errors.site**2
            marked = self.errors.mark * steepness / r
            self.worked["all"] = b, np.sqrt(error**2 + more + marked**2), steepness, common
        return self.worked["all"]


def fit(readings: Sequence[Reading], errors: Errors = TYPICAL, checked: Checked = UNCHECKED) -> Fit:
    """The field that explains the readings best; FieldError when there are too few places to say anything.

    A zero that was checked is one that the meter's chamber gave and that was taken off.
    """
    low = np.array([r.field <= FITTED_UP_TO and r.distance >= CLOSEST for r in readings], bool)
    fitted = [r for r, below in zip(readings, low, strict=True) if below]
    places = distinct(fitted)
    if places < FEWEST:
        raise FieldError("field survey", *_too_few(len(fitted), places))
    stated = Stated.of(fitted)
    columns = _columns(fitted, errors)
    few = columns.at_most(MANY)  # so many tell how multipoles lie; what they leave is told by everyone
    begun = [each.of_all(columns) for each in _begun(few, float(np.exp(np.log(few.r).mean())))]
    made = _joint(columns, begun, stated, checked.zero)
    start, stood = made.start, made.stood
    used = np.ones(len(readings), bool)
    used[low] = stood
    misfit, excess = np.zeros(len(readings)), np.zeros(len(readings))
    misfit[low], excess[low] = start.misfit, start.misfit * start.sigma
    radii = np.geomspace(max(0.45 * columns.r.min(), 0.15), min(2.2 * columns.r.max(), 30.0), 64)
    return Fit(made.ways, misfit, excess, used, errors, places, made.asks, made.tension, radii, checked)


def _too_few(many: int, places: int) -> tuple[str, str]:
    said = f"has {many} usable readings at {places} different places; a fitted line needs at least {FEWEST} places"
    if many == places:
        said = f"has {many} usable readings; a fitted line needs at least {FEWEST}"
    return said, "Take more, in all directions and on both sides of the line; 24 is good."


def unexplained(fitted: Fit) -> float:
    """How badly multipoles alone explain the readings: squared misfits, none counting more than an outlier's."""
    return float(np.minimum(fitted.misfit**2, 36.0).sum())


def _columns(readings: Sequence[Reading], errors: Errors) -> Columns:
    x, y, height, b = np.array([(r.x, r.y, r.height, r.field) for r in readings]).T
    e = errors
    return Columns(x, y, height, np.maximum(b, 1e-4), own(readings), e.zero, e.place, e.site, e.earth)


def _begun(columns: Columns, size: float) -> list[First]:
    """First fits: along the plan's axis and upright, and where neither explains the readings, turned or set off.

    An upright magnet is not followed to its end where a lying one explains the readings and its first steps do not.
    """
    found, upright, many = [first(columns, Frame(size))], Frame(size, upright=True), len(columns.field)
    if found[0].cost > FAIRLY * many or roughly(columns, upright) < found[0].cost + HOPELESSLY * many:
        found.append(first(columns, upright))
    best = min(each.cost for each in found)
    if best > FAIRLY * many:
        about = first(columns, min((Frame(size, turn) for turn in TURNS), key=lambda each: roughly(columns, each)))
        found += [about] if about.cost < 0.7 * best else []
        best = min(best, about.cost)
    if best > POOR * many:
        spots = [(a, b) for a in (-SHIFT, 0.0, SHIFT) for b in (-SHIFT, 0.0, SHIFT) if a or b]
        about = first(columns, min((Frame(size, 0.0, a, b) for a, b in spots), key=lambda each: roughly(columns, each)))
        found += [about] if about.cost < 0.7 * best else []
    return found


def _amplitude(columns: Columns) -> float:
    """What multipoles are measured by: the usual field, in mT, at the usual distance."""
    r = columns.r / np.exp(np.log(columns.r).mean())
    return float(np.median(columns.field * r**4))


def mixed(
    ways: Sequence[tuple[float, Known]], x: Array, y: Array, height: Array, checked: Checked, uniform: bool = False
) -> tuple[Array, Array, Array]:
    """ln B and its standard error at places, where each of several ways of lying is more or less likely.

    Third is the standard error that a meter's zero and gain add, which nobody checked and all readings share.
    """
    each = [(share, *known.swayed(x, y, height, uniform), known.state.prior[[ZERO, GAIN]]) for share, known in ways]
    mean: Array = sum((share * m for share, m, *_ in each), np.zeros_like(x))
    variance = sum((share * (e**2 + (m - mean) ** 2) for share, m, e, *_ in each), np.zeros_like(x))
    common = sum((share * checked.left_open(*shared) for share, _, _, *shared in each), np.zeros_like(x))
    return mean, np.sqrt(variance), np.sqrt(common)


@dataclass(frozen=True)
class _Made:
    """The ways a magnet may lie, the first fit of the likeliest, who could stand, tension, and questions."""

    ways: tuple[tuple[float, Known], ...]
    start: First
    stood: Flags
    tension: float
    asks: tuple[str, ...]


def _joint(columns: Columns, begun: list[First], stated: Stated, zero_told: bool) -> _Made:
    """Everything told apart together, for each way that the magnet may lie."""
    zero = float(np.hypot(stated.offset, 0.004 if zero_told else 0.012))
    assumed = Assumed(_amplitude(columns), columns.earth, stated.gain)
    tried = _tried(columns, begun, assumed, zero, zero_told)
    shares = likely([cost for _, _, cost, _ in tried], [s is tried[0][0] and not way.name for s, way, _, _ in tried])
    order = [int(i) for i in np.argsort(-shares, kind="stable") if shares[i] > 0]
    start, _, _, state = tried[order[0]]
    stood = _standing(start)
    for _ in range(2):
        known, tension, members = _known(columns, start, state, stood)
        out = _wild(known, columns, members, stood)
        if (out == ~stood).all():
            break
        stood = ~out
    ways = [(float(shares[order[0]]), known)]
    like = known.sizes  # ways that are less likely leave as much as the likeliest does
    ways += [(float(shares[i]), _known(columns, tried[i][0], tried[i][3], stood, like)[0]) for i in order[1:]]
    asks = _asks(tried, shares)
    ways = _either([(share, k, tried[i][1]) for (share, k), i in zip(ways, order, strict=True)])
    return _Made(tuple(ways), start, stood, tension, asks)


def _asks(tried: Sequence[tuple[First, Way, float, State]], shares: Array) -> tuple[str, ...]:
    """What is asked of how the magnet lies, where ways that say the same are sure together."""
    by: dict[str, list[int]] = {}
    for i, (start, way, _, _) in enumerate(tried):
        moved = start.frame.across or start.frame.along
        by.setdefault("upright" if start.frame.upright else SET_OFF if moved else way.name, []).append(i)
    name, of = max(by.items(), key=lambda each: shares[each[1]].sum())
    best = max(of, key=lambda i: shares[i])
    turned = name == TURNED and abs(tried[best][3].lying.turn) >= TURNED_BY
    if not name or shares[of].sum() <= (LIKELIER if turned else SURE):
        return ()
    return (choice.told(replace(tried[best][1], name=name), tried[best][3]),)


def _either(ways: Sequence[tuple[float, Known, Way]]) -> list[tuple[float, Known]]:
    """The ways, where what seems a meter's zero may as well be a field that is there: iron all round gives one too."""
    found = []
    for share, known, way in ways:
        parts = [known] if way.name != TOO_MUCH else [known, replace(known, real=True)]
        found += [(share / len(parts), each) for each in parts]
    return found


def _standing(start: First) -> Flags:
    """Readings that a first fit could stand; all of them where it could not stand many, for it may be to blame."""
    return start.stood if start.stood.mean() >= 0.88 else np.ones(len(start.stood), bool)


def _tried(
    columns: Columns, begun: list[First], assumed: Assumed, zero: float, zero_told: bool
) -> list[tuple[First, Way, float, State]]:
    """Every way that is worth trying, the usual one first: how badly it explains the readings, and its state."""
    found: list[tuple[First, Way, float, State]] = []
    for start in begun:
        nodes, _ = _nodes(columns, start, _standing(start))
        alike = nodes.alike()
        moved = start.frame.across or start.frame.along
        swing = Way(TURNED, 8.0, 0.03, zero)
        plain = Way(SET_OFF, 1.0, 0.3, zero) if moved else swing if start.frame.turn else usual(zero)
        hopeless = min((each[2] for each in found), default=np.inf) + HOPELESS
        ends = _ends(plain, start, nodes, assumed, alike, hopeless)
        found += [(start, plain, *end) for end in ends]
        cost, state = ends[0]
        if start.frame.turn or cost > min(each[2] for each in found) + HOPELESS:
            continue
        for way in choice.others(zero, zero_told, start.frame.upright):
            begin = choice.swung(way, state, nodes, alike) if way.name == TURNED else state
            found.append((start, way, *explained(way, begin, nodes, assumed, alike)))
    _, way, _, state = min(found, key=lambda each: each[2])
    if way.name == TURNED and not state.frame.turn:  # its first fit knew nothing of the turn: its valley may be no use
        frame = replace(found[0][0].frame, turn=float(state.theta[TURN]))
        again = first(columns.at_most(MANY), frame).of_all(columns)
        nodes, _ = _nodes(columns, again, _standing(again))
        found += [(again, way, *end) for end in _ends(way, again, nodes, assumed, nodes.alike())]
    return [each for each in found if each[1].name != TURNED or abs(each[3].lying.turn) <= MOST_TURNED]


def _ends(
    way: Way, start: First, nodes: Nodes, assumed: Assumed, alike: tuple[Array, Array], hopeless: float = np.inf
) -> list[tuple[float, State]]:
    """Where a way ends from each valley of a first fit, the likeliest first: cost and state, none told twice.

    The size of a field has many valleys. Which one is the magnet's is not told by multipoles alone: a meter's zero or
    a remainder may make a shallow one the deepest. Where the first costs more than is `hopeless`, no other is tried.
    """
    found: list[tuple[float, State]] = []
    for p in (start.parameters, *start.valleys):
        if found and found[0][0] > hopeless:
            break
        theta = np.zeros(WIDTH)
        theta[:TERMS] = p
        found.append(explained(way, State(start.frame, theta, np.ones(WIDTH)), nodes, assumed, alike))
    found.sort(key=lambda each: each[0])
    steps = np.diff([cost for cost, _ in found], prepend=-np.inf)
    return [end for end, step in zip(found, steps, strict=True) if step > SAME_END and end[0] < found[0][0] + HOPELESS]


def _known(
    columns: Columns, start: First, state: State, stood: Flags, like: Sizes | None = None
) -> tuple[Known, float, list[list[int]]]:
    """What is known in one way of lying, its tension, and which readings are of each of its places.

    `like` are the sizes of the remainder where they are known; there is no tension then.
    """
    nodes, members = _nodes(columns, start, stood)
    alike = nodes.alike()
    sizes, tension = (like, 0.0) if like else _sizes(state, nodes, alike)
    return Known.of(settled(state, nodes, sizes, alike), nodes, sizes, alike), tension, members


def _sizes(state: State, nodes: Nodes, alike: tuple[Array, Array]) -> tuple[Sizes, float]:
    """The largest sizes of the remainder that the readings allow, and how much better any explain than the least."""
    costs = evidence(state, nodes, CHOICES, alike) + np.array([_unlikely(s) for s in CHOICES])
    tension = float(costs[: len(CALM)].min() - costs.min())
    allowed = [s for s, cost in zip(CHOICES, costs, strict=True) if cost <= costs.min() + ALLOWED]
    largest = max(allowed, key=lambda s: s.wide**2 + s.narrow**2)
    return replace(largest, noise=max(largest.noise, 1.0)), tension


def _unlikely(sizes: Sizes) -> float:
    """Twice the log of how unlikely sizes are before any reading: most sites leave a remainder of a few per cent."""
    return float(
        2 * np.log1p((sizes.wide / 0.1) ** 2) + 2 * np.log1p((sizes.narrow / 0.1) ** 2) + 2 * abs(np.log(sizes.noise))
    )


def _nodes(columns: Columns, begun: First, stood: Flags) -> tuple[Nodes, list[list[int]]]:
    """The places that readings stood at, and which readings are of each; laid together where there are very many."""
    at = np.flatnonzero(stood)
    places = np.column_stack([columns.x, columns.y, columns.height])[at]
    found = groups(places) if len(places) <= 2 * MOST_NODES else []
    apart = not 0 < len(found) <= MOST_NODES
    found = cells(_alike_within(places), MOST_NODES) if apart else found
    members = [[int(at[i]) for i in group] for group in found]
    x, y, height = np.array([places[group].mean(axis=0) for group in found]).T
    excess = begun.misfit * begun.sigma
    middle = np.array([excess[m[0]] if len(m) == 1 else np.median(excess[m]) for m in members])
    modelled, _ = replace(columns, x=x, y=y, height=height, own=np.zeros(len(x))).errors(begun.frame, begun.parameters)
    own, site = begun.sigma**2 - columns.site**2, columns.site**2  # what a site does is the same for all of a place
    sigma = np.array([np.sqrt(np.mean(own[m]) / (len(m) if apart else 1) + site) for m in members])
    return Nodes(x, y, height, np.log(modelled) + middle, sigma), members


def _alike_within(places: Array) -> Array:
    """Places (n, 3) in lengths over which the remainder is alike: ln of the distance, and direction."""
    ln_r, way = directions(*places.T)
    return np.column_stack([ln_r / NARROW[0], way / NARROW[1]])


def _wild(known: Known, columns: Columns, members: list[list[int]], stood: Flags) -> Flags:
    """The readings that all the others speak against."""
    out = ~stood
    expected, error = known.predicted(columns.x, columns.y, columns.height, uniform=True)
    off = np.log(columns.field) - expected
    away = np.abs(off) / np.hypot(error, 0.05)
    out = out & (away > OUTLIER)
    left_out = np.abs(known.left_out())
    for place, of in enumerate(members):
        if left_out[place] > OUTLIER:
            out[of] = True
    return out
