"""The pictures of an audit as a report shows them: numbered, captioned, and checked before they are drawn."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from audit_app.audit.audit import Audit, Line
from audit_app.audit.findings.actions import actions
from audit_app.audit.findings.finding import findings
from audit_app.audit.log.entries import PhotoTaken, PlanSet
from audit_app.audit.pictures import Picture, pictures
from audit_app.photos.jpeg_header import measured
from audit_app.report.blocks import Shot
from audit_app.report.options import Pictures

MISSING = "is not on this device"
NO_COPY = "has no copy that can be shown"
DAMAGED = "has a damaged copy"


@dataclass(frozen=True)
class Album:
    """Every picture of an audit that was not set aside, in the order the report walks.

    Each keeps the number it has on the screens, in letters and in redaction records: by when it was taken.
    """

    audit: Audit
    pictures: Pictures

    @cached_property
    def shots(self) -> tuple[Shot, ...]:
        """All pictures in order."""
        return tuple(self._by_photo.values())

    @cached_property
    def _pictures(self) -> dict[str, Picture]:
        return {one.id: one for one in pictures(self.audit)}

    @cached_property
    def _by_photo(self) -> dict[str, Shot]:
        order = {key: place for place, key in enumerate(self.audit.checklist.items)}
        things = {thing.id: place for place, thing in enumerate(self.audit.things)}

        def place(one: Picture) -> tuple[int, int, int]:
            return order.get(one.taken.item, -1), things.get(one.taken.thing or "", -1), one.number

        return {one.id: self._shot(one) for one in sorted(self._pictures.values(), key=place)}

    def _shot(self, one: Picture) -> Shot:
        name = one.taken.name or f"picture {one.digest[:12]}"
        caption = one.caption or self._subject(one.taken)
        shot = Shot(one.number, one.digest, name, caption, one.marks)
        return replace(shot, fault=one.expunged) if one.expunged else _looked_up(shot, self.pictures)

    def _subject(self, taken: PhotoTaken) -> str:
        item = self.audit.checklist.items.get(taken.item)
        thing = next((each.name for each in self.audit.things if each.id == taken.thing), "")
        return ": ".join(part for part in (thing, item.text if item else "") if part) or "Not captioned"

    def of_line(self, line: Line) -> tuple[Shot, ...]:
        """The pictures taken for one item (and thing)."""
        return self.of(line.photos)

    def of(self, photos: Iterable[str]) -> tuple[Shot, ...]:
        """These pictures by their photo id; those set aside are left out."""
        return tuple(self._by_photo[photo] for photo in photos if photo in self._by_photo)

    def of_finding(self, finding: str, chosen: Iterable[str] = ()) -> tuple[Shot, ...]:
        """The pictures of a finding: those it names and those taken for it."""
        named = [*chosen, *(photo for photo, one in self._pictures.items() if one.taken.finding == finding)]
        return self.of(dict.fromkeys(named))

    @cached_property
    def of_findings(self) -> dict[int, str]:
        """The number of each picture that a finding shows, and the finding's short name."""
        every = [(each, self.of_finding(each.id, each.photos)) for each in findings(self.audit)]
        return {shot.number: each.short for each, shots in reversed(every) for shot in shots}

    @cached_property
    def loose(self) -> tuple[Shot, ...]:
        """Pictures that no item, no finding and no proof of an action shows: taken for nothing, or for what is gone."""
        shown = {photo for line in self.audit.lines.values() for photo in line.photos}
        shown |= {photo for each in findings(self.audit) for photo in each.photos}
        shown |= {photo for each in actions(self.audit) for proof in each.evidence for photo in proof.photos}
        return tuple(shot for photo, shot in self._by_photo.items() if photo not in shown)

    def plan(self, digest: str, name: str) -> Shot:
        """A floor plan's picture; it has no number."""
        return _looked_up(Shot(0, digest, name, name), self.pictures)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with pictures that cannot be shown, one sentence each."""
        heads = (self.audit.slots.last(slot) for slot in self.audit.slots.of_kind("plan"))
        drawn = [self.plan(head.picture, head.name) for head in heads if isinstance(head, PlanSet) and head.picture]
        photos = [f"Photo {one.number} ({one.name}) {one.fault}." for one in self.shots if one.fault]
        return (*photos, *(f"Floor plan “{one.name}” {one.fault}." for one in drawn if one.fault))


def _looked_up(shot: Shot, pictures: Pictures) -> Shot:
    if not pictures.has(shot.digest):
        return replace(shot, fault=MISSING)
    path = pictures.printed_copy(shot.digest, shot.marks)
    if path is None:
        return replace(shot, fault=NO_COPY)
    jpeg = measured(path)
    if jpeg is None:
        return replace(shot, fault=DAMAGED)
    return replace(shot, path=path, width=jpeg.width, height=jpeg.height, channels=jpeg.channels)
