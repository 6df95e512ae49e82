"""Passwords: argon2id, with parameters that grow; a name nobody has costs as much time as a wrong password."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from audit_app.errors import UsageError

SHORTEST, LONGEST = 12, 200
COST = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 4}  # memory in KiB; RFC 9106, second choice


def hashed(password: str) -> str:
    """What is kept of a password; UsageError when it is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        fault = f"has {len(password)} characters"
        raise UsageError("The password", fault, f"Choose one of {SHORTEST} to {LONGEST}, several words are best")
    return _hasher().hash(password.encode("utf-8", "replace"))


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; takes as long when there is none."""
    given = password[: LONGEST + 1].encode("utf-8", "replace")
    try:
        right = _hasher().verify(kept or _nobodys(), given)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(COST["time_cost"], COST["memory_cost"], COST["parallelism"])


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")
