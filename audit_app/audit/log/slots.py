"""Which entries hold: what was undone is out, what was superseded is out, and what is left of a slot are its heads.

Two heads that say different things are a dispute; two that say the same are one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from audit_app.audit.log.entries import Amended, Attested, Begun, ContributionSetAside, Entry, Saw, Signed, Slot, Undone
from audit_app.audit.log.order import FIRST, Place, named, next_place, places
from audit_app.audit.log.ways import MARK, begins_way, plain, told_apart

# What stays, whoever is set aside: the frame of the audit, and the setting aside itself.
_FRAME = (Begun, Signed, Amended, ContributionSetAside, Saw, Attested)
# Parts of an entry that say who, when and where in the chain, not what.
_ENVELOPE = {
    "id",
    "schema_",
    "device",
    "seq",
    "at",
    "wall",
    "zone",
    "by",
    "replaces",
    "after",
    "together",
    "moved_from",
    "prev",
    "sha",
}


@dataclass(frozen=True)
class Slots:
    """Every slot's entries in order, and what can be told of the whole log without reading it again.

    `undoers` are the undoings of each entry by its id, `known` all entries in their order, `places` where each stands,
    `tails` each writer's newest entry, `turns` the signatures and addenda, `latest` the newest stamp. Where a device's
    log went on in more than one way, `parted` has what each way follows. `own` is the digest of the newest entry that
    was written here, where others came under this device's name; `shared` says whether different entries bear one
    id. Replaced, not changed, by `with_entry`.
    """

    filled: Mapping[Slot, tuple[Entry, ...]] = field(default_factory=dict)
    undoers: Mapping[str, tuple[Undone, ...]] = field(default_factory=dict)
    known: Mapping[str, Entry] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    tails: Mapping[str, Entry] = field(default_factory=dict)
    turns: tuple[Signed | Amended, ...] = ()
    latest: str = ""
    aside: tuple[ContributionSetAside, ...] = ()
    parted: Mapping[str, Entry | None] = field(default_factory=dict)
    shared: bool = False
    own: str = field(default="", compare=False)

    def with_entry(self, entry: Entry) -> "Slots":
        """The slots after one more entry, whose place is behind all others."""
        after = replace(
            self,
            known={**self.known, entry.id: entry},
            places={**self.places, entry.id: self.place_of(entry)},
            tails={**self.tails, entry.device: _later(self.tails.get(entry.device), entry)},
            turns=(*self.turns, entry) if isinstance(entry, Signed | Amended) else self.turns,
            latest=max(self.latest, entry.at),
            aside=(*self.aside, entry) if isinstance(entry, ContributionSetAside) else self.aside,
            own=self.own_after(entry),
        )
        if isinstance(entry, Undone) and self.entry(entry.undoes) is not None:
            return replace(after, undoers={**self.undoers, entry.undoes: (*self.undoers.get(entry.undoes, ()), entry)})
        return replace(after, filled={**self.filled, entry.slot: (*self.filled.get(entry.slot, ()), entry)})

    def entry(self, named: str) -> Entry | None:
        """The entry that an id names, one of them where different ones bear it; None when there is none."""
        if named in self.known or not self.shared:
            return self.known.get(named)
        return next((each for each in self.known.values() if plain(each.id) == named), None)

    def tail_of(self, device: str) -> Entry | None:
        """The entry that a device goes on from: its newest, or where others wrote in its name, its own newest here."""
        if self.own:
            mine = next((each for each in self.known.values() if each.sha == self.own), None)
            if mine is not None and plain(mine.device) == plain(device):
                return mine
        if not self.parted or device in self.tails:
            return self.tails.get(device)
        ways = (each for writer, each in self.tails.items() if plain(writer) == device)
        return max(ways, key=lambda each: (each.seq, each.sha), default=None)

    def way_of(self, device: str) -> str:
        """The writer that goes on with a device's log: itself, as a rule."""
        tail = self.tail_of(device) if self.parted else None
        return tail.device if tail is not None else device

    def own_after(self, entry: Entry) -> str:
        """What `own` is once an entry was made: that, where it follows it."""
        return entry.sha if self.own and self.own == entry.prev else self.own

    def follows(self, entry: Entry) -> Entry | None:
        """The entry under the name of the writer whose newest it follows; None when it begins a log, or another way."""
        if self.parted:
            before = next((each for each in self.tails.values() if each.sha and each.sha == entry.prev), None)
            writer = before.device if before is not None and plain(before.device) == entry.device else ""
            return entry.model_copy(update={"device": writer}) if writer else None
        before = self.tails.get(entry.device)
        return entry if before is not None and before.sha == entry.prev else None

    def reach(self, *ends: Entry) -> dict[str, int]:
        """How far each writer's log leads up to these entries: the last number of each writer that is among it."""
        found: dict[str, int] = {}
        for end in ends:
            here: Entry | None = end
            while here is not None and found.get(here.device, 0) < here.seq:
                found[here.device] = here.seq
                here = self.parted.get(here.device)
        return found

    def place_of(self, entry: Entry) -> Place:
        """Where an entry stands in the order of the log, or would if it came now."""
        if entry.id in self.places:
            return self.places[entry.id]
        ids = {each.sha: each.id for each in self.known.values()} if isinstance(entry, Saw | Signed) else {}
        own = self.tails.get(entry.device)
        return next_place(entry, (self.places.get(each, FIRST) for each in (*named(entry, ids), own.id if own else "")))

    def stands(self, entry: Entry) -> bool:
        """False when the entry was undone and the undoing itself still stands, or its maker's work was set aside."""
        if any(self.stands(undoer) for undoer in self.undoers.get(plain(entry.id), ())):
            return False
        return not (self.aside and any(self._sets_aside(one, entry) for one in self.aside))

    def _sets_aside(self, one: ContributionSetAside, entry: Entry) -> bool:
        """Whether a contribution set aside holds this entry; two that set each other aside have no effect."""
        if isinstance(entry, _FRAME) or not _is_of(one, entry) or self._is_about_frame(entry):
            return False
        if any(self.stands(undoer) for undoer in self.undoers.get(plain(one.id), ())):
            return False
        return not any(_is_of(other, one) and self.stands(other) for other in self.aside if _is_of(one, other))

    def _is_about_frame(self, entry: Entry) -> bool:
        """Whether it undoes a setting aside: who is set aside by somebody must be able to be brought back."""
        return isinstance(entry, Undone) and isinstance(self.entry(entry.undoes), ContributionSetAside)

    def history(self, slot: Slot) -> tuple[Entry, ...]:
        """Every entry ever made about a slot, in order, undone ones too."""
        return self.filled.get(slot, ())

    def heads(self, slot: Slot) -> tuple[Entry, ...]:
        """The entries of a slot that stand and are superseded by none that stands."""
        standing = [entry for entry in self.filled.get(slot, ()) if self.stands(entry)]
        if len(standing) < 2:
            return tuple(standing)
        superseded = self._superseded(standing)
        return tuple(entry for entry in standing if plain(entry.id) not in superseded)

    def _superseded(self, standing: Iterable[Entry]) -> set[str]:
        """What these replace, and what those that were undone since had replaced: it stays superseded."""
        found: set[str] = set()
        left = [old for entry in standing for old in entry.replaces if self._is_older(old, entry)]
        while left:
            old = left.pop()
            entry = self.entry(old)
            if old not in found and entry is not None and not self.stands(entry):
                left.extend(entry.replaces)
            found.add(old)
        return found

    def _is_older(self, old: str, entry: Entry) -> bool:
        """Whether what an entry replaces came before it: what goes round in a circle replaces nothing."""
        return self.places.get(old, FIRST) < self.places[entry.id]

    def live(self, slot: Slot) -> tuple[Entry, ...]:
        """The heads of a slot, one for each different thing they say: more than one is a dispute."""
        heads = self.heads(slot)
        if len(heads) < 2:
            return heads
        different: dict[str, Entry] = {}
        for entry in heads:
            different.setdefault(said(entry), entry)
        return tuple(different.values())

    def last(self, slot: Slot) -> Entry | None:
        """The newest head of a slot, or None."""
        heads = self.heads(slot)
        return heads[-1] if heads else None

    def of_kind(self, first: str) -> Iterable[Slot]:
        """The slots whose name starts with `first`, in the order they were first filled."""
        return (slot for slot in self.filled if slot[0] == first)


