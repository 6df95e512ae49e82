"""How one request leaves this device, and the little of an answer that is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from audit_app.errors import ExchangeRefused


class Unreachable(ExchangeRefused):
    """The hub did not answer, or not now: nothing is wrong with what was sent, it is tried again."""


class CutOff(ExchangeRefused):
    """The hub does not know this device any more: somebody cut it off, or it joined under another name."""


class NotAllowed(ExchangeRefused):
    """The roles of whoever joined the device do not reach this."""


class NotFromTheStart(ExchangeRefused):
    """The hub has not the beginning of what was sent."""


@dataclass(frozen=True)
class Request:
    """A request: `most` is how many bytes of an answer are read, `within` the seconds all of it may take."""

    method: str
    url: str
    body: bytes = b""
    kind: str = "application/json"
    token: str = field(default="", repr=False)
    most: int = 1 << 20
    within: float = 60.0

    @property
    def headers(self) -> dict[str, str]:
        """The headers that are sent with it."""
        found = {"Accept": "application/json, application/octet-stream"}
        if self.body or self.method in ("POST", "PUT"):
            found["Content-Type"] = self.kind
        if self.token:
            found["Authorization"] = f"Bearer {self.token}"
        return found


@dataclass(frozen=True)
class Answer:
    """An answer: its status, its bytes, and its headers by name in lower case."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Wire(Protocol):
    """Sends one request and gives its answer, of whatever status; follows no redirect.

    Unreachable when none comes in time, ExchangeRefused when it is larger than asked for.
    """

    async def ask(self, request: Request) -> Answer:
        """Sends it."""


def too_large(most: int) -> ExchangeRefused:
    """The refusal of an answer that is larger than it may be."""
    return ExchangeRefused("The hub's answer", f"is larger than {max(1, most >> 20)} MiB", "Tell whoever runs the hub")


def no_answer(why: str) -> Unreachable:
    """What is told when none comes."""
    return Unreachable("The hub", f"does not answer ({why[:200]})", "It is tried again by itself")
