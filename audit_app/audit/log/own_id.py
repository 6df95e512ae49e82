"""The id of an audit, worked out from the entry it begins with: nobody can begin the same audit a second time.

It is a UUID of version 8 (RFC 9562) whose 122 free bits are the first of the SHA-256 of what the beginning says, its
person, device, moment and random id among it. Audits of version 0.1 have random ids of version 7: of two beginnings of
such a one nothing in them tells which is true.
"""

from hashlib import sha256
from typing import Any
from uuid import RFC_4122, UUID

from audit_app.audit.log.canonical import canonical

VERSION = 8
NOT_ITS_BEGINNING = "is not the beginning that the audit's id was worked out from"


def id_of(begun: dict[str, Any]) -> str:
    """The id of the audit that begins with this entry (a JSON object), whatever it calls its audit."""
    says = {name: part for name, part in begun.items() if name not in ("audit", "sha")}
    free = int.from_bytes(sha256(canonical(says).encode("utf-8", "surrogatepass")).digest()[:16], "big")
    fixed = free & ~(0xF << 76) & ~(0b11 << 62)
    return str(UUID(int=fixed | (VERSION << 76) | (0b10 << 62)))


def names_beginning(audit: str) -> bool:
    """Whether an audit's id was worked out from its beginning, in the one spelling that ids have."""
    try:
        found = UUID(audit)
    except ValueError:
        return False
    return str(found) == audit and found.variant == RFC_4122 and found.version == VERSION


def is_another(begun: dict[str, Any]) -> bool:
    """Whether the id of an entry's audit was worked out from another beginning than this one."""
    try:
        return names_beginning(begun["audit"]) and id_of(begun) != begun["audit"]
    except TypeError:  # a number that no entry holds
        return True
