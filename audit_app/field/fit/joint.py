"""Everything that a reading's ln B hangs on, told apart together: multipoles, how the magnet lies, meter, remainder.

Each is Gaussian beforehand: multipoles widely, turn and offset of the magnet closely, the meter's zero and gain by its
statement, the remainder by its two sizes. Gauss-Newton steps from a robust first fit; the evidence (Laplace) compares
ways of lying and sizes.
"""

from dataclasses import dataclass, replace

import numpy as np

from audit_app.field.fit.frame import Frame, directions
from audit_app.field.fit.remainder import NARROW, WIDE, Sizes, correlation
from audit_app.field.multipoles import TERMS, TINY, Array, Flags, basis

TURN, ACROSS, ALONG, ZERO, GAIN = range(TERMS, TERMS + 5)
WIDTH = TERMS + 5
SMALL = 1e-4  # degrees or m: step of a slope
RIDGE = 1e-9


@dataclass(frozen=True)
class Nodes:
    """Places (m), ln of the readings there (B in mT), and their own standard errors of ln B."""

    x: Array
    y: Array
    height: Array
    ln_b: Array
    sigma: Array

    def __len__(self) -> int:
        return len(self.x)

    def chosen(self, which: Flags) -> "Nodes":
        """Only some of the places."""
        return Nodes(*(part[which] for part in (self.x, self.y, self.height, self.ln_b, self.sigma)))

    def alike(self) -> tuple[Array, Array]:
        """How alike the remainder is between all places, on its wide and its narrow scale."""
        ln_r, way = directions(self.x, self.y, self.height)
        return correlation(ln_r, way, ln_r, way, WIDE), correlation(ln_r, way, ln_r, way, NARROW)


@dataclass(frozen=True)
class State:
    """What is known so far: the frame as first taken, every parameter (WIDTH), and their prior variances."""

    frame: Frame
    theta: Array
    prior: Array

    @property
    def lying(self) -> Frame:
        """The frame as it is now taken."""
        return self.frame.moved(*(float(self.theta[k]) for k in (TURN, ACROSS, ALONG)))

    @property
    def multipoles(self) -> Array:
        """The field's own parameters (TERMS)."""
        return self.theta[:TERMS]

    @property
    def zero(self) -> float:
        """What the meter adds to every reading, in mT."""
        return float(self.theta[ZERO])


def _shown(state: State, b: Array) -> Array:
    """ln of what a meter would show where the field is of this size, without the remainder."""
    shown: Array = np.log(np.maximum(b + state.zero, 0.1 * b)) + state.theta[GAIN]
    return shown


def linear(state: State, nodes: Nodes) -> tuple[Array, Array]:
    """Slopes of ln B over every parameter (n, WIDTH), and what they and the remainder are to explain together (n)."""
    return _linear(state, nodes, _looked_at(state, nodes))


def _linear(state: State, nodes: Nodes, looked: tuple[Array, Array]) -> tuple[Array, Array]:
    slope = _slopes(state, *looked)
    return slope, nodes.ln_b - _shown(state, _sizes(looked[0][0])) + slope @ state.theta


def _sizes(vectors: Array) -> Array:
    found: Array = np.sqrt((vectors * vectors).sum(-1) + TINY)
    return found


def _looked_at(state: State, nodes: Nodes) -> tuple[Array, Array]:
    """Field vectors (4, n, 3) as the magnet lies and a little moved in three ways; the basis (n, 3, TERMS)."""
    lies = state.lying
    frames = [lies, lies.moved(SMALL, 0, 0), lies.moved(0, SMALL, 0), lies.moved(0, 0, SMALL)]
    at = np.concatenate([np.array(f.local(nodes.x, nodes.y, nodes.height)) for f in frames], axis=1)
    every = basis(*at)
    return (every @ state.multipoles).reshape(4, len(nodes), 3), every[: len(nodes)]


def _slopes(state: State, vectors: Array, every: Array) -> Array:
    sizes = _sizes(vectors)
    b = sizes[0]
    shown = np.maximum(b + state.zero, 0.1 * b)
    found = np.empty((len(b), WIDTH))
    found[:, :TERMS] = (vectors[0][:, None, :] @ every)[:, 0] / (b * shown)[:, None]
    found[:, TURN : ALONG + 1] = ((sizes[1:] - b) / SMALL / shown).T
    found[:, ZERO], found[:, GAIN] = 1.0 / shown, 1.0
    return found


