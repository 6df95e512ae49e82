"""The part of a shared audit that says which certificates were taken back: the lists as their issuers signed them."""

from collections.abc import Iterable

from audit_app.exchange.revocation import LARGEST
from audit_app.portfolio.share.foreign_log import refused
from audit_app.store.identity import keep_revoked, revoked_lists
from audit_app.store.store import Store

REVOKED = "revoked.txt"
MOST_LISTS = 20
MOST = MOST_LISTS * (LARGEST + 1)  # bytes


def revoked_of(store: Store) -> bytes:
    """The newest list of each issuer that this device believes, one a line; empty when it has none."""
    return "".join(f"{token}\n" for token in revoked_lists(store)[:MOST_LISTS]).encode()


def read_revoked(data: bytes, where: str) -> tuple[str, ...]:
    """The lists in such a file; BundleRefused when they are too many or too long, or are no lists at all."""
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise refused(where, "is not a list of certificates") from error
    tokens = tuple(lines[:-1])
    if lines[-1] or not 0 < len(tokens) <= MOST_LISTS or any(len(each) > LARGEST for each in tokens):
        raise refused(where, "is cut short, or holds more than issuers sign")
    if any(each.count(".") != 2 for each in tokens):
        raise refused(where, "is not a list of certificates")
    return tokens


def take_revoked(store: Store, tokens: Iterable[str]) -> int:
    """Keeps what issuers that this device believes took back; gives how many keys are new.

    A list of nobody it believes, or one that was changed after it was signed, has no effect.
    """
    return sum(keep_revoked(store, each) for each in tokens)
