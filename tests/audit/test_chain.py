"""Whether a log is whole: each way of tampering is found and named; golden vectors pin the one spelling and digest."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_app.audit.audit import Audit
from audit_app.audit.log.canonical import canonical, composed, digest
from audit_app.audit.log.chain import checked
from audit_app.audit.log.entries import Answered, Noted, Signed, Undone, read_entry
from audit_app.audit.pen import Pen, written

GOLDEN = (
    ({}, "{}", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"),
    (
        {"b": [1, True, None], "a": "µT “café”"},
        '{"a":"µT “café”","b":[1,true,null]}',
        "59df1f0246edf9a341710733f489790965359728965ce3443107f439c4dcd4bf",
    ),
    (
        {"value": "0.50", "sha": "left out"},
        '{"sha":"left out","value":"0.50"}',
        "c97dd75112733330372c5493238c91ac1d1275fe464546762911d7a878756f64",
    ),
)


@pytest.mark.parametrize(("value", "spelling", "sha"), GOLDEN)
def test_one_value_has_one_spelling_and_one_digest_for_ever(value, spelling: str, sha: str) -> None:
    assert canonical(value) == spelling
    assert digest(value) == sha


KEPT = (
    '{"at":"2026-01-02T09:00:00.000Z-0000","audit":"audit-1","by":{"email":"","id":"","name":"Ada Byron",'
    '"registration":"","role":""},"checked_by":null,"device":"tablet-a",'
    '"id":"00000000-0000-7000-8000-000000000001","item":"sign","kind":"answered","paper":"","prev":"",'
    '"reason":"Lift out of order – “5 µT”","replaces":[],"schema":1,"seq":1,'
    '"sha":"b0e379d6aef844ee72d16d86c0ce7c0e93b57234ead9cf367c7830c80e46a27c","thing":null,"value":"",'
    '"verdict":"not_assessed","wall":"2026-01-02T09:00:00.000Z","zone":"+00:00"}'
)


def test_an_entry_kept_by_the_first_version_is_whole_for_ever() -> None:
    assert faults([KEPT]) == ["the log does not begin exactly once"]
    assert read_entry(json.loads(KEPT)).sha == json.loads(KEPT)["sha"] == digest(json.loads(KEPT))


def test_an_entry_is_written_as_it_was_whatever_joined_its_shape_since() -> None:
    kept = json.loads(KEPT)
    assert written(read_entry(kept)) == kept
    reading = {"reading": "r", "plan": "", "x": "1.0", "quantity": {"typed": "1 mT", "value": "1", "unit": "mT"}}
    read_out = {**kept, **reading, "kind": "field_measured"}
    assert written(read_entry(read_out)) == read_out
    newer = {**kept, "by": {**kept["by"], "grade": "8b"}, "seen_from": "the door"}
    assert written(read_entry(newer)) == newer


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be kept exactly"):
        canonical({"deep": [{"value": 0.1}]})


def test_text_is_composed_and_broken_characters_are_replaced() -> None:
    assert composed({"cafe\u0301": ["\ud800x"]}) == {"café": ["?x"]}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
        max_leaves=20,
    )
)
def test_the_spelling_of_a_composed_value_reads_back_the_same(value) -> None:
    once = composed(value)
    assert json.loads(canonical(once)) == once
    assert canonical(json.loads(canonical(once))) == canonical(once)


@pytest.fixture
def bodies(audit: Audit, pen: Pen) -> list[str]:
    """A log of five entries: begun, answered, noted, undone, signed."""
    for kind, says in (
        (Answered, {"item": "sign", "verdict": "compliant"}),
        (Noted, {"item": "sign", "text": "clear"}),
    ):
        audit = audit.with_entry(pen.write(kind, audit, **says))
    audit = audit.with_entry(pen.write(Undone, audit, undoes=audit.entries[-1].id))
    heads = {"heads": audit.heads, "declaration": "Seen", "person": pen.person, "role": "auditor"}
    audit = audit.with_entry(pen.write(Signed, audit, **heads))
    return [canonical(written(entry)) for entry in audit.entries]


def faults(bodies: list[str]) -> list[str]:
    return [str(flaw) for flaw in checked(bodies).flaws]


def resealed(body: str, **changes) -> str:
    """An entry changed by someone who also knows how to recompute its digest."""
    entry = {**json.loads(body), **changes}
    return canonical({**entry, "sha": digest(entry)})


def test_a_whole_log_has_no_flaw_in_any_order(bodies: list[str]) -> None:
    assert faults(bodies) == []
    assert faults(bodies[::-1]) == []
    assert checked(bodies).heads == {"tablet-a": json.loads(bodies[-1])["sha"]}


def test_a_changed_word_is_found(bodies: list[str]) -> None:
    bodies[2] = bodies[2].replace("clear", "clean")
    [fault] = faults(bodies)
    assert fault.startswith("entry 3 of device tablet-a (noted) was changed after it was written")


def test_a_changed_word_with_a_new_digest_breaks_the_chain(bodies: list[str]) -> None:
    bodies[2] = resealed(bodies[2], text="clean")
    assert faults(bodies) == ["entry 4 of device tablet-a (undone) does not follow the entry before it"]


def test_a_missing_entry_is_found(bodies: list[str]) -> None:
    assert faults([*bodies[:1], *bodies[2:]]) == [
        "entry 3 of device tablet-a (noted) does not follow: entry 2 is missing before it"
    ]
    assert faults([*bodies[:1], *bodies[4:]])[0].startswith(
        "entry 5 of device tablet-a (signed) does not follow: entries 2 to 4 are missing before it"
    )


def test_a_signature_shows_that_the_end_was_cut_off_before_it(bodies: list[str]) -> None:
    entry = json.loads(bodies[1])
    signed = resealed(bodies[4], seq=3, prev=entry["sha"], at=json.loads(bodies[2])["at"])
    assert faults([*bodies[:2], signed]) == ["entry 3 of device tablet-a (signed) covers an entry that is not here"]


def test_an_entry_given_twice_is_found(bodies: list[str]) -> None:
    assert "entry 3 of device tablet-a (noted) is there twice" in faults([*bodies, bodies[2]])


def test_a_log_that_goes_on_in_two_ways_is_whole_and_each_way_is_a_writer(bodies: list[str]) -> None:
    other = json.loads(resealed(bodies[2], text="other"))
    both = [*bodies, canonical(other)]
    assert faults(both) == faults(both[::-1]) == []
    first, last = (json.loads(bodies[at])["sha"] for at in (2, -1))
    assert checked(both).heads == {f"tablet-a~{first[:32]}": last, f"tablet-a~{other['sha'][:32]}": other["sha"]}


def test_a_way_that_follows_nothing_is_found(bodies: list[str]) -> None:
    [fault] = faults([*bodies, resealed(bodies[2], text="other", prev="0" * 64)])
    assert fault == "entry 3 of device tablet-a (noted) does not follow the entry before it"


def test_an_entry_of_another_audit_is_found(bodies: list[str]) -> None:
    assert "the log holds entries of 2 audits" in faults([*bodies, resealed(bodies[4], audit="x", device="b", seq=1)])


def test_a_log_without_its_beginning_is_found(bodies: list[str]) -> None:
    assert "the log does not begin exactly once" in faults(bodies[1:])


def test_a_name_of_an_entry_that_is_not_here_is_found(bodies: list[str]) -> None:
    entry = resealed(bodies[3], undoes="nobody")
    assert "entry 4 of device tablet-a (undone) names entry nobody, which is not here" in faults([*bodies[:3], entry])


def test_a_stamp_that_goes_back_is_found(bodies: list[str]) -> None:
    entry = resealed(bodies[3], at=json.loads(bodies[0])["at"])
    assert any("stamp that is not later" in fault for fault in faults([*bodies[:3], entry]))


@pytest.mark.parametrize("body", ["", "[]", "{}", "null", "{" * 10_000, '{"id": 1}', '"\ud800"'])
def test_what_is_no_entry_is_found(bodies: list[str], body: str) -> None:
    assert faults([*bodies, body])[0].startswith("entry 6")


def test_an_entry_of_an_unknown_kind_is_checked_like_all_others(bodies: list[str]) -> None:
    newer = resealed(
        bodies[4], kind="dreamt", seq=6, prev=json.loads(bodies[4])["sha"], at="9999", id="new", dream={"a": 1}
    )
    assert faults([*bodies, newer]) == []


@given(st.data())
def test_a_flipped_bit_anywhere_is_found(data: st.DataObject) -> None:
    body = canonical({**SAMPLE, "sha": digest(SAMPLE)})
    raw = bytearray(body.encode())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    assert checked([raw.decode("utf-8", "replace")]).flaws


SAMPLE = {"id": "a", "audit": "b", "device": "c", "seq": 1, "at": "d", "kind": "begun", "prev": "", "text": "µT"}