def said(entry: Entry) -> str:
    """What an entry says, without who, when and where in the chain: two that say the same are no dispute."""
    return entry.model_dump_json(exclude=_ENVELOPE)


def gathered(entries: Iterable[Entry]) -> Slots:
    """The slots after many entries, built in one go, whatever order they come in."""
    once = told_apart(entries)
    where, _ = places(once)
    ordered = sorted(once, key=lambda entry: (where[entry.id], entry.device, entry.seq, entry.sha))
    ids = {plain(entry.id) for entry in ordered}
    filled: dict[Slot, list[Entry]] = {}
    undoers: dict[str, list[Undone]] = {}
    known: dict[str, Entry] = {}
    tails: dict[str, Entry] = {}
    for entry in ordered:
        known[entry.id] = entry
        tails[entry.device] = _later(tails.get(entry.device), entry)
        if not isinstance(entry, Undone):
            filled.setdefault(entry.slot, []).append(entry)
        elif entry.undoes in known or (entry.undoes in ids and entry.undoes not in where):
            # what undoes a later entry, or goes round in a circle, undoes nothing
            undoers.setdefault(entry.undoes, []).append(entry)
    ways = {entry.device for entry in ordered if MARK in entry.device}
    followed = {entry.prev for entry in ordered} if ways else set()
    by_sha = {entry.sha: entry for entry in ordered} if ways else {}
    return Slots(
        {slot: tuple(made) for slot, made in filled.items()},
        {undone: tuple(by) for undone, by in undoers.items()},
        known,
        where,
        {writer: tail for writer, tail in tails.items() if not tail.sha or tail.sha not in followed},
        tuple(entry for entry in known.values() if isinstance(entry, Signed | Amended)),
        max((entry.at for entry in known.values()), default=""),
        tuple(entry for entry in known.values() if isinstance(entry, ContributionSetAside)),
        {entry.device: by_sha.get(entry.prev) for entry in ordered if entry.device in ways and begins_way(entry)},
        len(ids) < len(known),
    )


def _is_of(one: ContributionSetAside, entry: Entry) -> bool:
    same = " ".join(entry.by.name.casefold().split()) == " ".join(one.of_person.casefold().split())
    return one.of_device in (entry.device, plain(entry.device)) and (not one.of_person or same)


def _later(one: Entry | None, other: Entry) -> Entry:
    return other if one is None or other.seq > one.seq else one
