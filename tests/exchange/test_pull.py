"""Pulling a feed: nothing twice, nothing skipped, begun again when what may be seen has changed."""

from audit_app.exchange import bounds
from audit_app.exchange.memory import Memory
from audit_app.exchange.messages import Pull
from tests.exchange.logs import entry, log, pulled, pushed


def test_a_feed_walked_in_pages_is_the_whole_feed() -> None:
    kept = Memory()
    made = log(7)
    pushed(kept, *made)
    found, after, more = [], 0, True
    while more:
        got = pulled(kept, Pull(after=after, limit=3))
        found += [item.body for item in got.items]
        after, more = got.next, got.more
    assert found == made


def test_at_the_end_of_a_feed_one_asks_again_from_the_same_place() -> None:
    kept = Memory()
    made = log(2)
    pushed(kept, *made[:1])
    end = pulled(kept).next
    assert pulled(kept, Pull(after=end)).next == end
    pushed(kept, *made[1:])
    assert [item.body for item in pulled(kept, Pull(after=end)).items] == made[1:]


def test_when_more_may_be_seen_the_walk_begins_again() -> None:
    kept = Memory()
    pushed(kept, *log(2))
    seen = pulled(kept)
    kept.epoch += 1
    told = pulled(kept, Pull(after=seen.next, epoch=seen.epoch))
    assert (told.items, told.next, told.more) == ((), 0, True)
    assert len(pulled(kept, Pull(after=told.next, epoch=told.epoch)).items) == 2


def test_a_page_has_no_more_bytes_than_it_may_and_one_item_at_least(monkeypatch) -> None:
    kept = Memory()
    pushed(kept, entry(1, text="x" * 5_000), *log(1, device="tablet-b", text="y" * 5_000))
    monkeypatch.setattr(bounds, "PAGE_BYTES", 1_000)
    got = pulled(kept)
    assert (len(got.items), got.more) == (1, True)
