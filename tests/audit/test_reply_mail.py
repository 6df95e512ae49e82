"""Whose words a reply shows: the site's own, in the form named, and never those of a message attached to it."""

from email.message import EmailMessage

import pytest

from audit_app.audit.findings.replies import read_reply
from audit_app.documents.mail import read_mail
from audit_app.errors import EntryRefused
from audit_app.portfolio.evidence.hidden_text import hidden_in_email


def mail(subject="Re: 1 action for you", **parts):
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "estates@x.example"
    if "plain" in parts:
        message.set_content(parts["plain"])
    if "html" in parts:
        write = message.add_alternative if "plain" in parts else message.set_content
        write(parts["html"], subtype="html")
    return message


def older():
    return mail("Quench valve", plain="All valves were replaced and tested today.")


def words(message, name="reply.eml"):
    return read_reply(bytes(message), name).text


def test_a_reply_in_html_shows_its_own_words_and_not_those_of_the_mail_attached_to_it():
    reply = mail(html="<p>We have <b>NOT</b> done this yet.</p>")
    reply.add_attachment(older())
    said = words(reply)
    assert said.endswith("We have NOT done this yet.") and "replaced and tested" not in said
    assert "Shown: the words of the HTML." in said and "attached e-mail “Quench valve”" in said


def test_a_mail_that_is_only_passed_on_has_no_words_of_its_own():
    passed_on = mail()
    passed_on.make_mixed()
    passed_on.attach(message := EmailMessage())
    message.set_content(older())
    said = words(passed_on)
    assert "nothing: it has no text of its own" in said and "replaced and tested" not in said


def test_what_a_digest_holds_is_not_its_own_text():
    head = b"From: a@b.example\nSubject: x\nContent-Type: multipart/digest; boundary=b\n\n"
    said = words(head + b"--b\n\nSubject: Inner\n\nAll is done.\n--b--\n")
    assert "All is done" not in said and "“Inner”" in said


def test_of_a_plain_and_an_html_form_the_plain_one_is_shown_and_the_other_named():
    said = words(mail(plain="Not done.", html="<p>Done.</p>"))
    assert said.endswith("Not done.") and "Shown: the plain text; not shown: the words of the HTML." in said


def test_an_empty_plain_form_gives_way_to_the_html():
    assert words(mail(plain=" ", html="<p>Not done.</p>")).endswith("Not done.")


def test_a_footer_in_plain_text_does_not_hide_the_reply_in_html():
    head = b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    html = b"--b\nContent-Type: text/html\n\n<p>We have NOT done this.</p>\n"
    said = words(head + html + b"--b\nContent-Type: text/plain\n\nScanned for viruses.\n--b--\n")
    assert said.endswith("We have NOT done this.\nScanned for viruses.")
    assert "Shown: the words of the HTML and the plain text." in said


HEAD = b"From: a@b.example\nSubject: x\n"


def test_a_reply_with_an_invitation_to_a_meeting_is_read_and_the_invitation_named():
    parts = b"--b\n\nNot done.\n--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\n--b--\n"
    said = words(HEAD + b"Content-Type: multipart/alternative; boundary=b\n\n" + parts)
    assert said.endswith("Not done.") and "Not shown: what came with it (an invitation to a meeting)." in said


@pytest.mark.parametrize(
    "body",
    [
        "Not done.\n\n---------- Forwarded message ---------\nAll valves replaced",
        "Not done.\n\nOn Mon, 3 May 2026 at 10:00, Bob wrote:\nAll valves replaced",
        "Not done.\n\nFrom: Bob\nSent: Monday\nAll valves replaced",
        "Not done.\n> All valves replaced",
    ],
)
def test_of_lines_that_are_quoted_or_passed_on_it_is_said_that_others_may_have_written_them(body):
    assert "somebody else may have written them" in words(mail(plain=body))
    assert "somebody else" not in words(mail(plain="Not done. On Friday Bob wrote: later.\nFrom: the attic"))


@pytest.mark.parametrize("packed", ["base64", "BASE64 ", " base64\n "])
def test_text_in_base64_is_read_without_its_padding_and_however_it_is_spelt(packed):
    said = words(HEAD + f"Content-Transfer-Encoding: {packed}\n\nTm90IGRvbmUgeWV0Lg".encode())
    assert said.endswith("Not done yet.")


def test_text_that_cannot_be_unpacked_is_not_taken_for_words():
    said = words(HEAD + b"Content-Transfer-Encoding: zip\n\n" + b"Tm90IGRvbmUgeWV0Lg" * 5)
    assert "packed in a way that could not be undone" in said


def test_a_mail_of_two_senders_says_so():
    assert "more than one sender" in words(b"From: ada@x\nFrom: eve@y\nSubject: s\n\nDone")


@pytest.mark.parametrize("name", ["winmail.dat", "WINMAIL.DAT", "part.bin"])
def test_a_winmail_file_says_that_it_could_not_be_read(name):
    reply = mail(plain="See below.")
    reply.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename=name)
    assert "winmail.dat could not be read" in words(reply)


SEALED = [
    b"Content-Type: multipart/encrypted; protocol=application/pgp-encrypted; boundary=b\n\n"
    b"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b--\n",
    b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nMIAG\n",
    b"Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n",
    b"Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n",
    b"Content-Type: application/octet-stream; name=smime.p7m\n\nMIAG\n",
]


@pytest.mark.parametrize("body", SEALED, ids=["pgp", "s/mime", "pgp in the text", "pgp attached", "s/mime by name"])
def test_an_encrypted_mail_says_that_it_could_not_be_read(body):
    assert "could not be read here" in words(b"From: a@b.example\nSubject: x\n" + body)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xd0\xcf\x11\xe0....", "reply.msg"),
        (b"\xd0\xcf\x11\xe0....", "reply.eml"),
        (b"\x78\x9f\x3e\x22..", "winmail.dat"),
        (b"\x30\x80", "smime.p7m"),
    ],
)
def test_a_file_in_a_format_of_its_own_is_said_to_be_unread(data, name):
    with pytest.raises(EntryRefused, match="could not be read") as refused:
        read_reply(data, name)
    assert "eml or PDF" in refused.value.remedy


def test_a_name_in_an_attached_message_is_still_found_before_anything_leaves():
    reply = mail(plain="See the mail.")
    reply.add_attachment(older())
    assert "replaced and tested" in hidden_in_email(bytes(reply), "reply.eml").text


def test_messages_within_messages_end():
    reply = older()
    for _ in range(60):
        outer = mail(plain="Passed on.")
        outer.add_attachment(reply)
        reply = outer
    read = read_mail(bytes(reply))
    assert read is not None and read.text == "Passed on." and len(read.parts) == 2
