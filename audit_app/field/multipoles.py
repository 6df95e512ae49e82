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
    even, near = _powers(cos * cos), R0 / r
    p, slope = (_LEGENDRE @ even) * cos, _SLOPES @ even
    fall = near**3 * _powers(near * near)
    outward, turning = (_ORDERS[:, None] + 1) * p * fall, sin * slope * fall
    radial = outward * sin + turning * cos
    towards = np.divide([x, height], across, out=np.zeros((2, len(x))), where=across > 0)
    field = np.zeros((len(x), 3, TERMS))
    field[:, 0, : len(ORDERS)] = (radial * towards[0]).T
    field[:, 1, : len(ORDERS)] = (outward * cos - turning * sin).T
    field[:, 2, : len(ORDERS)] = (radial * towards[1]).T
    field[:, :, len(ORDERS) :] = np.eye(3)
    return field


def _powers(squared: Array) -> Array:
    """The even powers of what was squared, from the noughth, one for each order: (orders, n)."""
    found = np.empty((len(ORDERS), len(squared)))
    found[0] = 1.0
    for at in range(1, len(ORDERS)):
        np.multiply(found[at - 1], squared, out=found[at])
    return found


def _legendre() -> tuple[Array, Array]:
    """Coefficients by even powers of P_l / cos and of dP_l/dcos, for the orders in use, which are odd."""
    whole = [np.polynomial.legendre.leg2poly([0.0] * order + [1.0]) for order in ORDERS]
    p: Array = np.zeros((len(ORDERS), len(ORDERS)))
    slope: Array = np.zeros_like(p)
    for row, c in enumerate(whole):
        odd = c[1::2]
        p[row, : len(odd)], slope[row, : len(odd)] = odd, odd * np.arange(1, len(c), 2)
    return p, slope


_ORDERS = np.array(ORDERS, dtype=np.float64)
_LEGENDRE, _SLOPES = _legendre()


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
