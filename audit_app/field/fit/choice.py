"""Which way of lying the readings speak for, and what is to be asked about it.

A magnet lies as the plan says unless the readings are explained far better otherwise: turned in plan, upright, set off
from the marked isocentre, or read with a meter that shows too much everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit_app.field.fit.joint import ACROSS, ALONG, TURN, WIDTH, ZERO, Nodes, State, evidence, evidences, settled
from audit_app.field.fit.remainder import Sizes
from audit_app.field.multipoles import ORDERS, TERMS, Array

USUAL, ROUGH = Sizes(0.04, 0.03), Sizes(0.25, 0.12)  # the remainder while ways of lying are compared
COILS = [(s, q) for s in (20.0, 5.0, 1.5) for q in (0.6, 0.42, 0.3, 0.2, 0.1)]  # strength and reach; widest first
NEARER, FAR = 0.5, 6.0  # coils that reach out further than this share are unlikely (twice the log of how much)
UNUSUAL = 4.0  # twice the log of how much less likely another way is than the usual one, before any reading
HOPELESS = 40.0  # a way that explains so much worse than another is not followed up
LEAST = 0.02  # a way less likely than this is left out
SWINGS = (0.0, -12.0, -8.0, -4.0, 4.0, 8.0, 12.0)  # degrees: turns to begin with
TURNED, SET_OFF, UPRIGHT, TOO_MUCH = "turned", "set off", "upright", "too much"


@dataclass(frozen=True)
class Way:
    """A way of lying: prior standard deviations of turn (degrees), offset (m) and the meter's zero (mT)."""

    name: str
    turn: float
    offset: float
    zero: float


def usual(zero: float) -> Way:
    """As the plan says: within a degree and 3 cm, and a meter whose zero is as stated (mT)."""
    return Way("", 1.0, 0.03, zero)


def others(zero: float, told: bool, upright: bool) -> list[Way]:
    """The ways that are tried beside it; a zero that was told in a chamber is not doubted."""
    found = [Way(SET_OFF, 1.0, 0.3, zero)]
    found += [] if upright else [Way(TURNED, 8.0, 0.03, zero)]
    return found if told else [*found, Way(TOO_MUCH, 1.0, 0.03, 0.1)]


def prior(way: Way, coils: tuple[float, float], earth: float, gain: float) -> Array:
    """Prior variances of every parameter (WIDTH).

    `coils` are how strong multipoles may be (mT at the frame's size) and the share of it that the coils reach out to:
    each higher multipole is weaker by the square of that share.
    """
    strength, reach = coils
    found = np.empty(WIDTH)
    found[: len(ORDERS)] = [(strength * reach ** (order - 1)) ** 2 for order in ORDERS]
    found[len(ORDERS) : TERMS] = earth**2
    found[TURN], found[ACROSS], found[ALONG] = way.turn**2, way.offset**2, way.offset**2
    found[ZERO], found[ZERO + 1] = way.zero**2, gain**2
    return found


@dataclass(frozen=True)
class Assumed:
    """What does not depend on the way of lying: multipoles' amplitude (mT), Earth's field (mT), the meter's gain."""

    amplitude: float
    earth: float
    gain: float


def explained(
    way: Way, state: State, nodes: Nodes, assumed: Assumed, alike: tuple[Array, Array]
) -> tuple[float, State]:
    """How badly a way explains the readings (twice the log of the evidence, less is better), and its state."""
    options = [(strength * assumed.amplitude, reach) for strength, reach in COILS]
    priors = [prior(way, coils, assumed.earth, assumed.gain) for coils in options]
    found = settled(replace(state, prior=priors[0]), nodes, USUAL, alike)
    costs = evidences(found, nodes, priors, USUAL, alike) + np.array([FAR * (reach > NEARER) for _, reach in COILS])
    best = priors[int(np.argmin(costs))]
    found = settled(replace(found, prior=best), nodes, USUAL, alike)
    far = FAR * (np.sqrt(best[1] / best[0]) > NEARER**2)
    return float(evidence(found, nodes, [USUAL, ROUGH], alike).min() + far), found


def swung(way: Way, state: State, nodes: Nodes, alike: tuple[Array, Array]) -> State:
    """The state to begin a turned way with: from which of several turns the readings come out explained best.

    The size of a field has many valleys over the turn; steps from no turn at all end in the nearest.
    """
    wide = state.prior.copy()
    wide[TURN] = way.turn**2
    tried = []
    for turn in SWINGS:
        theta = state.theta.copy()
        theta[TURN] = turn
        tried.append(settled(replace(state, theta=theta, prior=wide), nodes, USUAL, alike, steps=3))
    return min(tried, key=lambda each: float(evidence(each, nodes, [USUAL], alike)[0]))


def likely(costs: Sequence[float], usual: Sequence[bool]) -> Array:
    """How likely each way is, from twice the logs of their evidence; those that are hardly likely at nought."""
    worse = np.array(costs) + UNUSUAL * ~np.array(usual)
    share = np.exp(-0.5 * (worse - worse.min()))
    share = np.where(share / share.sum() < LEAST, 0.0, share)
    found: Array = share / share.sum()
    return found


def told(way: Way, state: State) -> str:
    """What is to be said of the way that was taken, as something to ask; empty when it is the usual one."""
    turn, zero = state.lying.turn, state.zero
    across, along = state.lying.across, state.lying.along
    if state.frame.upright:
        return "The field lies as if the magnet's axis were upright, as in an open magnet. Is it one?"
    if way.name == TURNED:
        side = "towards +x" if turn > 0 else "towards −x"
        return f"The bore seems turned by {abs(turn):.0f}° ({side} from +y) against the plan. Is the bore axis right?"
    if way.name == SET_OFF:
        return f"The isocentre seems to lie at x {across:.2f} m, y {along:.2f} m. Was it marked in the right place?"
    if way.name == TOO_MUCH:
        more = "more" if zero > 0 else "less"
        return (
            f"The meter seems to show about {abs(zero):.2g} mT {more} than there is, everywhere. "
            "What did it read in its zero chamber?"
        )
    return ""
