"""The follow-up e-mail, its due dates, and the replies that come back."""

import sys
import zoneinfo
from datetime import UTC, date, datetime, time
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar
from icalendar.timezone.zoneinfo import ZONEINFO

from audit_app.audit.findings.finding import rated
from audit_app.audit.findings.replies import LARGEST, read_reply
from audit_app.audit.log.entries import ActionClosed, ActionSet, FindingRaised, PhotoReviewed, PhotoTaken
from audit_app.audit.log.people import Person
from audit_app.errors import EntryRefused
from audit_app.report.letter import calendar, letter, owned, owners

LIN = Person(name="Lin Chen", email="lin@example.org")
JPEG = b"\xff\xd8 a picture \xff\xd9"


def enter(audit, pen, kind, **says):
    return audit.with_entry(pen.write(kind, audit, **says))


def no_copy(picture):
    return None


@pytest.fixture
def found(audit, pen):
    audit = enter(audit, pen, PhotoTaken, item="sign", photo="p1", digest="1" * 64, name="IMG_1.jpg")
    audit = enter(audit, pen, PhotoTaken, item="sign", photo="p2", digest="2" * 64, name="IMG_2.jpg")
    audit = enter(audit, pen, PhotoReviewed, photo="p1", outcome="nothing_to_redact")
    says = {"title": "Gap under the door", "place": "North door", "recommendation": "Fit a brush"}
    audit = enter(audit, pen, FindingRaised, finding="f", item="sign", **says, **rated(3, 4))
    audit = enter(audit, pen, FindingRaised, finding="g", title="Trolley unlabelled")
    audit = enter(audit, pen, ActionSet, action="a", finding="f", what="Fit a brush", owner=LIN, due="2026-01-30")
    return enter(audit, pen, ActionSet, action="b", finding="g", what="Label it", owner=Person(name="Sam Park"))


def read_mail(data):
    return message_from_bytes(data, policy=policy.default)


def test_one_owner_gets_their_findings_only(found):
    assert [each.name for each in owners(found)] == ["Lin Chen", "Sam Park"]
    text = read_mail(letter(found, LIN, no_copy).eml).get_body().get_content()
    assert "1. Gap under the door" in text and "Trolley" not in text
    assert "Action: Fit a brush, due 30 January 2026 (open)" in text
    assert "Risk: High (12): possible × major" in text


def test_the_draft_is_addressed_and_opens_as_a_draft(found, pen):
    sender = pen.person.model_copy(update={"email": "ada@example.org"})
    message = read_mail(letter(found, LIN, no_copy, sender).eml)
    assert (str(message["to"]), str(message["from"])) == ("Lin Chen <lin@example.org>", "Ada Byron <ada@example.org>")
    assert (message["x-unsent"], message["subject"]) == (
        "1",
        "MR safety audit of MRI 1, 2 January 2026: 1 action for you",
    )


def test_only_reviewed_pictures_leave_and_the_others_are_named(found):
    made = letter(found, LIN, lambda picture: JPEG)
    names = [part.get_filename() for part in read_mail(made.eml).iter_attachments()]
    assert names == ["photo-1.jpg", "due-dates.ics"]
    assert made.left_out == ("IMG_2.jpg is left out: nobody has reviewed it for what must not leave.",)


def test_a_picture_that_is_not_here_is_said_to_be_left_out(found):
    assert any("not on this device" in said for said in letter(found, LIN, no_copy).left_out)


def test_the_same_audit_gives_the_same_bytes(found):
    assert letter(found, LIN, lambda picture: JPEG) == letter(found, LIN, lambda picture: JPEG)


def test_a_draft_of_an_open_audit_says_it_is_not_signed(found):
    assert "not signed yet" in read_mail(letter(found, LIN, no_copy).eml).get_body().get_content()


def test_an_owner_without_an_address_leaves_the_address_open(found):
    assert read_mail(letter(found, Person(name="Sam Park"), no_copy).eml)["to"] is None


