"""The envelope that every entry carries, and an entry of a kind this version does not know."""

from pydantic import Field

from audit_app.audit.log.people import Fact, Person

SCHEMA = 1  # the newest shape this version writes

Slot = tuple[str, ...]


class Entry(Fact):
    """The envelope every entry carries.

    `at` is a hybrid logical clock (UTC, never earlier than any entry seen, unless that lies ahead of the device's own
    clock: then `after` names it); `wall` is what that clock said, in UTC, and `zone` its local time zone. `prev` is
    the digest of this device's previous entry in this audit (empty for its first) and `sha` the digest of this one's
    canonical JSON. The pen fills the envelope in (`init=False`): who writes an entry gives only what it says, and a
    type checker knows those names.
    """

    kind: str = Field(init=False)
    id: str = Field(init=False)
    schema_: int = Field(default=SCHEMA, alias="schema", init=False)
    audit: str = Field(init=False)
    device: str = Field(init=False)
    seq: int = Field(init=False)
    at: str = Field(init=False)
    wall: str = Field(init=False)
    zone: str = Field(init=False)
    by: Person = Field(init=False)
    replaces: tuple[str, ...] = Field(default=(), init=False)
    after: tuple[str, ...] = Field(
        default=(), init=False, description="ids of entries it was made after though its stamp does not say so"
    )
    together: str = Field(
        default="", init=False, description="id of the first entry of one deed; undo takes the deed back whole"
    )
    prev: str = Field(default="", init=False)
    sha: str = Field(default="", init=False)

    @property
    def slot(self) -> Slot:
        """What this entry states something about; entries without a subject of their own stand alone."""
        return ("entry", self.id)


class OnItem(Entry):
    """The envelope of what is said of an item (of one thing, where its section repeats), from paper too."""

    item: str
    thing: str | None = None
    paper: str = Field(default="", description="code of the paper sheet it was transcribed from")
    checked_by: Person | None = Field(default=None, description="second person who checked the transcription")


class Unknown(Entry):
    """An entry of a kind this version does not know: kept and passed on, without effect."""
