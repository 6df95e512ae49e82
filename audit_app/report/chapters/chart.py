"""Verdict counts by section as a drawn bar chart: numbers in the bars, shapes in the legend, colours last."""

from collections import Counter

from audit_app.audit.audit import Audit
from audit_app.audit.judge import Verdict
from audit_app.report.blocks import Box, Drawing, Label, Shape
from audit_app.report.wording import MARKS, shortened

WIDTH, NAMES, STEP, BAR = 490.0, 150.0, 13.0, 9.0
MOST = 26  # sections with a bar of their own
LEGEND = 30.0

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
    by: dict[str, Counter[Verdict]] = {}
    titles = {}
    for line in audit.lines.values():
        by.setdefault(line.section.id, Counter())[line.verdict] += 1
        titles[line.section.id] = line.section.title
    return [(titles[section], counts) for section, counts in by.items()]


def chart(audit: Audit, bars: int = MOST) -> Drawing:
    """The chart with its legend; with more sections than bars, those with least amiss are told in one line below.

    `about` gives the numbers of every section in words.
    """
    every = counted(audit)
    own = _own(every, bars)
    most = max((every[at][1].total() for at in own), default=1)
    unit = (WIDTH - NAMES - 34) / most
    shapes: list[Shape] = [*_legend([verdict for verdict in ORDER if any(counts[verdict] for _, counts in every)])]
    for place, at in enumerate(own):
        shapes += _bar(LEGEND + place * STEP, *every[at], unit)
    if len(own) < len(every):
        rest = sum((counts for at, (_, counts) in enumerate(every) if at not in own), Counter[Verdict]())
        said = f"{len(every) - len(own)} further sections: {_in_words(rest)}"
        shapes.append(Label(NAMES, LEGEND + len(own) * STEP + 7, said, 7, "muted"))
    about = "; ".join(f"{title}: {_in_words(counts)}" for title, counts in every)
    height = LEGEND + (len(own) + (len(own) < len(every))) * STEP
    return Drawing(WIDTH, height, tuple(shapes), "Verdicts by section", about)


def _own(every: list[tuple[str, Counter[Verdict]]], bars: int) -> list[int]:
    """The places of the sections with a bar of their own: all, or those with most amiss, in walking order."""
    if len(every) <= bars:
        return list(range(len(every)))
    ranked = sorted(range(len(every)), key=lambda at: -sum(every[at][1][verdict] for verdict in AMISS))
    return sorted(ranked[: bars - 1])


def _bar(top: float, title: str, counts: Counter[Verdict], unit: float) -> list[Shape]:
    shapes: list[Shape] = [Label(NAMES - 6, top + 7, shortened(title, 32), 7, "ink", "end")]
    x = NAMES
    for verdict in ORDER:
        if counts[verdict]:
            width = counts[verdict] * unit
            shapes.append(Box(x, top, max(0.5, width - 0.8), BAR, verdict.value))
            if width > 4.6 * len(str(counts[verdict])):
                size = 6.2 if width > 9 else 5.4
                shapes.append(Label(x + width / 2, top + 6.7, str(counts[verdict]), size, _on(verdict), "middle", True))
            x += width
    return [*shapes, Label(x + 3, top + 7, str(counts.total()), 7, "muted")]


def _on(verdict: Verdict) -> str:
    dark = (Verdict.COMPLIANT, Verdict.DEFICIENT, Verdict.DISPUTED, Verdict.AT_THE_LINE, Verdict.NO_LIMIT)
    return "paper" if verdict in dark else "ink"


def _legend(verdicts: list[Verdict]) -> list[Shape]:
    """Up to five verdicts a line, each with its colour and its shape."""
    shapes: list[Shape] = []
    for place, verdict in enumerate(verdicts):
        x, y = (place % 5) * (WIDTH / 5), (place // 5) * 12.0
        shapes += [Box(x, y, 8, 8, verdict.value), Label(x + 12, y + 6.8, f"{MARKS[verdict]} {verdict.words}", 7)]
    return shapes


def _in_words(counts: Counter[Verdict]) -> str:
    return ", ".join(f"{counts[verdict]} {verdict.words.lower()}" for verdict in ORDER if counts[verdict])
