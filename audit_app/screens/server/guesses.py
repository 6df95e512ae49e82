"""How often a passphrase may be tried: looked at before it is checked, so that a refused try tells nothing.

Each address has a few tries at once and gains one every few seconds; so have all addresses together. A browser
that was let in before is known by its old pass and has tries of its own: guessing from many places locks it not out.
"""

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass

AT_ONCE, EVERY = 5, 12  # tries of one address or browser, and the seconds until it gains another
ALL_AT_ONCE, ALL_EVERY = 30, 3  # the same for all addresses that are not known
REMEMBERED = 4096  # addresses


@dataclass
class Bucket:
    """Tries that are left, and when that was worked out."""

    left: float
    at: float


class Guesses:
    """The tries that are left to each address and to all; `now` in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._each: dict[str, Bucket] = {}
        self._all = Bucket(ALL_AT_ONCE, now())

    def wait(self, address: str, known: str = "") -> int:
        """Takes one try from an address, or from the browser that is `known`; 0, or the seconds until there is one."""
        now = self._now()
        own = self._each.setdefault(known or neighbourhood(address), Bucket(AT_ONCE, now))
        _gain(own, now, AT_ONCE, EVERY)
        _gain(self._all, now, ALL_AT_ONCE, ALL_EVERY)
        self._forget(now)
        if own.left < 1:
            return int((1 - own.left) * EVERY) + 1
        if not known and self._all.left < 1:
            return int((1 - self._all.left) * ALL_EVERY) + 1
        own.left -= 1
        if not known:
            self._all.left -= 1
        return 0

    def right(self, address: str, known: str = "") -> None:
        """The try was right: it costs nothing."""
        own = self._each.get(known or neighbourhood(address))
        if own is not None:
            own.left = min(own.left + 1, AT_ONCE)
        if not known:
            self._all.left = min(self._all.left + 1, ALL_AT_ONCE)

    def _forget(self, now: float) -> None:
        """Forgets addresses that have all their tries again; when there are still too many, the oldest."""
        if len(self._each) <= REMEMBERED:
            return
        waiting = {name: one for name, one in self._each.items() if now - one.at < AT_ONCE * EVERY}
        newest = sorted(waiting.items(), key=lambda pair: pair[1].at)[-REMEMBERED // 2 :]
        self._each = dict(newest)


def _gain(bucket: Bucket, now: float, most: int, every: int) -> None:
    bucket.left, bucket.at = min(bucket.left + (now - bucket.at) / every, most), now


def neighbourhood(address: str) -> str:
    """What counts as one address: in IPv6 the network of /64, of which one machine has every address."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is None:
        return str(ipaddress.ip_network((read, 64), strict=False))
    return str(getattr(read, "ipv4_mapped", None) or read)