@pytest.mark.parametrize("address", ["lin", "lin@", "a@b", "a b@c.de", "x@y.de\nBcc: all@z.de", "<x@y.de>"])
def test_what_is_no_address_is_refused(audit, pen, address):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap")
    owner = Person(name="Lin Chen", email=address)
    audit = enter(audit, pen, ActionSet, action="a", finding="f", what="Mend", owner=owner)
    with pytest.raises(EntryRefused, match="is not an e-mail address"):
        letter(audit, owner, no_copy)


def test_a_name_cannot_add_a_header(audit, pen):
    owner = Person(name="Lin\r\nBcc: all@example.org", email="lin@example.org")
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap")
    audit = enter(audit, pen, ActionSet, action="a", finding="f", what="Mend\r\nX: y", owner=owner, due="2026-02-01")
    message = read_mail(letter(audit, owner, no_copy).eml)
    assert message["bcc"] is None and message["x"] is None


def test_a_person_without_open_actions_gets_no_draft(found, pen):
    closed = enter(found, pen, ActionClosed, action="a", state="done", note="Fitted")
    assert owned(closed, LIN) == ()
    with pytest.raises(EntryRefused, match="owns no open action"):
        letter(closed, LIN, no_copy)


def test_each_due_date_is_a_day_with_a_reminder_and_a_changed_one_replaces_it(found, pen):
    [event] = Calendar.from_ical(calendar(found, owned(found, LIN))).walk("VEVENT")
    assert (event["dtstart"].dt, event["uid"], int(event["sequence"])) == (date(2026, 1, 30), "a@mr-audit", 0)
    assert len(event.walk("VALARM")) == 1
    later = enter(found, pen, ActionSet, action="a", finding="f", what="Fit a brush", owner=LIN, due="2026-02-28")
    [event] = Calendar.from_ical(calendar(later, owned(later, LIN))).walk("VEVENT")
    assert (event["dtstart"].dt, event["uid"], int(event["sequence"])) == (date(2026, 2, 28), "a@mr-audit", 1)


MORNINGS = (
    ("2026-01-02T12:00", "2026-01-23T00:00"),
    ("2026-01-27T12:00", "2026-01-28T00:00"),
    ("2026-01-28T12:00", "2026-01-29T00:00"),
    ("2026-01-29T23:59", "2026-01-30T09:00"),
    ("2026-01-30T08:59", "2026-01-30T09:00"),
    ("2026-01-30T09:00", ""),
    ("2026-01-30T15:00", ""),
    ("2026-02-14T08:00", ""),
)


@pytest.mark.parametrize(("made", "reminds"), MORNINGS)
def test_a_reminder_lies_ahead_of_when_its_file_is_made(found, made, reminds):
    """The audit ends on 2 January and the action is due on the 30th; the file is made on another day."""
    now = datetime.fromisoformat(made).replace(tzinfo=UTC)
    for data in (calendar(found, owned(found, LIN), now), attached_dates(letter(found, LIN, no_copy, now=now).eml)):
        [event] = Calendar.from_ical(data).walk("VEVENT")
        midnight = datetime.combine(event["dtstart"].dt, time())
        alarms = [(midnight + alarm["trigger"].dt).isoformat()[:16] for alarm in event.walk("VALARM")]
        assert alarms == ([reminds] if reminds else [])


def attached_dates(data):
    return next(p.get_payload(decode=True) for p in read_mail(data).iter_attachments() if "ics" in p.get_filename())


def test_an_action_without_a_date_is_no_day_in_the_calendar(found):
    assert Calendar.from_ical(calendar(found, owned(found, Person(name="Sam Park")))).walk("VEVENT") == []


