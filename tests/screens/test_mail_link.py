"""The link that opens a mail program."""

from urllib.parse import parse_qs, urlsplit

from audit_app.screens.findings.mail_link import CUT, LONGEST, mail_link


def test_the_link_carries_address_subject_and_every_letter_of_the_text() -> None:
    link, cut = mail_link("lin@example.org", "1 action & more", "Dear Lin,\n\n0.5 mT ± 3 %: close?")
    parts = urlsplit(link)
    told = parse_qs(parts.query)
    assert (parts.scheme, parts.path, cut) == ("mailto", "lin@example.org", False)
    assert told == {"subject": ["1 action & more"], "body": ["Dear Lin,\r\n\r\n0.5 mT ± 3 %: close?"]}


def test_a_long_text_is_cut_between_paragraphs_and_says_so() -> None:
    paragraphs = [f"{n}. {'word ' * 40}" for n in range(40)]
    link, cut = mail_link("lin@example.org", "Actions", "\n\n".join(paragraphs))
    body = parse_qs(urlsplit(link).query)["body"][0].replace("\r\n", "\n")
    assert cut and len(link) <= LONGEST and body.endswith(CUT)
    assert body.split("\n\n")[:-1] == paragraphs[: len(body.split("\n\n")) - 1]
