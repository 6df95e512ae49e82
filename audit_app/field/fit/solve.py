"""Least squares for a field's magnitude that stands up to a bad reading: Levenberg-Marquardt, Huber, priors.

Several starting points run side by side, because |B| has more than one valley. The first passes fit B itself:
ln B has barriers where the field passes through nought. The last pass fits ln B, where errors are relative.
"""

from dataclasses import dataclass

import numpy as np

from audit_app.field.multipoles import TINY, Array, Flags

HUBER = 1.5
ALIKE = 0.02  # of the largest parameter: sets that differ less are one valley
HARDEST = 1e4  # damping of a step so small that nothing is to be gained where it gains nothing


@dataclass(frozen=True)
class Problem:
    """Field basis (n, 3, k), readings in mT (n), relative standard errors (n), prior standard deviations (k)."""

    basis: Array
    field: Array
    sigma: Array
    prior: Array

    def of(self, chosen: Flags) -> "Problem":
        """The same for some of the readings."""
        return Problem(self.basis[chosen], self.field[chosen], self.sigma[chosen], self.prior)

    def misfit(self, p: Array, in_log: bool) -> tuple[Array, Array]:
        """Weighted residuals (s, n) and their slopes (s, n, k) for s parameter sets (s, k)."""
        vectors = self.basis @ p.T  # (n, 3, s)
        modelled = np.sqrt((vectors * vectors).sum(1) + TINY).T
        slope = (vectors.transpose(0, 2, 1) @ self.basis).transpose(1, 0, 2) / modelled[:, :, None]
        if in_log:
            return np.log(modelled / self.field) / self.sigma, slope / (modelled * self.sigma)[:, :, None]
        scale = self.sigma * self.field
        return (modelled - self.field) / scale, slope / scale[None, :, None]

    def cost(self, residual: Array, p: Array) -> Array:
        """Huber's loss and the priors, one number for each parameter set."""
        size = np.abs(residual)
        loss = np.where(size < HUBER, size * size, 2 * HUBER * size - HUBER**2).sum(1)
        total: Array = loss + ((p / self.prior) ** 2).sum(1)
        return total

    def normal(self, residual: Array, slope: Array, p: Array) -> tuple[Array, Array]:
        """Normal matrices (s, k, k) and gradients (s, k)."""
        weighted = slope * np.minimum(1, HUBER / np.maximum(np.abs(residual), 1e-12))[:, :, None]
        across = weighted.transpose(0, 2, 1)
        matrix = across @ slope + np.diag(self.prior**-2.0)
        return matrix, (across @ residual[:, :, None])[:, :, 0] + p / self.prior**2


def descend(problem: Problem, starts: Array, steps: int, in_log: bool, enough: float = 1e-7) -> Array:
    """The parameters (s, k) reached from the starting sets (s, k), those that explain the readings best first.

    It ends where a step lowers the cost by less than the share `enough`.
    """
    p, own = starts.copy(), np.arange(starts.shape[1])
    damping = np.full(len(p), 1e-3)
    residual, slope = problem.misfit(p, in_log)
    cost = problem.cost(residual, p)
    for _ in range(steps):
        matrix, gradient = problem.normal(residual, slope, p)
        damped = matrix.copy()
        damped[:, own, own] *= 1.0 + damping[:, None]
        tried = p - np.linalg.solve(damped, gradient[:, :, None])[:, :, 0]
        new_residual, new_slope = problem.misfit(tried, in_log)
        new_cost = problem.cost(new_residual, tried)
        better = new_cost < cost
        gain = float(np.max(np.where(better, (cost - new_cost) / cost, 0)))
        for kept, new in ((p, tried), (residual, new_residual), (slope, new_slope), (cost, new_cost)):
            kept[better] = new[better]
        damping = np.where(better, damping / 6, damping * 6)
        if (better.any() and gain < enough) or damping.min() > HARDEST:
            break
    found: Array = p[np.argsort(cost, kind="stable")]
    return found


def apart(p: Array, most: int) -> Array:
    """The first so many parameter sets that lie in valleys of their own; a field of the other sign is the same."""
    kept: list[Array] = []
    for each in p:
        if len(kept) < most and all(min(_unlike(each, other), _unlike(each, -other)) > ALIKE for other in kept):
            kept.append(each)
    return np.array(kept)


def _unlike(one: Array, other: Array) -> float:
    return float(np.abs(one - other).max() / max(np.abs(one).max(), TINY))
