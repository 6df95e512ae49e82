"""`mr-audit check`: is a checklist file fit to walk with, and what does it not cover?"""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import click

from audit_app.checklist.coverage import ClauseServed, ExampleServed
from audit_app.checklist.fault import Fault
from audit_app.checklist.lint import Lint, lint
from audit_app.checklist.reader import text_of
from audit_app.counting import counted


@click.command()
@click.argument("checklist", type=click.Path(path_type=Path), metavar="CHECKLIST.toml")
@click.option("--quiet", "-q", is_flag=True, help="Faults only; say nothing about coverage.")
def check(checklist: Path, quiet: bool) -> None:
    """Check a checklist file: faults, notes, and the clauses and evidence that no item serves.

    Exit code 0 when it can be used, 2 when something must be mended.
    """
    found = lint(text_of(checklist), checklist.name)
    for line in [*_faults(found), *([] if quiet else _rest(found)), _verdict(found)]:
        click.echo(line, err=not found.sound and line == _verdict(found))
    if not found.sound:
        click.get_current_context().exit(2)


def _faults(found: Lint) -> list[str]:
    return _listed("Must be corrected", found.faults)


def _listed(title: str, faults: Iterable[Fault]) -> list[str]:
    lines = [f"  {fault}" for fault in faults]
    return [f"{title} ({len(lines)}):", *lines, ""] if lines else []


def _rest(found: Lint) -> list[str]:
    if found.checklist is None:
        return []
    return [
        *_listed("Worth a thought", found.notes),
        *_examples(found.checklist.sub_category, found.examples),
        *_clauses(found.clauses),
    ]


def _examples(sub_category: str, examples: tuple[ExampleServed, ...]) -> list[str]:
    lines = [f"  {each.example.id}: {_counted(each.items)} — {each.example.text}" for each in examples]
    return [f"Evidence examples of {sub_category}:", *lines, ""] if lines else []


def _counted(items: tuple[str, ...]) -> str:
    return counted(len(items), "item") if items else "no item serves it"


def _clauses(clauses: tuple[ClauseServed, ...]) -> list[str]:
    served = sum(1 for each in clauses if each.items)
    lines = [f"Clauses served: {served} of {len(clauses)}."]
    bare = [each for each in clauses if not each.items]
    if bare:
        lines.append("No item serves:")
    for short, group in groupby(bare, key=lambda each: each.document.short):
        lines.extend(f"  {short}: {each.clause.topic} ({each.clause.id})" for each in group)
    return [*lines, ""]


def _verdict(found: Lint) -> str:
    if not found.sound:
        many = len(found.faults)
        return f"{found.where}: {counted(many, 'fault')}. Mend {'them' if many > 1 else 'it'} before use."
    assert found.checklist is not None
    items, sections = len(found.checklist.items), len(found.checklist.sections)
    return f"{found.where}: sound. {counted(items, 'item')} in {counted(sections, 'section')}."
