"""Where a photograph belongs now: to the item, thing or finding it was taken for, or moved to since."""

from audit_app.audit.log.entries import PhotoMoved, PhotoTaken
from audit_app.audit.log.slots import Slots


def placed(slots: Slots, taken: PhotoTaken) -> PhotoTaken:
    """The photograph as if it had been taken where it belongs now; what else its entry says stays."""
    moved = slots.last(("photo-place", taken.photo))
    if not isinstance(moved, PhotoMoved):
        return taken
    return taken.model_copy(update={"item": moved.item, "thing": moved.thing, "finding": moved.finding})
