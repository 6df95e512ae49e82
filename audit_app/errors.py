"""What can go wrong, in words an auditor can act on: where, what is wrong, what to do about it.

AuditError                 any failure we foresaw; its text is shown as written
  UsageError               the command or the request itself is wrong
  QuantityError            what was typed is not a quantity we may keep
  ChecklistError           a checklist file is wrong (names file and item)
  ReferenceProblem         a reference file or a guideline document cannot be used
  EntryRefused             this entry may not be made now
  FieldError               a survey, plan or meter log cannot be used
  PhotoRefused             a picture cannot be opened safely
  StoreError               the tablet could not keep it, or could not read it back
    StoreNewer             the data was written by a newer version of the app
    StoreLocked            another copy of the app has the data open
    StoreReadOnly          the data folder cannot be written
    StoreFull              no room is left on the device
    StoreDamaged           what was read back is not what was written
      StoreBehind          the newest of what was kept is missing, and one can go on without it
  ReportError              a report could not be made
  BundleRefused            a bundle or shared audit cannot be trusted or read
  ExchangeRefused          what a partner sent is not kept
"""


class AuditError(Exception):
    """A foreseen failure: `where` it is, the `fault`, and the `remedy`, each a plain phrase or sentence."""

    def __init__(self, where: str, fault: str, remedy: str = "") -> None:
        super().__init__(where, fault, remedy)
        self.where, self.fault, self.remedy = where, fault, remedy

    def __str__(self) -> str:
        return f"{sentence(self.where, self.fault)} {self.remedy}".strip()


class UsageError(AuditError):
    """The command or the request itself is wrong."""


class QuantityError(AuditError):
    """What was typed is not a quantity we may keep."""


class ChecklistError(AuditError):
    """A checklist file is wrong; `where` names file and item."""


class ReferenceProblem(AuditError):
    """A reference file or a guideline document cannot be used."""


class EntryRefused(AuditError):
    """This entry may not be made now."""


class FieldError(AuditError):
    """A survey, plan or meter log cannot be used."""


class PhotoRefused(AuditError):
    """A picture cannot be opened safely; `where` names the file."""


class StoreError(AuditError):
    """The tablet could not keep it, or could not read it back."""


class StoreNewer(StoreError):
    """The data was written by a newer version of the app."""


class StoreLocked(StoreError):
    """Another copy of the app has the data open."""


class StoreReadOnly(StoreError):
    """The data folder cannot be written."""


class StoreFull(StoreError):
    """No room is left on the device."""


class StoreDamaged(StoreError):
    """What was read back is not what was written."""


class StoreBehind(StoreDamaged):
    """The newest of what was kept is missing; nothing was opened, and one can go on without it (`go_on`)."""


class ReportError(AuditError):
    """A report could not be made."""


class Cancelled(Exception):
    """The person asked to stop; a progress callback raises it and nothing is written."""


class BundleRefused(AuditError):
    """A bundle or shared audit cannot be trusted or read."""


class ExchangeRefused(AuditError):
    """What a partner sent, or asked for, is refused whole; nothing of it is kept."""


def sentence(where: str, fault: str) -> str:
    """A place and its fault as a sentence, e.g. “MRI 1 has no name yet.”

    After a fault that is a sentence itself the place stands in brackets, unless it is what was typed, in quotes.
    """
    whole = fault[:1].isupper() or not fault[:1].isalpha()
    named = f" ({where})" if where and where[:1] != "“" else ""
    said = f"{fault.rstrip('.')}{named}" if whole else f"{where} {fault}".strip()
    return said if said.endswith((".", "?", "!")) else f"{said}."


def one_line(text: str) -> str:
    """The text on one line, with nothing in it that a terminal would obey: for file names and whatever was typed."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
