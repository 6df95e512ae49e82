"""Verdict counts by section as a drawn bar chart: numbers in the bars, shapes in the legend, colours last."""

from collections import Counter

from audit_app.audit.audit import Audit
from audit_app.audit.judge import Verdict
from audit_app.report.blocks import Box, Drawing, Label, Shape
from audit_app.report.words import MARKS, shortened

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


def counted(audit: Audit) -> list[tuple[str, Counter[Verdict]]]:
    """Title and verdict counts of each section that applies, in walking order; the last ones together when many."""
    by: dict[str, Counter[Verdict]] = {}
    titles = {}
    for line in audit.lines.values():
        by.setdefault(line.section.id, Counter())[line.verdict] += 1
        titles[line.section.id] = line.section.title
    found = [(titles[section], counts) for section, counts in by.items()]
    if len(found) <= MOST:
        return found
    rest: Counter[Verdict] = sum((counts for _, counts in found[MOST - 1 :]), Counter())
    return [*found[: MOST - 1], (f"{len(found) - MOST + 1} further sections", rest)]


def chart(audit: Audit) -> Drawing:
    """The chart with its legend; `about` gives the same numbers in words."""
    sections = counted(audit)
    most = max((counts.total() for _, counts in sections), default=1)
    unit = (WIDTH - NAMES - 34) / most
    shapes: list[Shape] = [*_legend([verdict for verdict in ORDER if any(counts[verdict] for _, counts in sections)])]
    for place, (title, counts) in enumerate(sections):
        shapes += _bar(LEGEND + place * STEP, title, counts, unit)
    about = "; ".join(f"{title}: {_in_words(counts)}" for title, counts in sections)
    return Drawing(WIDTH, LEGEND + len(sections) * STEP, tuple(shapes), "Verdicts by section", about)


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
