"""Foreign files: one e-mail reader for replies and for the portfolio, and what a CSV file's text is in."""

from email.message import EmailMessage

import pytest

from audit_app.audit.findings.replies import read_reply
from audit_app.documents.csv_cells import separator_of, text_and_encoding
from audit_app.documents.file_kind import media_of
from audit_app.documents.mail import MOST_PARTS, read_mail
from audit_app.portfolio.evidence.hidden_text import all_text

HEAD = b"From: Lin <lin@example.org>\nSubject: Brush fitted\n"


def letter(text="Done on Friday."):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "lin@example.org", "ada@example.org", "Brush fitted"
    message.set_content(text)
    message.add_attachment(b"Bay 4", maintype="text", subtype="plain", filename="where.txt")
    return message.as_bytes()


def test_the_reply_and_the_portfolio_read_the_same_text():
    mail = read_mail(letter())
    assert mail is not None and mail.text == "Done on Friday."
    assert read_reply(letter(), "reply.eml").text.endswith(f"\n\n{mail.text}")
    assert mail.attached == ("where.txt",)


def test_a_text_that_is_attached_is_not_the_text_of_the_mail_but_is_looked_through():
    assert "Bay 4" not in read_mail(letter()).text
    assert "Bay 4" in all_text(letter(), "reply.eml").text


def test_a_mail_in_an_unknown_encoding_is_read_as_far_as_it_can_be():
    mail = read_mail(HEAD + b"Content-Type: text/plain; charset=no-such-charset\n\nFitted on Monday \xff")
    assert mail is not None and mail.text.startswith("Fitted on Monday")


def test_one_malformed_header_does_not_keep_a_mail_from_being_read():
    mail = read_mail(HEAD + b"To: \xff\xfe <\n\nFitted")
    assert mail is not None and (mail.header("Subject"), mail.text) == ("Brush fitted", "Fitted")


def test_the_words_of_html_are_one_line_for_each_of_its_own():
    mail = read_mail(HEAD + b"Content-Type: text/html\n\n<p>Fitted   on\nMonday<br>by Lin<script>x()</script></p>")
    assert mail is not None and mail.text == "Fitted on\nMonday\nby Lin"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<table><tr><td>Valve</td><td>NOT done</td></tr></table>", "Valve NOT done"),
        ("<p>NOT done</p><blockquote>All <i>done</i><p>today</blockquote><p>Lin", "NOT done\n> All done\n> today\nLin"),
        ('<a title="x > y" href=z>a < b</a> and c > d &amp; 5 &micro;T', "a < b and c > d & 5 µT"),
        ("Done<!-- NOT --> by<!-- <p>nobody", "Done by"),
        ("&#" + "9" * 5_000 + ";Done &#0;", "\ufffdDone \ufffd"),
    ],
)
def test_what_a_page_says_is_read_cell_by_cell_with_its_quotations_marked(page, words):
    mail = read_mail(HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + page.encode())
    assert mail is not None and mail.text == words


def test_whom_a_page_links_to_and_what_it_comments_is_looked_through_before_anything_leaves():
    page = HEAD + b"Content-Type: text/html\n\n<a href='mailto:bo@x.org'>Done</a><!-- for Mr Lee -->"
    assert "bo@x.org" in all_text(page, "x.eml").text and "Mr Lee" in all_text(page, "x.eml").text


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("iso-8859-1", "“0.5 µT”".encode("cp1252")),
        ("us-ascii", "“0.5 µT”".encode()),
        ("iso-8859-1", "“0.5 µT”".encode()),
        ("utf-8", "“0.5 µT”".encode("cp1252")),
        ("punycode", "“0.5 µT”".encode()),
        ("utf-8", "“0.5 µT”".encode("utf-16")),
    ],
)
def test_letters_are_read_though_the_mail_names_another_encoding(charset, data):
    mail = read_mail(HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode() + data)
    assert mail is not None and mail.text.removeprefix("\ufeff") == "“0.5 µT”"


def test_letters_that_turn_the_order_of_others_are_left_out():
    mail = read_mail(HEAD + b"\n\xe2\x80\xaeDone\xe2\x81\xa6")
    assert mail is not None and mail.text == "Done"


def test_parts_beyond_the_limit_are_named_as_not_read():
    body = b"--b\nContent-Type: text/plain\n\nx\n" * (MOST_PARTS + 1)
    data = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + body + b"--b--\n"
    assert len(read_mail(data).parts) == MOST_PARTS
    assert any("what follows part" in each for each in all_text(data, "x.eml").unread)


def test_a_mail_is_known_by_its_headers_for_both_readers():
    data = b"MIME-Version: 1.0\nSubject: Brush\nFrom: lin@example.org\n\nFitted"
    assert media_of(data, "reply.txt") == "email"
    assert read_reply(data, "reply.txt").title == "Brush"


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"Just words: and no headers\n\nhere"])
def test_what_is_no_mail_is_none(data):
    assert read_mail(data) is None


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("µT;1".encode(), ("µT;1", "utf-8-sig")),
        ("\ufeffµT".encode(), ("µT", "utf-8-sig")),
        ("µT".encode("cp1252"), ("µT", "cp1252")),
        ("µT".encode("utf-16"), ("µT", "utf-16")),
        (b"a\0b", None),
    ],
)
def test_the_encoding_of_a_file_is_found(data, found):
    assert text_and_encoding(data) == found


@pytest.mark.parametrize(("text", "mark"), [("a,b;c,d", ","), ("a;b\n1,2,3,4", ";"), ("a\tb", "\t")])
def test_the_separator_is_that_of_the_first_line(text, mark):
    assert separator_of(text) == mark
