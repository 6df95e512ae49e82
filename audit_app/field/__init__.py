"""Fringe-field physics: readings, plans, the fitted field, its lines, and how far to trust them (numpy only).

    readings     what a person read off a meter, and with which probe
    geometry     positions on a plan, distances to lines
    published/   the maker's isocontours, to compare with
    multipoles   the field outside a magnet as a sum of exterior multipoles
    fit/         how a field is fitted: how the magnet lies, its multipoles, and what they leave
    model        a fitted field with its uncertainty
    lines        where a level lies, between which bounds, and whether readings support it
    slips        readings that look ten or a thousand times out, said in words
    contours     a line all round, and how it lies to a boundary
    site         where iron makes the model fail
    plausible    whether lines can be right, beside the maker's plot or other magnets
    columns      what a column means; numbers and units in cells
    tables/      any delimited or fixed-width text as columns of cells
    files/       what names of columns say, which make the field, samples that stand out
    surveys/     a file of readings as readings
    logs         a gaussmeter log, and what it was taken to be
    account      one survey's whole account
    telling      that account as plain values and as text
    meters/      readings straight from a gaussmeter

Field in mT, positions in metres from the isocentre: x across the bore, y along it, height above it.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

ONE = "OPENBLAS_NUM_THREADS"
_NAMES = ("scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads", "openblas_set_num_threads")


def _one_thread() -> None:
    """A fit solves many small systems one after another: threads would wait for one another and take twice the work."""
    numpy = sys.modules.get("numpy")
    if ONE in os.environ:
        return
    os.environ[ONE] = "1"
    if numpy is None or not numpy.__file__:
        return
    import ctypes  # only where numpy was there before and read its number of threads already

    for path in (Path(numpy.__file__).parent.parent / "numpy.libs").glob("*openblas*"):
        with suppress(OSError):
            loaded = ctypes.CDLL(str(path))
            for name in (name for name in _NAMES if hasattr(loaded, name)):
                getattr(loaded, name)(1)


_one_thread()
