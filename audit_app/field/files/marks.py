"""Samples of a log that are marked before they can become a maximum."""

from collections.abc import Sequence

import numpy as np

from audit_app.field.multipoles import Array, Flags

TIMES = 4.0  # a sample this many times larger or smaller than both its neighbours stands out
WEAK = 0.02  # mT: below this a sample differs from its neighbours by noise alone


def marked(field: Array, own_field: float | None = None) -> Flags:
    """Samples (mT) four times off both neighbours, or above the magnet's own field (mT)."""
    out = np.zeros(len(field), bool)
    if len(field) >= 3:
        b = np.maximum(np.nan_to_num(field, nan=0.0), 0.0)
        before, here, after = b[:-2], b[1:-1], b[2:]
        high = here > np.maximum(TIMES * np.maximum(before, after), WEAK)
        low = (here > 0) & (TIMES * here < np.minimum(before, after)) & (np.minimum(before, after) > WEAK)
        out[1:-1] = high | low
        out[0] = b[0] > max(TIMES * max(b[1], b[2]), WEAK)
        out[-1] = b[-1] > max(TIMES * max(b[-2], b[-3]), WEAK)
    if own_field is not None:
        out |= np.nan_to_num(field, nan=0.0) > own_field
    return out


def told(marks: Flags, field: Array, lines: Sequence[int] = ()) -> list[str]:
    """What a reader is told of the samples that were marked."""
    at = np.flatnonzero(marks)
    if not len(at):
        return []
    shown = ", ".join(f"{i + 1} ({field[i]:.4g} mT)" for i in at[:5]) + (" and others" if len(at) > 5 else "")
    number = "1 sample is" if len(at) == 1 else f"{len(at)} samples are"
    return [
        f"{number} marked and left out of the largest: more than four times off both neighbours, or above the "
        f"magnet's own field: row {shown}. Look at the log there."
    ]
