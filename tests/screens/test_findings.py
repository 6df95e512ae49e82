"""Findings, actions and signing on the screens: raised in one tap, followed up, signed, amended."""

from datetime import UTC, datetime

import pytest

from audit_app.audit.findings.action_sheet import proposals, read_sheet, sheet_csv
from audit_app.audit.findings.actions import actions, replies
from audit_app.audit.findings.finding import finding, findings, open_before
from audit_app.audit.log.entries import FindingRaised
from audit_app.audit.log.people import Person, Scanner, Unit
from audit_app.audit.register import Instrument, KnownUnit
from audit_app.audit.signatures import signatures
from audit_app.audit.signing.handover import handover
from audit_app.checklist.reader import parse
from audit_app.checklist.reference.sources import Library
from audit_app.screens.app import starter
from audit_app.screens.findings.follow_up import ProposalCard
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.desk import Desk
from audit_app.store.lineage import last_of_unit
from audit_app.visit.findings import raise_finding, set_action, sign_off
from audit_app.visit.register_verbs import keep_instrument, keep_unit
from audit_app.visit.visit import Visit, begin
from tests.conftest import WALK
from tests.screen import screen
from tests.screens.conftest import ADA

UNIT = Unit(id="unit-1", name="MRI 1")
LIN = Person(name="Lin Chen", email="lin@example.org")


def start(cabinet: Cabinet, kind: str = "periodic", previous: str = "") -> Visit:
    walk = parse(WALK.replace('"periodic"', f'"{kind}"'), "walk.toml")
    kept = {"unit": UNIT, "scanner": Scanner(), "settings": ()}
    visit = begin(cabinet.store, ADA, walk, Library(), previous=previous, clock=cabinet.clock, **kept)
    cabinet.keep(visit.audit)
    return visit


@pytest.fixture
def audit_id(cabinet: Cabinet) -> str:
    """An audit with one deficient answer."""
    visit = start(cabinet)
    visit.answer("sign", "deficient", reason="Gone")
    cabinet.keep(visit.audit)
    return visit.audit.id


