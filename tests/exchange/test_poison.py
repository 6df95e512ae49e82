"""Poison that comes by the exchange, from a partner that kept it: the audit that it is aimed at can still be read."""

import json
from collections.abc import Callable

import pytest

from audit_app.errors import ExchangeRefused
from audit_app.exchange.messages import Item, Page
from audit_app.portfolio.share.foreign_log import try_whole
from audit_app.portfolio.share.partner import Inbox, settle
from audit_app.store.store import Store
from tests.portfolio.test_poisoned import KEPT, REFUSED, Here, Says


def add(inbox: Inbox, audit: str, kind: str, digest: str, body: object) -> None:
    """Puts one thing of a feed into an inbox; what is no entry that a device writes is left out, as a device does."""
    try:
        inbox.add(Page(items=(Item(n=1, kind=kind, audit=audit, digest=digest, body=body),), next=1, epoch=1))  # type: ignore[arg-type]
    except ExchangeRefused:
        return


def issue_elsewhere(here: Here, entries: list[dict[str, str]], papers: dict[str, object]) -> object:
    """What our signature covers as a device tells it that is new, and gets everything at once."""
    inbox, own = Inbox(), here.store
    for digest, paper in papers.items():
        add(inbox, here.id, "paper", digest, paper)
    for entry in entries:
        add(inbox, here.id, "entry", entry["sha"], entry)
    here.store = Store.in_memory()
    try:
        settle(here.store, inbox, try_whole)
        return here.issue()
    finally:
        here.store = own


SIZES = ("million", "thousand")  # such a thing gets into no inbox: tests/portfolio/test_poisoned.py
SMALL = [name for name in REFUSED if not any(size in name for size in SIZES)]
WAYS = [name for name in KEPT if "own log" in name or "id " in name]


@pytest.mark.parametrize("name", [*SMALL, *WAYS])
def test_who_is_new_reads_what_was_signed_whatever_poison_came_with_it(name: str) -> None:
    here = Here()
    poison: Callable[[Here], list[Says]] = {**REFUSED, **KEPT}[name]
    whole = json.loads(here.with_entries(poison(here)))
    own, theirs = whole["entries"][: len(here.own)], whole["entries"][len(here.own) :]
    before = here.issue()
    # nobody can begin an audit again before its id, which nobody guesses, was given to somebody with its beginning
    order = [*own, *theirs] if "beginning" in name else [*theirs, *own]
    assert issue_elsewhere(here, order, whole["papers"]) == before
