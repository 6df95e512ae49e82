"""What a file leaves open, and what a person answered."""

from dataclasses import dataclass

from audit_app.errors import FieldError


@dataclass(frozen=True)
class Answers:
    """What a person said that the file does not: the unit of places, what blank cells stand for, the way of the bore.

    `blank` is "above" where a blank place repeats the cell above it (merged cells), "none" where it stands for nothing;
    `along` is the column ("y" or "z") that runs along the bore.
    """

    length: str = ""
    blank: str = ""
    along: str = ""
    field_column: int = 0


NOTHING_ANSWERED = Answers()


class Unanswered(FieldError):
    """A file leaves something open that a person can answer: `asks` is the name of the answer."""

    def __init__(self, where: str, fault: str, remedy: str, asks: str) -> None:
        super().__init__(where, fault, remedy)
        self.asks = asks
