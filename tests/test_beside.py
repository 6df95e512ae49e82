"""Long work beside the screen, with threads and without."""

import asyncio
import threading

import pytest

from audit_app import beside as module
from audit_app.beside import beside


def where(_: object = None) -> threading.Thread:
    return threading.current_thread()


async def test_long_work_has_a_thread_of_its_own_where_there_are_threads() -> None:
    assert await beside(where) is not threading.main_thread()


async def test_without_threads_the_screen_is_told_first_and_the_work_done_in_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "THREADS", False)
    done: list[str] = []
    work = asyncio.create_task(beside(lambda: done.append("work")))
    await asyncio.sleep(0)
    done.append("screen")
    await work
    assert done == ["screen", "work"]
    assert await beside(where, None) is threading.main_thread()


async def test_what_the_work_raises_is_raised_to_whoever_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for threads in (True, False):
        monkeypatch.setattr(module, "THREADS", threads)
        with pytest.raises(ZeroDivisionError):
            await beside(lambda: 1 // 0)
