"""Pushing a log: known, new, forked or awaited, never anything else, and a receipt for what is whole."""

import json
from hashlib import sha256
from itertools import permutations

import pytest

from audit_app.audit.log.canonical import canonical, digest
from audit_app.errors import ExchangeRefused
from audit_app.exchange import bounds
from audit_app.exchange.keys import Key
from audit_app.exchange.memory import Memory
from audit_app.exchange.messages import Gap, Push, Record, read
from audit_app.exchange.receipt import is_from
from tests.exchange.logs import AUDIT, KEY, PAPER, PICTURE, entry, log, pulled, pushed


@pytest.fixture
def kept() -> Memory:
    return Memory()


def test_what_is_pushed_is_given_out_just_as_it_was_written(kept: Memory) -> None:
    made = log(3, mood={"unknown": ["kept", 1, None]})
    assert pushed(kept, *made).stored == 3
    assert [item.body for item in pulled(kept).items] == made


def test_the_same_push_again_changes_nothing_and_gets_the_same_receipt(kept: Memory) -> None:
    first = pushed(kept, *log(3))
    again = pushed(kept, *log(3))
    assert (again.stored, again.known) == (0, 3)
    assert again.receipts == first.receipts
    assert len(kept.rows) == 3


def test_one_entry_twice_in_a_push_is_kept_once(kept: Memory) -> None:
    assert pushed(kept, *log(1), *log(1)).stored == 1


def test_another_digest_under_the_same_number_is_a_fork_and_both_are_kept_and_told(kept: Memory) -> None:
    start = log(2)
    one, other = log(1, after=start[-1], text="one"), log(1, after=start[-1], text="other")
    pushed(kept, *start, *one)
    answer = pushed(kept, *other)
    assert answer.stored == 1
    assert [(fork.device, fork.seq) for fork in answer.forked] == [("tablet-a", 3)]
    assert set(answer.forked[0].digests) == {one[0]["sha"], other[0]["sha"]}
    assert {receipt.head for receipt in answer.receipts} == {one[0]["sha"], other[0]["sha"]}
    assert len(kept.rows) == 4


def test_a_fork_of_one_device_hurts_no_other(kept: Memory) -> None:
    pushed(kept, *log(2), *log(2, text="other"))
    answer = pushed(kept, *log(2, device="tablet-b"))
    assert (answer.stored, answer.forked) == (2, ())
    assert [receipt.seq for receipt in answer.receipts] == [2]


def test_entries_with_a_gap_before_them_are_kept_and_the_gap_is_awaited(kept: Memory) -> None:
    made = log(6)
    answer = pushed(kept, made[0], made[4], made[5])
    assert answer.awaited == (Gap(device="tablet-a", first=2, last=4),)
    assert [receipt.seq for receipt in answer.receipts] == [1]
    filled = pushed(kept, *made[1:4])
    assert (filled.awaited, filled.forked) == ((), ())
    assert [receipt.seq for receipt in filled.receipts] == [6]


def test_in_whatever_order_pieces_arrive_the_end_is_the_same() -> None:
    made = log(4)
    ends = set()
    for order in permutations(made):
        kept = Memory()
        for each in order:
            answer = pushed(kept, each)
        ends.add((answer.awaited, answer.forked, answer.receipts[0].head))
    assert ends == {((), (), made[-1]["sha"])}


def test_a_log_that_follows_an_entry_never_seen_is_a_fork_in_waiting_without_a_receipt(kept: Memory) -> None:
    pushed(kept, *log(2))
    other = log(3, text="other")
    answer = pushed(kept, other[2])
    assert [fork.seq for fork in answer.forked] == [2]
    assert [receipt.seq for receipt in answer.receipts] == [2]


def test_a_receipt_is_the_partners_and_nobody_elses(kept: Memory) -> None:
    receipt = pushed(kept, *log(2)).receipts[0]
    assert is_from(receipt, KEY.public)
    assert not is_from(receipt, Key(bytes(32)).public)
    assert not is_from(receipt.model_copy(update={"seq": 3}), KEY.public)


def test_pictures_are_awaited_and_entries_do_not_wait_for_them(kept: Memory) -> None:
    answer = pushed(kept, entry(1, kind="photo_taken", photo="p", digest=PICTURE, item="sign", name="a.jpg", size=7))
    assert (answer.stored, answer.pictures) == (1, (PICTURE,))


