"""Long work beside the screen: in a thread where Python has threads, in its turn where it has none (in a browser)."""

import asyncio
import contextvars
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
THREADS = sys.platform != "emscripten"
A_FRAME = 0.02  # seconds the screen is given before the work begins, to show that it does


async def beside(work: Callable[P, T], /, *args: P.args, **how: P.kwargs) -> T:
    """Does the work while the screen stays alive, and gives what it gave; raises what it raises."""
    if THREADS:
        return await asyncio.to_thread(work, *args, **how)
    await asyncio.sleep(A_FRAME)
    return contextvars.copy_context().run(work, *args, **how)


def afterwards(work: Callable[[], object]) -> None:
    """Does the work in the loop's next turn, once what was changed is drawn; at once where no loop runs."""
    try:
        asyncio.get_running_loop().call_soon(work)
    except RuntimeError:
        work()
