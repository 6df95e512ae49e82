"""What was set aside: listed with its reason, and let count instead where that is possible."""

import pytest

from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.people import Person
from audit_app.audit.pen import written
from audit_app.screens.app import starter
from audit_app.visit.aside import set_aside
from tests.screen import screen
from tests.screens.test_disputes import audit_id  # noqa: F401  # pytest finds the fixture by its name


@pytest.fixture
def forked(cabinet, audit_id):  # noqa: F811
    """The audit, after the other tablet's last entry came in a second time and said something else."""
    audit = cabinet.store.load(audit_id)
    last = max((each for each in audit.entries if each.device == "tablet-b"), key=lambda each: each.seq)
    says = {**written(last), "id": "another-id", "reason": "copied"}
    other = canonical({**says, "sha": digest(says)})
    papers = {each: cabinet.store.paper(each) for each in (audit.begun.checklist, audit.begun.references)}
    cabinet.store.take(papers, [*cabinet.store.raw(audit_id), other])
    cabinet.reread(audit_id)
    return audit_id


async def test_nothing_set_aside_is_said(cabinet, audit_id):  # noqa: F811
    async with screen(starter(cabinet), route="/set-apart") as app:
        assert app.says("Nothing was set aside")


async def test_each_way_is_listed_with_who_and_why(cabinet, forked):
    assert len(set_aside(cabinet.store)) == 2
    async with screen(starter(cabinet), route="/set-apart") as app:
        assert app.says("Grace Hopper, device ") and app.says("went on in more than one way")


async def test_a_contribution_that_was_set_aside_is_listed_with_its_reason(cabinet, audit_id):  # noqa: F811
    with cabinet.visiting(audit_id, Person(name="Ada Byron")) as visit:
        visit.set_contribution_aside("tablet-b", "Grace Hopper", "forged")
    async with screen(starter(cabinet), route="/set-apart") as app:
        assert app.says("Why: Ada Byron set it aside: forged") and app.says("5 entries")
