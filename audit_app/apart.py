"""Work on foreign bytes in a process of its own, held to memory, processor time and patience.

A decoder is the one place where bytes from outside meet code that the app did not write. Where this device has
processes, such work is done by a child: what it takes too much of ends the child and not the app, it can write no file,
is not told the passphrase, and what it answers is read as plain values. Elsewhere (on a tablet, in a browser) the work
is done here, and whoever does it looks at `PROCESSES` and allows less.
"""

import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

from audit_app.apart_answer import Answer, answer_in

P = ParamSpec("P")
T = TypeVar("T")
PROCESSES = sys.platform in ("linux", "darwin", "win32") and Path(sys.executable).stem.startswith("python")
PATIENCE = 120.0  # seconds of the clock for one piece of work
PROCESSOR = 90  # seconds of the processor
MEMORY = 1_200_000_000  # bytes beside what a child needs to begin; enforced on Linux
ROOT = str(Path(__file__).resolve().parents[1])
LENGTH = 8  # bytes that say how long a message is


def apart(refusal: Exception, work: Callable[P, T], /, *args: P.args, **how: P.kwargs) -> T:
    """What `work` gives or raises; `refusal` is raised when it takes more time or memory than a child is given.

    `work` is a function of a module, and what goes in and comes out can be pickled.
    """
    child = _pictures if work.__module__.startswith("audit_app.photos") else _documents
    if not PROCESSES or not child.is_ready():
        return work(*args, **how)
    answer = child.answer(pickle.dumps((work, args, how)))
    if answer is None:
        raise refusal
    if answer.raised is not None:
        raise answer.raised
    return answer.gave  # type: ignore[no-any-return]  # what the work gave, by its own promise


class Child:
    """A process that does one piece of work after another; it is begun when it is needed, and again when it ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.RLock()

    def is_ready(self) -> bool:
        """Whether there is a process, or could be one now; where none can be begun the work is done without."""
        with self._one_at_a_time:
            try:
                self._begun()
            except OSError:
                return False
            return True

    def answer(self, asked: bytes) -> Answer | None:
        """What came of the work; None when the child ended over it or had to be ended."""
        with self._one_at_a_time:
            process = self._begun()
            assert process.stdin is not None and process.stdout is not None
            clock = threading.Timer(PATIENCE, process.kill)
            clock.start()
            try:
                put(process.stdin, asked)
                return answer_in(got(process.stdout))
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                self.end()
                return None
            finally:
                clock.cancel()

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.end()
            paths = os.pathsep.join(dict.fromkeys((ROOT, *(each for each in sys.path if each))))
            told = {name: value for name, value in os.environ.items() if not name.startswith("MR_AUDIT")}
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-B", "-m", "audit_app.apart"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**told, "PYTHONPATH": paths},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._process

    def end(self) -> None:
        """Ends the process, and what it was doing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what was still on its way to a child that ended
                        pipe.close()
            self._process = None


def put(pipe: IO[bytes], message: bytes) -> None:
    """Sends a message whole."""
    pipe.write(len(message).to_bytes(LENGTH, "big"))
    pipe.write(message)
    pipe.flush()


def got(pipe: IO[bytes]) -> bytes:
    """The next message; EOFError when the other side ended before its last byte."""
    length = int.from_bytes(whole(pipe, LENGTH), "big")
    if length > MEMORY:
        raise ValueError("longer than anything a child can make")
    return whole(pipe, length)


def whole(pipe: IO[bytes], length: int) -> bytes:
    """So many bytes, or EOFError."""
    found = pipe.read(length)
    if len(found) < length:
        raise EOFError
    return found


def confine() -> None:
    """Holds this process to its limits: memory, processor, files, and no core of what it was given."""
    try:
        import resource
    except ImportError:  # Windows has none: there the clock alone ends a child
        return
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)]
    if (status := Path("/proc/self/statm")).exists():
        now = int(status.read_text().split()[0]) * resource.getpagesize()
        limits.append((resource.RLIMIT_AS, now + MEMORY))
    for which, most in limits:
        resource.setrlimit(which, (most, most))


def allow_more_time() -> None:
    """Gives the next piece of work its own seconds of the processor."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(
        resource.RLIMIT_CPU,
        (int(used.ru_utime + used.ru_stime) + PROCESSOR, resource.getrlimit(resource.RLIMIT_CPU)[1]),
    )


def serve(asks: IO[bytes], answers: IO[bytes]) -> None:
    """Does what is asked, one after another, until nobody asks any more."""
    confine()
    while True:
        try:
            work, args, how = pickle.loads(got(asks))
        except EOFError:
            return
        allow_more_time()
        try:
            answer = Answer(gave=work(*args, **how))
        except MemoryError:
            return  # what is left of this process is not worth going on with
        except Exception as error:  # noqa: BLE001 (it is raised again on the other side)
            answer = Answer(raised=error)
        put(answers, pickle.dumps(answer))
        del args, how, answer


_pictures, _documents = Child(), Child()  # a long document keeps no picture waiting
atexit.register(_pictures.end)
atexit.register(_documents.end)

if __name__ == "__main__":
    sys.modules["audit_app.apart"] = sys.modules["__main__"]
    serve(sys.stdin.buffer, sys.stdout.buffer)