def test_two_owners_named_alike_never_share_a_draft(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap")
    one, other = (Person(name="Lin Chen", email=f"lin@{where}.example") for where in ("north", "south"))
    for action, owner in (("a", one), ("b", other), ("c", Person(name="lin  chen"))):
        audit = enter(audit, pen, ActionSet, action=action, finding="f", what=f"Do {action}", owner=owner)
    assert [each.email for each in owners(audit)] == ["lin@north.example", "lin@south.example", ""]
    assert [[each.id for each in owned(audit, owner)] for owner in owners(audit)] == [["a"], ["b"], ["c"]]
    ids = {read_mail(letter(audit, owner, no_copy).eml)["message-id"] for owner in owners(audit)}
    assert len(ids) == 3


def test_two_people_at_one_address_get_a_letter_each(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap")
    for action, name in (("a", "Lin Chen"), ("b", "Sam Park")):
        owner = Person(name=name, email="estates@x.example")
        audit = enter(audit, pen, ActionSet, action=action, finding="f", what=f"Do {action}", owner=owner)
    assert [each.name for each in owners(audit)] == ["Lin Chen", "Sam Park"]


def test_a_mention_without_an_address_is_who_alone_has_that_name(audit, pen):
    audit = enter(audit, pen, FindingRaised, finding="f", title="Gap")
    for action, owner in (("a", Person(name="lin chen")), ("b", LIN)):
        audit = enter(audit, pen, ActionSet, action=action, finding="f", what=f"Do {action}", owner=owner)
    assert owners(audit) == (LIN,)
    assert [each.id for each in owned(audit, Person(name="Lin Chen"))] == ["a", "b"]


PLAIN = (
    b"From: Lin <lin@example.org>\r\nSubject: =?utf-8?q?Br=C3=BCsh?= fitted\r\n"
    b"Date: Mon, 2 Feb 2026 10:00:00 +0000\r\n\r\nDone on Friday.\r\n"
)


def test_a_reply_is_read_with_sender_subject_and_text():
    reply = read_reply(PLAIN, "reply.eml")
    assert (reply.title, reply.media_type) == ("Brüsh fitted", "message/rfc822")
    assert reply.text.splitlines()[0] == "From: Lin <lin@example.org>" and reply.text.endswith("Done on Friday.")


def test_a_reply_in_html_is_read_without_its_scripts():
    head = b"From: a@b.de\nSubject: x\nContent-Type: text/html\n\n"
    html = b"<style>p{}</style><p>Done<br>today<script>bad()</script></p>"
    assert read_reply(head + html, "x.eml").text.endswith("Done\ntoday")


def test_a_pdf_is_taken_by_its_content_whatever_its_name():
    assert read_reply(b"%PDF-1.7\n...", "reply.txt").media_type == "application/pdf"


@pytest.mark.parametrize(
    ("data", "name", "fault"),
    [
        (b"", "reply.eml", "is empty"),
        (b"x" * (LARGEST + 1), "reply.eml", "is larger than 25 MB"),
        (b"PK\x03\x04", "reply.docx", "is neither an e-mail"),
        (b"\x00\x01\x02", "reply.eml", "holds no e-mail"),
    ],
)
def test_what_is_no_reply_is_refused(data, name, fault):
    with pytest.raises(EntryRefused, match=fault):
        read_reply(data, name)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: text/plain; charset=no-such-charset",
        b"Content-Type: multipart/mixed; boundary=",
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64",
        b"Content-Type: ;;;===",
        b"To: \xff\xfe <",
        b"Date: not a date",
    ],
)
def test_a_malformed_mail_is_read_or_refused_in_words(head):
    try:
        reply = read_reply(b"From: a@b.de\nSubject: x\n" + head + b"\n\n\xff\xfe!!", "x.eml")
    except EntryRefused as refused:
        assert "cannot be read" in str(refused)
    else:
        assert reply.title == "x"


def test_a_mail_of_a_thousand_parts_is_read_without_end(tmp_path):
    body = b"--b\nContent-Type: text/plain\n\nx\n" * 1000
    data = b"From: a@b.de\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + body + b"--b--\n"
    assert read_reply(data, "x.eml").text.count("x") < 60


@pytest.fixture
def without_time_zones():
    """A Python that has no database of time zones, as in a browser."""
    path, known = zoneinfo.TZPATH, sys.modules.get("tzdata")
    sys.modules["tzdata"] = None
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()
    was, ZONEINFO._utc = ZONEINFO._utc, None  # the library keeps the one it found first
    yield
    ZONEINFO._utc = was
    zoneinfo.reset_tzpath(to=path)
    if known is None:
        del sys.modules["tzdata"]
    else:
        sys.modules["tzdata"] = known


def test_due_dates_need_no_database_of_time_zones(found, without_time_zones):
    made = calendar(found, owned(found, LIN))
    assert f"DTSTAMP:{found.entries[-2].wall[:4]}" in made.decode()
