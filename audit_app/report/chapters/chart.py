"""Verdicts by section as drawn bars in shares: numbers and shapes beside the bars, colours last."""

from collections import Counter

from audit_app.audit.audit import Audit
from audit_app.audit.verdicts.judge import Verdict
from audit_app.counting import counted as numbered
from audit_app.report.blocks import Box, Drawing, Label, Shape
from audit_app.report.wording import MARKS, shortened

WIDTH, NAMES, BARS, STEP, BAR = 490.0, 178.0, 202.0, 13.0, 9.5
MOST = 26  # sections with a bar of their own
SIZE, LINE, ACROSS = 8.0, 13.0, 5

ORDER = (
    Verdict.COMPLIANT,
    Verdict.PARTLY,
    Verdict.DEFICIENT,
    Verdict.AT_THE_LINE,
    Verdict.DISPUTED,
    Verdict.NO_LIMIT,
    Verdict.NOT_APPLICABLE,
    Verdict.NOT_ASSESSED,
    Verdict.NOT_DONE,
)
AMISS = (
    *(Verdict.DEFICIENT, Verdict.PARTLY, Verdict.AT_THE_LINE, Verdict.DISPUTED),
    *(Verdict.NOT_ASSESSED, Verdict.NOT_DONE),
)


def counted(audit: Audit) -> list[tuple[str, Counter[Verdict]]]:
    """Title and verdict counts of each section that applies, in walking order."""
    return audit.once("counted by section", _counted)


def _counted(audit: Audit) -> list[tuple[str, Counter[Verdict]]]:
    by: dict[str, Counter[Verdict]] = {}
    titles = {}
    for line in audit.lines.values():
        by.setdefault(line.section.id, Counter())[line.verdict] += 1
        titles[line.section.id] = line.section.title
    return [(titles[section], counts) for section, counts in by.items()]


def chart(audit: Audit) -> Drawing | None:
    """Every section as a bar in shares; with more sections than bars, those with least amiss are told in one line."""
    return _drawn(counted(audit), MOST, "Verdicts by section, in shares of each")


def shares(audit: Audit, bars: int) -> Drawing | None:
    """The sections where something is amiss, as bars in shares; None when there is none."""
    every = [(title, counts) for title, counts in counted(audit) if any(counts[verdict] for verdict in AMISS)]
    clean = len(counted(audit)) - len(every)
    caption = "Sections where something is amiss or not known: share of each verdict."
    if clean:
        caption += f" In {numbered(clean, 'further section')} nothing is."
    return _drawn(every, bars, caption)


def _drawn(every: list[tuple[str, Counter[Verdict]]], bars: int, caption: str) -> Drawing | None:
    """Bars of one length, the numbers beside them; `about` gives the numbers of every section in words."""
    if not every:
        return None
    own = _own(every, bars)
    shapes: list[Shape] = [*_legend([verdict for verdict in ORDER if any(counts[verdict] for _, counts in every)])]
    top = LINE * -(-sum(any(counts[verdict] for _, counts in every) for verdict in ORDER) // ACROSS) + 6
    for place, at in enumerate(own):
        shapes += _bar(top + place * STEP, *every[at])
    if len(own) < len(every):
        rest = sum((counts for at, (_, counts) in enumerate(every) if at not in own), Counter[Verdict]())
        said = f"{numbered(len(every) - len(own), 'further section')}: {_amiss(rest)}"
        shapes.append(Label(NAMES, top + len(own) * STEP + 8, said, SIZE, "muted"))
    about = "; ".join(f"{title}: {_in_words(counts)}" for title, counts in every)
    height = top + (len(own) + (len(own) < len(every))) * STEP
    return Drawing(WIDTH, height, tuple(shapes), caption, about)


def _own(every: list[tuple[str, Counter[Verdict]]], bars: int) -> list[int]:
    """The places of the sections with a bar of their own: all, or those with most amiss, in walking order."""
    if len(every) <= bars:
        return list(range(len(every)))
    ranked = sorted(range(len(every)), key=lambda at: -sum(every[at][1][verdict] for verdict in AMISS))
    return sorted(ranked[: bars - 1])


def _bar(top: float, title: str, counts: Counter[Verdict]) -> list[Shape]:
    shapes: list[Shape] = [Label(NAMES - 6, top + 8, shortened(title, 36), SIZE, "ink", "end")]
    x = NAMES
    for verdict in ORDER:
        if counts[verdict]:
            width = BARS * counts[verdict] / counts.total()
            shapes.append(Box(x, top, max(0.7, width - 0.8), BAR, verdict.value))
            x += width
    return [*shapes, Label(NAMES + BARS + 6, top + 8, _amiss(counts), SIZE, "ink")]


def _amiss(counts: Counter[Verdict]) -> str:
    """What is amiss in a section, with the shapes of the legend."""
    some = "  ".join(f"{MARKS[verdict]} {counts[verdict]}" for verdict in AMISS if counts[verdict])
    return f"{some}  of {counts.total()}" if some else f"{counts.total()}"


def _legend(verdicts: list[Verdict]) -> list[Shape]:
    """A few verdicts a line, each with its colour and its shape."""
    shapes: list[Shape] = []
    for place, verdict in enumerate(verdicts):
        x, y = (place % ACROSS) * (WIDTH / ACROSS), (place // ACROSS) * LINE
        shapes += [Box(x, y, 8, 8, verdict.value), Label(x + 12, y + 7.4, f"{MARKS[verdict]} {verdict.words}", SIZE)]
    return shapes


def _in_words(counts: Counter[Verdict]) -> str:
    return ", ".join(f"{counts[verdict]} {verdict.words.lower()}" for verdict in ORDER if counts[verdict])
