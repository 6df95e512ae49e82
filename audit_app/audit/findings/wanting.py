"""What was found wanting, in words that carry the value and its limit, like things together."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit_app.audit.audit import Audit
from audit_app.audit.line import Line
from audit_app.audit.log.entries import Answered, Measured
from audit_app.audit.verdicts.judge import Verdict
from audit_app.checklist.model import Choice, DateAsk
from audit_app.units import plain

ORDER = (Verdict.DEFICIENT, Verdict.PARTLY, Verdict.AT_THE_LINE, Verdict.DISPUTED)


@dataclass(frozen=True)
class Wanting:
    """One item that was found wanting, with every thing of which the same was found: `told` says it of each."""

    verdict: Verdict
    lines: tuple[Line, ...]
    told: tuple[str, ...]

    @property
    def text(self) -> str:
        """What was asked."""
        return self.lines[0].item.text

    @property
    def place(self) -> str:
        """The section."""
        return self.lines[0].section.title


def wanting(audit: Audit) -> tuple[Wanting, ...]:
    """Everything deficient, partly compliant, at the line or disputed, gravest word first, then as one walks."""
    groups: dict[tuple[Verdict, str], list[Line]] = {}
    for line in audit.lines.values():
        if line.verdict in ORDER:
            groups.setdefault((line.verdict, line.item.id), []).append(line)
    ordered = sorted(groups.items(), key=lambda each: ORDER.index(each[0][0]))
    return tuple(
        Wanting(verdict, tuple(lines), tuple(in_words(audit, each) for each in lines))
        for (verdict, _), lines in ordered
    )


def in_words(audit: Audit, line: Line) -> str:
    """What was found of one line: a reading with its limit, a choice with those it was judged with, a day."""
    answer, judged = line.answer, line.judgement
    if isinstance(answer, Measured):
        size = f"{answer.quantity.comparator}{plain(answer.quantity.value)} {answer.quantity.unit}"
        return ", ".join(part for part in (size, judged.limit) if part)
    if not isinstance(answer, Answered) or not answer.value:
        return judged.because
    if isinstance(line.item.ask, Choice):
        return ", ".join(dict.fromkeys(_chosen(audit, line)))
    return judged.because if isinstance(line.item.ask, DateAsk) and judged.because else answer.value


def _chosen(audit: Audit, line: Line) -> Iterator[str]:
    """The label of a choice, and of those of other items that its verdict was told from."""
    yield _label(line)
    rule = next((each for each in line.item.deficient_when if each.because == line.judgement.because), None)
    for condition in rule.all_ if rule is not None else ():
        if condition.item and condition.item != line.item.id:
            key = f"{condition.item}@{line.thing.id}" if line.thing else condition.item
            other = audit.lines.get(key) or audit.lines.get(condition.item)
            words = _label(other) if other is not None else ""
            if words:
                yield words[:1].lower() + words[1:]


def _label(line: Line) -> str:
    ask, answer = line.item.ask, line.answer
    option = ask.option(answer.value) if isinstance(ask, Choice) and isinstance(answer, Answered) else None
    return option.label if option else ""
