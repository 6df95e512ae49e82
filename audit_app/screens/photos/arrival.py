"""One photo on its way in: where it belongs, how far it is, and what is wrong with it."""

from dataclasses import dataclass
from typing import NamedTuple

from audit_app.screens.session.language import say
from audit_app.store.shelf.shelf import Capture
from audit_app.visit.photos import Developed


class PhotoPlace(NamedTuple):
    """Where photos belong: an item (of a thing), a paper sheet, or the audit as a whole."""

    audit: str
    item: str = ""
    thing: str | None = None
    paper: str = ""


def place_of(one: Capture) -> PhotoPlace:
    """Where a photo on its way belongs."""
    return PhotoPlace(one.audit, one.item, one.thing, one.paper)


@dataclass(frozen=True)
class Arrival:
    """One photo coming in: how far it is (0 to 1, None while it is looked at), and what is wrong with it, if anything.

    `refused` is set when its bytes are safe and cannot be shown: the auditor decides whether to keep it. `unsent` says
    that nothing of it came, nor will.
    """

    capture: Capture
    share: float | None = 0.0
    fault: str = ""
    refused: Developed | None = None
    unsent: bool = False

    @property
    def name(self) -> str:
        return self.capture.name or say("Photo")
