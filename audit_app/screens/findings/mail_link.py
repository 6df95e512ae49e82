"""A link that opens the tablet's own e-mail program with a letter in it, as long as such programs take."""

from urllib.parse import quote

LONGEST = 1900  # signs of a whole link that every e-mail program takes
CUT = "(The rest is in the file of this e-mail, which also has the photographs and the due dates.)"


def mail_link(to: str, subject: str, text: str) -> tuple[str, bool]:
    """The link, and whether the text had to be cut; it is cut between paragraphs, and then says so."""
    link = _link(to, subject, text)
    if len(link) <= LONGEST:
        return link, False
    kept: list[str] = []
    for paragraph in text.split("\n\n"):
        if len(_link(to, subject, "\n\n".join([*kept, paragraph, CUT]))) > LONGEST:
            break
        kept.append(paragraph)
    return _link(to, subject, "\n\n".join([*kept, CUT])), True


def _link(to: str, subject: str, text: str) -> str:
    lines = quote(text.replace("\n", "\r\n"))
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject)}&body={lines}"
