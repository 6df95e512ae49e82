"""An item of evidence with what was read from its document."""

from dataclasses import dataclass, field

from audit_app.portfolio.evidence.evidence import Evidence


@dataclass(frozen=True)
class Held:
    """An item and what its document says.

    `text` is None as long as the document was not read, and `trouble` says why it could not be made; `draft` is an
    audit that is not signed, `made_up` one that was simulated; `unreviewed` are pictures nobody looked over.
    """

    item: Evidence
    text: str | None = None
    pages: int = 0
    digest: str = ""
    unreviewed: tuple[str, ...] = ()
    trouble: str = ""
    draft: bool = False
    made_up: bool = False
    beside: str = field(default="", metadata={"about": "text that travels with its pages: attachments, properties"})
    unread: tuple[str, ...] = field(default=(), metadata={"about": "parts the app could not read, by name"})
    files: tuple[str, ...] = field(default=(), metadata={"about": "pictures in it that are no photos of an audit"})
    authors: tuple[str, ...] = field(default=(), metadata={"about": "who did what, from the log of an audit"})
