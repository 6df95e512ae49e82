"""On what and when something was measured."""

import os
import platform
import sqlite3
from datetime import date


def machine() -> str:
    """Date, cores, system and versions, in one line."""
    cores = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return f"{date.today()}, {cores}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def busy() -> str:
    """How busy the machine is, in words: everything that wanted to run in the last five minutes, this among it."""
    return f"load {os.getloadavg()[1]:.0f} on {os.cpu_count()} cores"
