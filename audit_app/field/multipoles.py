"""The static field outside a cylindrical magnet as exterior zonal multipoles about the isocentre.

Beyond the outermost coil B = -grad(sum A_l P_l(cos t) / r^(l+1)); a magnet that is its own mirror image
has odd l only. Coefficients are in mT at `R0`. Three more parameters carry a uniform field (Earth's).
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ORDERS = (1, 3, 5, 7, 9)
R0 = 2.5
TERMS = len(ORDERS) + 3  # and a uniform field along x, y and up
TINY = 1e-10


def basis(x: Array, y: Array, height: Array) -> Array:
    """Field vectors (n, 3, TERMS) in mT of each unit parameter at n places (m from the isocentre)."""
    across = np.hypot(x, height)
    r = np.hypot(across, y)
    cos, sin = y / r, across / r
    towards = np.divide([x, height], across, out=np.zeros((2, len(x))), where=across > 0)
    field = np.zeros((len(x), 3, TERMS))
    for k, (p, slope) in enumerate(_legendre(cos)):
        order = ORDERS[k]
        fall = (R0 / r) ** (order + 2)
        outward, turning = (order + 1) * p * fall, sin * slope * fall
        radial = outward * sin + turning * cos
        field[:, 0, k] = radial * towards[0]
        field[:, 1, k] = outward * cos - turning * sin
        field[:, 2, k] = radial * towards[1]
    field[:, :, len(ORDERS) :] = np.eye(3)
    return field


def _legendre(cos: Array) -> list[tuple[Array, Array]]:
    """P_l and dP_l/dcos for the orders in use, by recurrence."""
    p, slope = [np.ones_like(cos), cos], [np.zeros_like(cos), np.ones_like(cos)]
    for order in range(1, max(ORDERS)):
        p.append(((2 * order + 1) * cos * p[order] - order * p[order - 1]) / (order + 1))
        slope.append(slope[order - 1] + (2 * order + 1) * p[order])
    return [(p[order], slope[order]) for order in ORDERS]


def size(field_basis: Array, parameters: Array) -> Array:
    """Magnitude of the field in mT at the places of a basis."""
    vectors = field_basis @ parameters
    magnitude: Array = np.sqrt((vectors * vectors).sum(-1) + TINY)
    return magnitude


def without_uniform(parameters: Array) -> Array:
    """The magnet alone: the same parameters with the uniform (Earth's) field put to nought."""
    alone = parameters.copy()
    alone[len(ORDERS) :] = 0.0
    return alone
