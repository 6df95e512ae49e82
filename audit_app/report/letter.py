"""The follow-up e-mail to one owner: a ready draft with their findings, reviewed photographs and due dates.

The same audit gives the same bytes. Nothing is sent from here: the draft opens in the auditor's own mail program.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from icalendar import Alarm, Calendar, Event, vDatetime

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import Action, actions
from audit_app.audit.findings.finding import Finding, finding
from audit_app.audit.history.sentences import spoken
from audit_app.audit.log.clock import local
from audit_app.audit.log.people import Person, same_person
from audit_app.audit.pictures import Picture, Review, pictures
from audit_app.counting import counted
from audit_app.dates import day
from audit_app.errors import EntryRefused, one_line
from audit_app.report.chapters.key import Key

# The copy of a picture that may leave, a JPEG with its redactions burnt in; None when it is not on this device.
Copies = Callable[[Picture], bytes | None]
REMIND_DAYS = 7
MORNING = time(9)  # of the day itself, where there is no day left before it
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


@dataclass(frozen=True)
class Letter:
    """A draft e-mail as the bytes of an `.eml` file, what was left out of it, in sentences, its text and address."""

    eml: bytes
    subject: str
    left_out: tuple[str, ...] = ()
    text: str = ""
    to: str = ""


def owners(audit: Audit) -> tuple[Person, ...]:
    """Everyone who owns an open action, each once, in the order of the findings; namesakes at two addresses are two."""
    people = _people(audit)
    return tuple(dict.fromkeys(_owner(each, people) for each in people))


def owned(audit: Audit, owner: Person) -> tuple[Action, ...]:
    """The open actions of one owner, and of nobody who is only named alike."""
    people = _people(audit)
    wanted = _owner(owner, people)
    return tuple(
        each for each in actions(audit) if each.open and each.owner is not None and _owner(each.owner, people) == wanted
    )


def _people(audit: Audit) -> list[Person]:
    return [each.owner for each in actions(audit) if each.open and each.owner is not None]


def _owner(person: Person, people: list[Person]) -> Person:
    """The first mention of the person that gives their address; a mention without one is of the only one so named."""
    alike = [each for each in people if same_person(each, person)]
    at = {_mailbox(each): each for each in reversed(alike) if _mailbox(each)}
    if _mailbox(person):
        return at.get(_mailbox(person), person)
    if len(at) == 1:
        return next(iter(at.values()))
    return next((each for each in alike if not _mailbox(each)), person)


def _mailbox(person: Person) -> str:
    return person.email.strip().casefold()


def letter(
    audit: Audit, owner: Person, copies: Copies, sender: Person | None = None, now: datetime | None = None
) -> Letter:
    """The draft to one owner, made at a local time (else that of the newest entry).

    EntryRefused when they own nothing open or their address is not one.
    """
    mine = owned(audit, owner)
    if not mine:
        raise EntryRefused(owner.name or "This person", "owns no open action", "Give them an action first")
    found = [about for each in dict.fromkeys(each.finding for each in mine) if (about := finding(audit, each))]
    shown, left_out = _pictures(audit, found, copies)
    message = EmailMessage()
    subject = _subject(audit, len(mine))
    _address(message, audit, owner, sender, subject)
    text = _body(audit, owner, mine, found, shown, sender)
    message.set_content(text, cte="quoted-printable")
    for picture, data in shown:
        message.add_attachment(data, maintype="image", subtype="jpeg", filename=_file(picture))
    dates = calendar(audit, mine, now).decode()
    message.add_attachment(dates, subtype="calendar", filename="due-dates.ics", params={"method": "PUBLISH"})
    message.set_boundary(f"mr-audit-{sha256((audit.id + audit.latest + subject).encode()).hexdigest()[:32]}")
    return Letter(message.as_bytes(policy=SMTP), subject, left_out, text, owner.email.strip())


def _subject(audit: Audit, number: int) -> str:
    mark = "SIMULATED: " if audit.begun.simulated else ""
    count = counted(number, "action")
    return one_line(f"{mark}MR safety audit of {audit.begun.unit.name}, {spoken(audit.begun.on)}: {count} for you")


def _address(message: EmailMessage, audit: Audit, owner: Person, sender: Person | None, subject: str) -> None:
    """The headers; `X-Unsent` makes mail programs open the file as a draft. Without an address `To` stays open."""
    message["Subject"] = subject
    for header, person in (("To", owner), ("From", sender)):
        if person is not None and person.email.strip():
            message[header] = Address(one_line(person.name), addr_spec=_addressed(person))
    newest = audit.entries[-1]
    message["Date"] = format_datetime(local(newest.wall, newest.zone))
    message["Message-ID"] = (
        f"<{sha256((audit.id + audit.latest + owner.name + _mailbox(owner)).encode()).hexdigest()[:40]}@mr-audit>"
    )
    message["X-Unsent"] = "1"


def _addressed(person: Person) -> str:
    address = person.email.strip()
    if not _ADDRESS.fullmatch(address):
        raise EntryRefused(f"“{address[:60]}”", "is not an e-mail address", f"Correct the address of {person.name}")
    return address


def _body(
    audit: Audit,
    owner: Person,
    mine: tuple[Action, ...],
    found: list[Finding],
    shown: list[tuple[Picture, bytes]],
    sender: Person | None,
) -> str:
    unit = audit.begun.unit
    place = ", ".join(part for part in (unit.name, unit.site, unit.organisation) if part)
    parts = [
        f"Dear {one_line(owner.name)},",
        f"these findings of the MR safety audit of {place} are for you to act on.",
    ]
    if audit.begun.simulated:
        parts.append("THIS AUDIT IS SIMULATED: it is an exercise, and nothing needs to be done.")
    if audit.state != "signed":
        parts.append("The audit is not signed yet; what follows may still change.")
    for each in found:
        parts.append(_told(audit, each, [one for one in mine if one.finding == each.id], shown))
    parts.append("Please reply to this message with what was done and, where it helps, a photograph.")
    parts.append(one_line(sender.name if sender else audit.begun.auditor.name))
    return "\n\n".join(parts) + "\n"


def _told(audit: Audit, found: Finding, mine: Iterable[Action], shown: list[tuple[Picture, bytes]]) -> str:
    said = [f"{found.short}. {found.title}" + (" (IMMEDIATE DANGER)" if found.immediate_danger else "")]
    names = {"Where": found.place, "Risk": found.risk, "Seen": found.description, "Done at once": found.interim_control}
    said += [f"   {name}: {text}" for name, text in {**names, "Recommended": found.recommendation}.items() if text]
    said += [f"   Reference: {cited}" for ref in found.references if (cited := _cited(audit, ref))]
    for each in mine:
        due = f", due {spoken(each.due)}" if each.due else ", no due date set"
        said.append(f"   Action: {each.what}{due} ({each.words.lower()})")
    own = [picture for picture, _ in shown if picture.id in found.photos]
    said += [f"   Photograph: {_file(each)}{f' ({each.caption})' if each.caption else ''}" for each in own]
    return "\n".join(said)


def _cited(audit: Audit, clause: str) -> str:
    """A clause as it is told to somebody outside; nothing for one that nobody has looked up yet."""
    key = Key(audit)
    if clause not in audit.references or key.weak(clause):
        return ""
    said = audit.references.cite(clause)
    return ", ".join(part for part in (said.document, said.edition, said.section) if part) + f": {said.topic}"


def _pictures(
    audit: Audit, found: list[Finding], copies: Copies
) -> tuple[list[tuple[Picture, bytes]], tuple[str, ...]]:
    """The pictures that may leave, and a sentence for each that may not."""
    wanted = {photo for each in found for photo in each.photos}
    shown, left_out = [], []
    for picture in pictures(audit):
        if picture.id not in wanted:
            continue
        if picture.expunged:
            left_out.append(f"{picture.name} is left out: it {picture.expunged}.")
        elif picture.review is Review.UNREVIEWED:
            left_out.append(f"{picture.name} is left out: nobody has reviewed it for what must not leave.")
        elif (data := copies(picture)) is None:
            left_out.append(f"{picture.name} is left out: its picture is not on this device.")
        else:
            shown.append((picture, data))
    return shown, tuple(left_out)


def _file(picture: Picture) -> str:
    return f"photo-{picture.number}.jpg"


def calendar(audit: Audit, mine: Iterable[Action], now: datetime | None = None) -> bytes:
    """The due dates as an `.ics` file: a day each, with a reminder a week before; a changed date replaces its day.

    `now` is the local time at which it is made, else that of the newest entry: no reminder lies before it.
    """
    newest = audit.entries[-1]
    now = now or local(newest.wall, newest.zone)
    made = Calendar()
    made.add("prodid", "-//mr-audit//due dates//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for each in mine:
        due = day(each.due)
        if due is not None:
            made.add_component(_event(audit, each, due, now))
    return bytes(made.to_ical())


def _event(audit: Audit, each: Action, due: date, now: datetime) -> Event:
    history = audit.slots.history(("action", each.id))
    last = history[-1]
    event = Event()
    event.add("uid", f"{each.id}@mr-audit")
    event.add("dtstamp", vDatetime(local(last.wall, "+00:00")))  # as a date it would ask for a database of time zones
    event.add("sequence", len(history) - 1)
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    mark = "SIMULATED: " if audit.begun.simulated else ""
    event.add("summary", one_line(f"{mark}Due: {each.what} ({audit.begun.unit.name})"))
    event.add("description", f"{each.finding_title}. {each.level} risk. Owner: {each.owner_name}.")
    event.add("transp", "TRANSPARENT")
    left = (due - now.date()).days
    if left > 0 or (left == 0 and now.time() < MORNING):
        event.add_component(_alarm(each, max(0, min(REMIND_DAYS, left - 1))))
    return event


def _alarm(each: Action, days: int) -> Alarm:
    """A reminder so many days before an action is due: a week, or less where that was past when the file was made."""
    when = {0: "today", 1: "tomorrow", REMIND_DAYS: "in a week"}.get(days, f"in {days} days")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(f"Due {when}: {each.what}"))
    alarm.add("trigger", timedelta(days=-days) if days else timedelta(hours=MORNING.hour))
    return alarm
