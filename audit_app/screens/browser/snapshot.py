"""A start from a picture of Python's memory: what is in the picture, and what must be new in each run all the same.

The picture is made by a Python that has imported these modules and opened nothing. Ids, salts and tokens come from
the system's own random numbers (`os.urandom`), which no picture holds. What stays is the seed of hashes, made on this
tablet, and the name of the time zone, for which the page keeps a picture of its own.
"""

import gc
import random
import sys
import tempfile
from importlib import import_module, invalidate_caches

MODULES = ("audit_app.screens.browser.start", "audit_app.screens.home.home")


def prepare() -> None:
    """Imports what the first screen needs, and drops what is of this run alone."""
    _load()
    sys.path_importer_cache.clear()
    gc.collect()


def renew() -> None:
    """Makes new what belongs to one run, and imports what the picture did not hold."""
    sys.path[:] = [folder for folder in dict.fromkeys(sys.path) if folder]
    invalidate_caches()
    random.seed()
    # temporary names are drawn from random numbers of their own, which have no public way to be begun anew
    tempfile._name_sequence = None  # type: ignore[attr-defined]
    _load()


def _load() -> None:
    for name in MODULES:
        import_module(name)
