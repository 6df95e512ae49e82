"""A fault in a file of ours: where it is, what is wrong, and how to mend it."""

from dataclasses import dataclass

from audit_app.errors import sentence


@dataclass(frozen=True)
class Fault:
    """Something that must be mended before the file can be used."""

    place: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{sentence(self.place, self.fault)} {self.remedy}."