def test_a_picture_that_was_expunged_is_awaited_no_more(kept: Memory) -> None:
    taken = entry(1, kind="photo_taken", photo="p", digest=PICTURE, item="sign", name="a.jpg", size=7)
    says = {"photo": "p", "digest": PICTURE, "reason": "a face", "person": {"name": "Ada Byron"}}
    gone = entry(2, taken["sha"], kind="photo_expunged", **says)
    answer = pushed(kept, taken, gone)
    assert answer.pictures == ()


def test_a_paper_comes_with_the_entry_that_names_it_and_is_asked_for_until_then(kept: Memory) -> None:
    naming = entry(1, kind="checklist_moved", checklist=digest(PAPER), because="newer", schema=9)
    assert pushed(kept, naming).papers == (digest(PAPER),)
    assert pushed(kept, naming, papers={digest(PAPER): PAPER}).papers == ()
    assert [item.kind for item in pulled(kept).items] == ["entry", "paper"]


def test_a_record_of_a_kind_that_nobody_knows_is_kept_and_passed_on(kept: Memory) -> None:
    body = {"from": "a newer version", "value": 7}
    record = Record(kind="dreamt", digest=_sha(body), body=body)
    pushed(kept, records=(record,))
    pushed(kept, records=(record,))
    assert [(item.kind, item.body) for item in pulled(kept).items] == [("dreamt", body)]


def _sha(body: dict[str, object]) -> str:
    return sha256(canonical(body).encode()).hexdigest()


def spoilt(**says: object) -> dict[str, object]:
    """An entry with something changed and its digest made to fit again."""
    made = {**entry(1), **says}
    return {**made, "sha": digest(made)}


WRONG = {
    "a digest that is another's": {**entry(1), "text": "changed"},
    "another audit's": spoilt(audit="audit-2"),
    "no envelope": {"kind": "noted"},
    "a number as text": {**entry(1), "seq": "1"},
    "a first entry that follows something": spoilt(prev="0" * 64),
    "one that follows no digest": spoilt(seq=2, prev="before"),
    "a later one that follows nothing": spoilt(seq=2),
    "a year nobody lives in": spoilt(at="9999-11-20T09:30:00.000Z-0000"),
    "a text of a megabyte": spoilt(text="x" * 1_000_000),
    "a part that is missing": spoilt(item=None),
    "an id with spaces": spoilt(id="a b"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_one_wrong_entry_refuses_the_whole_push_and_nothing_is_kept(kept: Memory, wrong: dict[str, object]) -> None:
    with pytest.raises(ExchangeRefused):
        pushed(kept, *log(1, device="tablet-b"), wrong)
    assert kept.rows == []


@pytest.mark.parametrize(
    ("papers", "fault"), [({"0" * 64: PAPER}, "named by no entry"), ({digest(PAPER): {"title": "Other"}}, "changed")]
)
def test_a_paper_that_is_not_what_it_is_called_is_refused(kept: Memory, papers: dict[str, object], fault: str) -> None:
    naming = entry(1, kind="checklist_moved", checklist=digest(PAPER), because="newer", schema=9)
    with pytest.raises(ExchangeRefused, match=fault):
        pushed(kept, naming, papers=papers)
    assert kept.rows == []


def test_a_message_is_measured_before_it_is_read() -> None:
    for text, fault in {
        b" " * (bounds.MOST_BYTES + 1): "larger",
        b'{"audit":"a","entries":[' + b"{}," * (bounds.MOST_VALUES // 2) + b"{}]}": "values",
        b"[" * 100: "deep",
        b"\xff": "UTF-8",
        b'{"audit":"a","colour":"blue"}': "colour",
        b'{"audit":"a b"}': "audit",
        json.dumps({"audit": "a", "entries": [{}] * (bounds.MOST_ENTRIES + 1)}).encode(): "entries",
    }.items():
        with pytest.raises(ExchangeRefused, match=fault):
            read(Push, text)


def test_a_message_comes_back_as_it_was_sent() -> None:
    push = Push(audit=AUDIT, entries=tuple(log(2)))
    assert read(Push, push.model_dump_json().encode()) == push