def left_over(nodes: Nodes, sizes: Sizes, alike: tuple[Array, Array]) -> Array:
    """Covariance of what no parameter explains: remainder and errors (n, n)."""
    scatter = np.diag((sizes.noise * nodes.sigma) ** 2)
    found: Array = sizes.wide**2 * alike[0] + sizes.narrow**2 * alike[1] + scatter
    return found


def settled(state: State, nodes: Nodes, sizes: Sizes, alike: tuple[Array, Array], steps: int = 5) -> State:
    """The state after Gauss-Newton steps, each halved until it explains more."""
    inverse = inverted(left_over(nodes, sizes, alike))
    looked = _looked_at(state, nodes)
    cost = _cost(state, nodes, inverse, looked[0])
    for _ in range(steps):
        slope, wanted = _linear(state, nodes, looked)
        weighed = np.sqrt(state.prior)
        half = slope * weighed
        seen_half = half.T @ inverse
        target = weighed * np.linalg.solve(seen_half @ half + np.eye(WIDTH), seen_half @ wanted)
        for share in (1.0, 0.5, 0.25, 0.1):
            tried = replace(state, theta=state.theta + share * (target - state.theta))
            seen = _looked_at(tried, nodes)
            new = _cost(tried, nodes, inverse, seen[0])
            if np.isfinite(new) and new < cost:
                break
        else:
            break
        gained, state, cost, looked = cost - new, tried, new, seen
        if gained < 0.01:
            break
    return state


def _cost(state: State, nodes: Nodes, inverse: Array, vectors: Array) -> float:
    left = nodes.ln_b - _shown(state, _sizes(vectors[0]))
    return float(left @ inverse @ left + (state.theta**2 / state.prior).sum())


def inverted(matrix: Array) -> Array:
    """The inverse of a covariance, with as much of a ridge as it needs to come out finite and true."""
    eye = np.eye(len(matrix))
    for ridge in (RIDGE, 1e-7, 1e-5):
        found: Array = np.asarray(np.linalg.inv(matrix + ridge * eye), np.float64)
        if np.isfinite(found).all() and (np.diag(found) > 0).all():
            return found
    return np.diag(1.0 / np.maximum(np.diag(matrix), 1e-9))


