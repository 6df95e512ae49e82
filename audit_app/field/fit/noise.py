"""What each reading may be out by, from what its probe states: shares common to all, and its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit_app.field.multipoles import Array
from audit_app.field.readings import Reading

COMMON, OWN = 0.6, 0.8  # of a probe's standard uncertainty: what every reading shares, and what is its own
LEAST_GAIN = 0.018  # share of B: a meter that was knocked or is past its date shows it to nobody
CLOSE, AT_20 = 1.3, 0.06  # near the coils: the share of B that multipoles leave out at 20 mT, and how it falls with B

ZERO_WITHIN = 0.1  # mT: what a zero that nobody read may be out by; more makes a meter unfit for a survey (meter-zero)
GAIN_WITHIN = 0.05  # the same of a gain that no statement tells: an assumption, no source was found that gives one


@dataclass(frozen=True)
class Checked:
    """What somebody checked of a meter: its zero, in a chamber without a field; its gain, by a stated uncertainty.

    What nobody checked may lie anywhere within its limits (a rectangular distribution): an assumption of this app.
    """

    zero: bool = False
    gain: bool = False

    def left_open(self, follows: Array, known: Array) -> Array:
        """Variance that an unchecked zero and gain add to ln B (n), beyond their own (`known`) that a fit allows for.

        `follows` (n, 2) is by how much ln B follows either of them.
        """
        limits = np.array([0.0 if self.zero else ZERO_WITHIN, 0.0 if self.gain else GAIN_WITHIN])
        added: Array = follows**2 @ np.maximum(limits**2 / 3 - known, 0.0)
        return added


UNCHECKED = Checked()


@dataclass(frozen=True)
class Stated:
    """Standard uncertainties as the probe states them: a share of the field, and an offset in mT."""

    share: float
    offset: float

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "Stated":
        """Found from the readings' own expanded uncertainties (k = 2), which are a share and an offset."""
        field, doubt = np.array([(r.field, r.doubt) for r in readings]).T
        apart = field - field.mean()
        slope = float(apart @ doubt / max(apart @ apart, 1e-12))
        share = min(max(slope, 0.0), float(np.median(doubt / np.maximum(field, 1e-9))))
        offset = max(float(np.median(doubt - share * field)), 0.0)
        return cls(share / 2, offset / 2)

    @property
    def gain(self) -> float:
        """The share of B by which all readings may be out together."""
        return max(COMMON * self.share, LEAST_GAIN)


def close_to_coils(field: Array) -> Array:
    """Share of B that the multipoles leave out where it is as strong as this (mT): the coils are near."""
    left_out: Array = AT_20 * (field / 20.0) ** CLOSE
    return left_out


def own(readings: Sequence[Reading]) -> Array:
    """Each reading's own standard uncertainty as a share of it."""
    found: Array = OWN * np.array([r.doubt / 2 / max(r.field, 1e-9) for r in readings])
    return found
