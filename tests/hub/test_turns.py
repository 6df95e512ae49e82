"""Many tablets at once: a few write, the rest wait in a row that ends, and nobody who reads waits for a connection."""

import asyncio
import threading

import pytest
from sqlalchemy import QueuePool, create_engine

from audit_app.hub.web import turns
from audit_app.hub.web.problems import Refused
from audit_app.hub.web.turns import AT_ONCE, Turns
from tests.hub.tablet import Tablet


async def test_a_few_write_at_once_the_others_wait_and_too_many_are_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "WAITING", AT_ONCE + 2)
    row, go_on, now, most = Turns(), threading.Event(), [0], [0]
    lock = threading.Lock()

    def work(number: int) -> int:
        with lock:
            now[0] += 1
            most[0] = max(most)
            most.append(now[0])
        go_on.wait(30)
        with lock:
            now[0] -= 1
        return number

    waiting = [asyncio.create_task(row.write(work, number)) for number in range(AT_ONCE + 2)]
    while now[0] < AT_ONCE:
        await asyncio.sleep(0.01)
    with pytest.raises(Refused) as refused:
        await row.write(work, 99)
    assert refused.value.status == 503 and refused.value.wait
    go_on.set()
    assert await asyncio.gather(*waiting) == list(range(AT_ONCE + 2))
    assert max(most) == AT_ONCE
    assert await row.write(work, 7) == 7


async def test_what_follows_is_done_once_for_many_and_until_nothing_is_left() -> None:
    row, left, done = Turns(), [2, 1, 0, 0], []
    begun, go_on = threading.Event(), threading.Event()

    def work() -> int:
        begun.set()
        go_on.wait(30)
        done.append(left.pop(0))
        return done[-1]

    first = asyncio.create_task(row.follow("a", work))
    while not begun.is_set():
        await asyncio.sleep(0.01)
    for _ in range(50):
        await row.follow("a", work)  # somebody is at it: it is done once more at the end
    go_on.set()
    await first
    assert done in ([2, 1, 0], [2, 1, 0, 0])
    left.append(0)
    await row.follow("a", work)
    assert len(left) <= 1


def test_a_hub_whose_connections_are_all_taken_says_that_it_can_be_tried_again(tablet: Tablet) -> None:
    database = tablet.hub.database
    whole, url = database.engine, database.engine.url
    database.engine = create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.1)
    try:
        with database.engine.connect():
            answer = tablet.http.get("/v1/pull")
        assert answer.status_code == 503 and "try again" in answer.text
    finally:
        database.engine.dispose()
        database.engine = whole
    assert tablet.http.get("/v1/pull").status_code == 200