def evidence(state: State, nodes: Nodes, options: list[Sizes], alike: tuple[Array, Array]) -> Array:
    """Minus twice the log of the evidence for each choice of sizes, linear about the state.

    Sizes that differ by their scatter alone share one set of eigenvalues, in units of the errors.
    """
    slope, wanted = linear(state, nodes)
    weigh = 1.0 / nodes.sigma
    explained = (slope * state.prior) @ slope.T + RIDGE * np.eye(len(nodes))
    kinds = list(dict.fromkeys((s.wide, s.narrow) for s in options))
    noise: dict[tuple[float, float], list[int]] = {kind: [] for kind in kinds}
    for i, each in enumerate(options):
        noise[each.wide, each.narrow].append(i)
    found: Array = np.empty(len(options))
    batch = max(1, 200_000 // max(len(nodes) ** 2, 1))
    for start in range(0, len(kinds), batch):
        some = kinds[start : start + batch]
        stack = np.array([explained + a**2 * alike[0] + b**2 * alike[1] for a, b in some])
        values, ways = np.linalg.eigh(weigh[:, None] * stack * weigh)
        seen = (np.swapaxes(ways, 1, 2) @ (weigh * wanted)) ** 2
        for kind, own, along in zip(some, np.maximum(values, 0.0), seen, strict=True):
            scatter = np.array([options[i].noise ** 2 for i in noise[kind]])[:, None]
            found[noise[kind]] = (along / (own + scatter) + np.log(own + scatter)).sum(1)
    return _finite(found - 2 * np.log(weigh).sum())


def _finite(costs: Array) -> Array:
    """Costs where none that came out as no number can win: not every platform says when a matrix is singular."""
    safe: Array = np.where(np.isfinite(costs), costs, 1e12)
    return safe


def evidences(state: State, nodes: Nodes, priors: list[Array], sizes: Sizes, alike: tuple[Array, Array]) -> Array:
    """The same for each choice of prior variances, by way of the parameters, which are few."""
    slope, wanted = linear(state, nodes)
    inverse = inverted(left_over(nodes, sizes, alike))
    information, seen = slope.T @ inverse @ slope, slope.T @ inverse @ wanted
    weighed = np.sqrt(np.array(priors))
    matrix = weighed[:, :, None] * information * weighed[:, None, :] + np.eye(WIDTH)
    _, logs = np.linalg.slogdet(matrix)
    target = weighed * seen
    solved = np.linalg.solve(matrix, target[:, :, None])[:, :, 0]
    return _finite(logs - (target * solved).sum(1))


@dataclass(frozen=True)
class Known:
    """What the readings tell about ln B anywhere: the state, the sizes, and the solved system."""

    state: State
    sizes: Sizes
    nodes: Nodes
    slope: Array  # (n, WIDTH)
    inverse: Array  # (n, n), of everything
    weights: Array  # (n)
    real: bool = False  # what the meter shows too much everywhere is a field that is there, not the meter's zero

    @classmethod
    def of(cls, state: State, nodes: Nodes, sizes: Sizes, alike: tuple[Array, Array]) -> "Known":
        """Solved once: predictions are products from here on."""
        slope, wanted = linear(state, nodes)
        whole = (slope * state.prior) @ slope.T + left_over(nodes, sizes, alike)
        inverse = inverted(whole)
        return cls(state, sizes, nodes, slope, inverse, inverse @ wanted)

    def left_out(self) -> Array:
        """How far each place lies from what all the others lead one to expect, in standard errors."""
        share = np.maximum(np.diag(self.inverse), 1e-12)
        off: Array = self.weights / np.sqrt(share)
        return off

    def remainder(self, x: Array, y: Array, height: Array) -> Array:
        """The remainder of ln B (its mean) at places."""
        ln_r, way = directions(x, y, height)
        mean: Array = self._alike(ln_r, way) @ self.weights
        return mean

    def _alike(self, ln_r: Array, way: Array) -> Array:
        ours = directions(self.nodes.x, self.nodes.y, self.nodes.height)
        wide = correlation(ln_r, way, *ours, WIDE)
        narrow = correlation(ln_r, way, *ours, NARROW)
        found: Array = self.sizes.wide**2 * wide + self.sizes.narrow**2 * narrow
        return found

    def predicted(self, x: Array, y: Array, height: Array, uniform: bool = False) -> tuple[Array, Array]:
        """ln of the magnet's own B (mT) at places and its standard error; with `uniform`, Earth's field is in it."""
        return self.swayed(x, y, height, uniform)[:2]

    def swayed(self, x: Array, y: Array, height: Array, uniform: bool = False) -> tuple[Array, Array, Array]:
        """`predicted`, and how it follows a meter's zero (mT) and gain that all readings share: (n, 2) of ln B."""
        state = self.state
        if not uniform:
            theta = state.theta.copy()
            theta[TERMS - 3 : TERMS] = 0.0
            theta[GAIN] = 0.0
            theta[ZERO] *= self.real
            state = replace(state, theta=theta)
        vectors, every = _looked_at(state, Nodes(x, y, height, np.zeros_like(x), np.zeros_like(x)))
        slope = _slopes(state, vectors, every)
        if not uniform:
            slope[:, TERMS - 3 : TERMS] = 0.0
            slope[:, [ZERO, GAIN]] = 0.0
        alike = self._alike(*directions(x, y, height))
        crossed = (slope * state.prior) @ self.slope.T + alike
        step = state.prior * (self.slope.T @ self.weights) - self.state.theta  # left of the last Gauss-Newton step
        b = np.sqrt((vectors[0] * vectors[0]).sum(1) + TINY)
        mean = _shown(state, b) + slope @ step + alike @ self.weights
        own = (slope**2 * state.prior).sum(1) + self.sizes.wide**2 + self.sizes.narrow**2
        weighed = crossed @ self.inverse
        variance = np.maximum(own - (weighed * crossed).sum(1), 0.0)
        follows = weighed @ self.slope[:, [ZERO, GAIN]]
        return mean, np.sqrt(variance if uniform else variance + self._of_earth(vectors[0], b) ** 2), follows

    def _of_earth(self, vectors: Array, b: Array) -> Array:
        """A third of what a uniform field makes of ln B: Earth's is no part of a line, but iron all round gives one."""
        there = vectors + self.state.theta[TERMS - 3 : TERMS]
        with_it = np.sqrt((there * there).sum(1) + TINY)
        share: Array = 0.3 * np.abs(np.log(with_it / b))
        return np.minimum(share, 0.5)