async def test_a_finding_is_raised_from_its_line_in_one_tap(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/findings") as shown:
        assert shown.says("1 shortcoming has no finding")
        await shown.press("raise.sign")
        [found] = findings(cabinet.audit(audit_id))
        assert shown.page.route == f"/audit/{audit_id}/finding/{found.id}"
        assert shown["title"].value == "Is the warning sign on the door?"
        assert shown["description"].value == "Gone"


async def test_a_finding_from_elsewhere_with_a_likelihood_and_no_consequence_is_shown_as_not_rated(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    visit.enter(FindingRaised, finding="f", title="Sign is gone", item="sign", likelihood=5)
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/f") as shown:
        assert shown.says("Tap a cell: how likely (up) and how bad (across).")


async def test_a_tap_on_a_button_that_is_not_to_be_tapped_does_nothing_and_says_so(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/sign") as shown:
        before = cabinet.store.raw(audit_id)
        for key in ("keep-visit", "sign"):
            assert shown[key].disabled
            await shown.press(key)
            assert cabinet.store.raw(audit_id) == before and shown.says("nothing was done")


async def test_the_way_from_an_item_raises_it_once(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/new/sign") as shown:
        await shown.settle()
        await shown.go(f"/audit/{audit_id}/finding/new/sign")
        assert len(findings(cabinet.audit(audit_id))) == 1


async def test_a_finding_is_rated_by_one_tap_and_its_fields_are_kept_when_left(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/new/sign") as shown:
        await shown.settle()
        await shown.press("risk.3.4")
        await shown.fill("recommendation", "Fit a new sign")
        [found] = findings(cabinet.audit(audit_id))
        assert (found.level, found.recommendation) == ("High", "Fit a new sign")
        assert shown.says("High (12): possible × major")
        await shown.press("undo")
        assert findings(cabinet.audit(audit_id))[0].recommendation == ""
        assert shown["recommendation"].value == ""


async def test_an_immediate_danger_asks_for_its_control(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/new/sign") as shown:
        await shown.settle()
        await shown.switch("danger", True)
        assert shown.says("Immediate danger: no interim control yet")
        await shown.fill("interim_control", "Door guarded")
        assert shown.says("Immediate danger, controlled")


async def test_what_is_half_typed_of_a_finding_and_its_action_is_there_again(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/new/sign") as shown:
        await shown.settle()
        await shown.type("recommendation", "Fit a new si")
        await shown.press("add-action")
        await shown.type("action.what", "Order the si")
        where = shown.page.route
    async with screen(starter(cabinet), route=where) as again:
        assert again["recommendation"].value == "Fit a new si"
        await again.leave("recommendation")
        assert findings(cabinet.audit(audit_id))[0].recommendation == "Fit a new si"
        await again.press("add-action")
        assert again["action.what"].value == "Order the si"
        await again.go(f"/audit/{audit_id}/summary")
        assert again.says("1 text was typed but not saved") and again.says("“Order the si”")
        await again.press(f"left-typed.action:{findings(cabinet.audit(audit_id))[0].id}")
        assert again.page.route == where


async def test_an_action_is_planned_with_the_day_of_the_risk_table_and_closed_with_evidence(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/new/sign") as shown:
        await shown.settle()
        await shown.press("risk.5.5")
        await shown.press("add-action")
        await shown.type("action.what", "Fit a sign")
        await shown.type("action.name", "Lin Chen")
        await shown.press("keep-action")
        [action] = actions(cabinet.audit(audit_id))
        assert (action.what, action.owner_name, action.state) == ("Fit a sign", "Lin Chen", "open")
        assert action.due and shown.says("Lin Chen")
        await shown.press(f"close.{action.id}")
        await shown.press("keep-end")
        assert shown.says("has no evidence yet")
        await shown.type("end.note", "New sign seen")
        await shown.press("keep-end")
        [action] = actions(cabinet.audit(audit_id))
        assert (action.words, action.evidence[0].text) == ("Done", "New sign seen")


async def test_an_accepted_risk_needs_its_name_on_the_screen(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    made = raise_finding(visit, "Gap")
    action = set_action(visit, made, "Live with it", LIN)
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/{made}") as shown:
        await shown.press(f"close.{action}")
        await shown.choose("end", "accepted_risk")
        await shown.type("end.note", "Low use")
        await shown.press("keep-end")
        assert shown.says("does not say who accepts it")
        await shown.type("end.acceptor", "Dr Osei")
        await shown.press("keep-end")
        assert actions(cabinet.audit(audit_id))[0].words == "Accepted risk"


async def test_a_pasted_reply_stays_on_the_finding(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    made = raise_finding(visit, "Gap")
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/{made}") as shown:
        await shown.press("paste-reply")
        await shown.type("reply.text", "Ordered on Monday")
        await shown.press("keep-reply")
        assert [each.text for each in replies(cabinet.audit(audit_id), made)] == ["Ordered on Monday"]
        assert shown.says("Ordered on Monday")


async def test_a_finding_is_withdrawn_with_its_reason(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    made = raise_finding(visit, "Gap")
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/{made}") as shown:
        await shown.press("withdraw")
        assert shown["withdraw.yes"].disabled
        await shown.type("withdraw.reason", "Raised twice")
        await shown.press("withdraw.yes")
        assert finding(cabinet.audit(audit_id), made) is None
        assert shown.page.route == f"/audit/{audit_id}/findings"


async def test_open_findings_of_the_last_audit_are_marked_one_by_one_and_undone_together(cabinet):
    first = start(cabinet)
    earlier = raise_finding(first, "Gap", likelihood=2, consequence=2)
    sign_off(first, ADA, "x", acknowledged=("left", "unplanned", "result"))
    second = start(cabinet, previous=first.audit.id)
    async with screen(starter(cabinet), route=f"/audit/{second.audit.id}/findings") as shown:
        assert shown.says("1 still to review")
        await shown.press(f"standing.{earlier}.still_open")
        assert [each.words for each in open_before(cabinet.audit(second.audit.id))] == ["Still open"]
        assert [each.carried_from for each in findings(cabinet.audit(second.audit.id))] == [earlier]
        await shown.press("undo")
        assert findings(cabinet.audit(second.audit.id)) == ()
        assert [each.words for each in open_before(cabinet.audit(second.audit.id))] == ["Not reviewed yet"]
        await shown.press(f"standing.{earlier}.closed")
        assert shown.says("All have been reviewed")


async def test_what_was_found_last_time_is_shown_beside_the_item(cabinet):
    first = start(cabinet)
    first.answer("sign", "deficient", reason="Gone")
    first.note("sign", "Glue failed")
    sign_off(first, ADA, "x", acknowledged=("left", "finding", "result"))
    cabinet.keep(first.audit)
    second = start(cabinet, previous=first.audit.id)
    async with screen(starter(cabinet), route=f"/audit/{second.audit.id}") as shown:
        assert shown.says("Last time, ") and shown.says("Deficient · Gone") and shown.says("Glue failed")
        assert cabinet.audit(second.audit.id).lines["sign"].verdict == "not_done"


async def test_signing_asks_to_acknowledge_what_is_open_and_keeps_the_name(cabinet, audit_id):
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/sign") as shown:
        assert shown["sign"].disabled
        for kind in ("left", "finding", "result"):
            assert shown["sign"].disabled
            await shown.switch(f"acknowledge.{kind}", True)
        await shown.type("sign.registration", "RCT0009")
        await shown.press("sign")
        [signature] = signatures(cabinet.audit(audit_id))
        assert (signature.person.name, signature.person.registration) == ("Ada Byron", "RCT0009")
        assert {"make-report", "write-owners"} <= shown.known(), "what comes next is within reach"
        assert signature.acknowledged == (
            "4 items are not done",
            "1 deficient item has no finding",
            "1 conclusion is missing or disputed",
        )
        assert "check" in shown and "amend" in shown


async def test_a_second_checker_signs_and_an_addendum_opens_the_audit_again(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA, cabinet.clock)
    sign_off(visit, ADA, "x", acknowledged=("left", "finding", "result"))
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/sign") as shown:
        await shown.press("check")
        await shown.type("sign.name", "Ada Byron")
        await shown.press("sign")
        assert shown.says("is the auditor who signed")
        await shown.type("sign.name", "Grace Hopper")
        await shown.press("sign")
        assert [each.words for each in signatures(cabinet.audit(audit_id))] == ["Auditor", "Second checker"]
        await shown.type("addendum.reason", "New sign fitted")
        await shown.press("amend")
        assert cabinet.audit(audit_id).state == "amending"
        assert shown.says("Sign revision 1")


async def test_an_acceptance_audit_asks_for_its_statement_before_it_is_signed(cabinet):
    visit = start(cabinet, "acceptance")
    audit_id = visit.audit.id
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/sign") as shown:
        assert shown["sign"].disabled and shown.says("1 handover statement is missing or disputed")
        await shown.press("fit.with_conditions")
        await shown.type("conditions", "Fit the sign\n\nMend the door")
        await shown.press("state")
        stated = handover(cabinet.audit(audit_id))
        assert stated is not None and stated.conditions == ("Fit the sign", "Mend the door")
        await shown.switch("acknowledge.left", True)
        await shown.press("sign")
        assert cabinet.audit(audit_id).state == "signed"


async def test_a_signed_audit_shows_its_findings_without_a_way_to_change_them(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    made = raise_finding(visit, "Gap", description="As wide as a thumb")
    sign_off(visit, ADA, "x", acknowledged=("left", "finding", "unrated", "unplanned", "result"))
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/{made}") as shown:
        assert shown.says("As wide as a thumb")
        assert not {"title", "withdraw"} & shown.known()


async def test_the_actions_of_a_signed_audit_go_on_in_the_log_of_its_unit(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    made = raise_finding(visit, "Gap")
    action = set_action(visit, made, "Mend", LIN)
    sign_off(visit, ADA, "x", acknowledged=("left", "finding", "unrated", "result"))
    cabinet.keep(visit.audit)
    before = cabinet.store.raw(audit_id)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/finding/{made}") as shown:
        assert shown.says("The signed audit does not change.")
        await shown.press(f"close.{action}")
        await shown.type("end.note", "Brush seen")
        await shown.press("keep-end")
        assert shown.says("Brush seen") and shown["deed"].value == "Mend: Done"
        await shown.press("undo")
        assert not shown.says("Brush seen")
        await shown.press("redo")
        await shown.press("paste-reply")
        await shown.type("reply.text", "Fitted on Monday")
        await shown.press("keep-reply")
        assert shown.says("Fitted on Monday")
        await shown.go(f"/audit/{audit_id}/actions")
        assert shown.says("Open (0)")
    assert cabinet.store.raw(audit_id) == before and len(cabinet.store.follow_ups("unit-1")) == 1


async def test_a_returned_sheet_of_a_signed_audit_is_read(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    set_action(visit, raise_finding(visit, "Gap"), "Mend", LIN)
    sign_off(visit, ADA, "x", acknowledged=("left", "finding", "unrated", "result"))
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/followup") as shown:
        assert "read-sheet" in shown and shown.says("go on in the log of the unit")


async def test_the_actions_list_shows_what_is_overdue_first(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    made = raise_finding(visit, "Gap")
    set_action(visit, made, "Later", LIN, due="2999-01-01")
    set_action(visit, made, "Long ago", LIN, due="2020-01-01")
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/actions") as shown:
        texts = shown.texts()
        assert texts.index("Long ago") < texts.index("Later")
        assert shown.says("1 overdue") and shown.says("Overdue since 1 January 2020")
        assert datetime.now(UTC).year < 2999


async def test_drafts_and_the_action_sheet_are_made_as_files(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    set_action(visit, raise_finding(visit, "Gap"), "Mend", LIN)
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/followup") as shown:
        await shown.press("make-draft.Lin Chen")
        await shown.until(lambda: "draft.Lin Chen" in shown)
        await shown.press("make-sheet")
        await shown.until(lambda: "sheet.csv" in shown)
        made = sorted(path.suffix for path in cabinet.made.iterdir())
        assert made == [".csv", ".eml", ".ics", ".pdf"]


async def test_owners_named_alike_have_a_draft_and_a_file_each(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    gap = raise_finding(visit, "Gap")
    for where in ("north", "south"):
        set_action(visit, gap, f"Mend the {where} door", Person(name="检查员", email=f"lin@{where}.example"))
    cabinet.keep(visit.audit)
    async with screen(starter(cabinet), route=f"/audit/{audit_id}/followup") as shown:
        for where in ("north", "south"):
            await shown.press(f"make-draft.检查员 lin@{where}.example")
            await shown.until(lambda where=where: f"draft.检查员 lin@{where}.example" in shown)
        made = sorted(path.read_bytes().decode() for path in cabinet.made.iterdir())
        assert len(made) == 2
        for text, where in zip(sorted(made, key=lambda each: "south" in each), ("north", "south"), strict=True):
            assert f"lin@{where}.example" in text and f"Mend the {where} door" in text


async def test_nothing_of_a_returned_sheet_is_ticked_beforehand(cabinet, audit_id):
    visit = Visit.resume(cabinet.store, audit_id, ADA)
    set_action(visit, raise_finding(visit, "Gap"), "Mend", LIN)
    [proposal] = proposals(visit.audit, read_sheet(sheet_csv(visit.audit).replace(b"Lin Chen", b"Sam Park")))
    async with screen(lambda page: page.render(lambda: ProposalCard(Desk(cabinet), proposal, lambda: None))) as shown:
        assert shown[f"ask.{proposal.row}.owner"].value is False
        assert shown[f"accept.{proposal.row}"].disabled


async def test_the_comparison_and_the_log_are_shown(cabinet):
    first = start(cabinet)
    first.measure("oxygen", "20.9 %")
    raise_finding(first, "Gap")
    sign_off(first, ADA, "x", acknowledged=("left", "unrated", "unplanned", "result"))
    second = start(cabinet, previous=first.audit.id)
    second.measure("oxygen", "20.7 %")
    cabinet.keep(second.audit)
    async with screen(starter(cabinet), route=f"/audit/{second.audit.id}/since") as shown:
        await shown.until(lambda: shown.says("Trends"))
        assert shown.says("Not reviewed yet (1)") and shown.says("20.9 % O2") and shown.says("20.7 % O2")
        await shown.go(f"/audit/{second.audit.id}/log")
        assert shown.says("1 item assessed") and shown.says("recorded 20.7 % O2")


async def test_the_next_audit_of_a_unit_says_what_comes_along_and_takes_instruments_with_it(cabinet):
    first = start(cabinet)
    first.add_thing("door", "Main door")
    raise_finding(first, "Gap")
    sign_off(first, ADA, "x", acknowledged=("left", "unrated", "unplanned", "result"))
    cabinet.keep(first.audit)
    keep_unit(cabinet.store, KnownUnit(id="unit-1", name="MRI 1"))
    keep_instrument(cabinet.store, Instrument(id="m1", name="Gaussmeter"))
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("kind.periodic")
        assert shown.says("Carried over: 1 thing, 1 open finding.")
        await shown.type("field_strength", "3")
        await shown.press("start")
        audit = cabinet.audit(shown.page.route.rpartition("/")[2])
        assert [thing.name for thing in audit.things] == ["Main door", "Gaussmeter"]
        assert [each.title for each in open_before(audit)] == ["Gap"]
        assert audit.begun.previous == first.audit.id


async def test_a_simulated_audit_is_followed_by_none(cabinet):
    walk = parse(WALK, "walk.toml")
    kept = {"unit": UNIT, "scanner": Scanner(), "settings": (), "clock": cabinet.clock}
    visit = begin(cabinet.store, ADA, walk, Library(), simulated=True, **kept)
    sign_off(visit, ADA, "x", acknowledged=("left", "result"))
    keep_unit(cabinet.store, KnownUnit(id="unit-1", name="MRI 1"))
    assert last_of_unit(cabinet.store, "unit-1") == ""
    async with screen(starter(cabinet), route="/new") as shown:
        await shown.press("kind.periodic")
        assert "follow" not in shown
