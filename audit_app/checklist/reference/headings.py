"""The numbered headings of a document, from its outline, its contents list and its pages: text in, headings out."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FRONT = 20  # pages among which a contents list is looked for
LONGEST_TITLE = 160

_NUMBER = r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|(?:Appendix|Annex)\s+(?:\d{1,2}|[A-Z])\b)"
_START = re.compile(rf"^{_NUMBER}\.?\s*[:–—-]?\s*(?P<title>[A-Za-z“\"'(].*)$")
_BARE = re.compile(rf"^{_NUMBER}\.?$")
_LEADER = re.compile(r"(?:\.\s?){3,}|…+|(?:·\s?){3,}|_{3,}")
_PAGE = re.compile(r"^\d{1,4}$")
_PLAIN_END = re.compile(r"^(?P<title>.*[^\d\s.])\s+(?P<page>\d{1,4})$")
_OPEN_END = re.compile(r"\b(?:of|to|and|or|for|the|in|on|with|from|by|a|an|at)$|[-–,/]$", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """One numbered heading; `page` as printed in the contents list or counted in the file.

    `listed` when it is in the contents list or the file's own outline.
    """

    number: str
    title: str
    page: int | None = None
    listed: bool = False


def headings(pages: tuple[str, ...], outline: Iterable[tuple[str, int]] = ()) -> tuple[Heading, ...]:
    """Every numbered heading of a document, in order.

    First those of the file's `outline` (titles and the pages, from 1, they lead to), then what else its contents list
    has, and deeper ones from its pages.
    """
    lines = without_running_heads(pages)
    front = contents_pages(lines)
    printed = list(_entries(line for page in front for line in lines[page]))
    listed = _outlined(outline, {each.number: each.page for each in printed})
    known = {heading.number for heading in listed}
    listed += [each for each in printed if each.number not in known]
    known |= {heading.number for heading in listed}
    body = _from_pages(lines, front, known)
    return tuple(sorted([*listed, *body], key=lambda heading: order(heading.number)))


def _outlined(outline: Iterable[tuple[str, int]], printed: dict[str, int | None]) -> list[Heading]:
    """The numbered entries of an outline, each number once; the page is the one printed in the contents, if any."""
    found: dict[str, Heading] = {}
    for said, counted in outline:
        match = _START.match(" ".join(said.split()))
        number = _tidy(match["number"]) if match else ""
        if match and number not in found:
            page = printed.get(number) or counted or None
            found[number] = Heading(number, match["title"][:LONGEST_TITLE], page, listed=True)
    return list(found.values())


def order(number: str) -> tuple[int, tuple[int, ...]]:
    """Where a section number comes in a document: appendices last."""
    if number[0].isdigit():
        return 0, tuple(int(part) for part in number.split("."))
    last = number.split()[-1]
    return 1, (int(last) if last.isdigit() else ord(last),)


def without_running_heads(pages: tuple[str, ...]) -> list[list[str]]:
    """The lines of each page, without those that recur at the edges of many pages and bare page numbers there."""
    split = [[" ".join(line.split()) for line in page.splitlines() if line.strip()] for page in pages]
    seen = Counter(key for lines in split for key in {_key(line) for line in _edges(lines)})
    often = max(3, round(0.4 * len(pages)))
    running = {key for key, times in seen.items() if times >= often}
    return [
        [line for at, line in enumerate(lines) if not (_at_edge(at, lines) and _key(line) in running)]
        for lines in split
    ]


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line.lower())


def _at_edge(at: int, lines: list[str]) -> bool:
    return at < 3 or at >= len(lines) - 3


def _edges(lines: list[str]) -> Iterator[str]:
    return (line for at, line in enumerate(lines) if _at_edge(at, lines))


def contents_pages(lines: list[list[str]]) -> range:
    """The pages that hold the contents list: from the page that says so, or the first full of dotted leaders."""
    front = lines[:FRONT]
    named = (at for at, page in enumerate(front) if any(_says_contents(line) for line in page[:8]))
    dotted = (at for at, page in enumerate(front) if _leaders(page) >= 4)
    first = next(named, None)
    if first is None or not (_leaders(lines[first]) or len(list(_entries(lines[first]))) >= 3):
        first = next(dotted, None)
    if first is None:
        return range(0)
    last = first
    while last + 1 < len(lines) and _leaders(lines[last + 1]) >= 3:
        last += 1
    return range(first, last + 1)


def _says_contents(line: str) -> bool:
    return line.strip(" :.").lower() in {"contents", "table of contents", "contents page", "list of contents"}


def _leaders(page: list[str]) -> int:
    return sum(bool(_LEADER.search(line)) for line in page)


def _entries(lines: Iterable[str]) -> Iterator[Heading]:
    """The numbered entries of a contents list; a title may run over up to three lines."""
    number, title, taken = "", "", 0
    last: tuple[int, tuple[int, ...]] = (-1, ())
    for line in lines:
        begun = _START.match(line)
        bare = _BARE.match(line) if not (number and title) else None
        new = begun or bare
        if new and order(_tidy(new["number"])) > last:
            number, rest, taken = _tidy(new["number"]), begun["title"] if begun else "", 0
            title = ""
        elif number and taken < 3:
            rest = line
        else:
            continue
        taken += 1
        piece, page = _ended(rest)
        title = f"{title} {piece}".strip()
        if page is not None and title:
            yield Heading(number, title[:LONGEST_TITLE], page, listed=True)
            last, number, title = order(number), "", ""


def _ended(text: str) -> tuple[str, int | None]:
    """A piece of a title and, where the entry ends here, its page."""
    leader = _LEADER.search(text)
    if leader:
        page = text[leader.end() :].strip(" .…·_")
        return text[: leader.start()].strip(), int(page) if _PAGE.match(page) else None
    if _PAGE.match(text):
        return "", int(text)
    plain = _PLAIN_END.match(text)
    return (plain["title"].strip(), int(plain["page"])) if plain else (text.strip(), None)


def _tidy(number: str) -> str:
    return " ".join(number.split())


def _from_pages(lines: list[list[str]], front: range, known: set[str]) -> Iterator[Heading]:
    """Headings that stand on the pages but not in the contents list, as far as they come in rising order."""
    found = [
        Heading(_tidy(match["number"]), _whole_title(match["title"], page[at + 1 :]), number + 1)
        for number, page in enumerate(lines)
        if number not in front
        for at, line in enumerate(page)
        if (match := _START.match(line)) and _like_a_title(match["title"])
    ]
    listed = bool(known)
    for heading in _rising([each for each in found if each.number not in known and _deep(each.number)]):
        parent = heading.number.rpartition(".")[0]
        if not parent or not listed or parent in known:
            known.add(heading.number)
            yield heading


def _deep(number: str) -> bool:
    """A single number may as well be a list or a figure."""
    return "." in number or not number[0].isdigit()


def _like_a_title(title: str) -> bool:
    return title[0].isupper() and len(title) <= 120 and title[-1] not in ".;:," and not _LEADER.search(title)


def _whole_title(title: str, following: list[str]) -> str:
    """A heading with its second line, where the first plainly does not end it."""
    if following and _OPEN_END.search(title) and len(following[0]) <= 80 and not _START.match(following[0]):
        return f"{title} {following[0]}"[:LONGEST_TITLE]
    return title


def _rising(found: list[Heading]) -> list[Heading]:
    """The longest run of headings whose numbers rise: what breaks the order is a cross-reference or a table."""
    tails: list[tuple[int, tuple[int, ...]]] = []
    ends: list[int] = []
    before: list[int] = []
    for at, heading in enumerate(found):
        place = bisect_left(tails, order(heading.number))
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [order(heading.number)]
        ends[place : place + 1] = [at]
    run: list[Heading] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append(found[at])
        at = before[at]
    return run[::-1]
