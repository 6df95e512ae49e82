"""A gaussmeter on the network for tests: a server that answers SCPI as an F41 or F71 is described to."""

import os
import pty
import socket
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USUAL = {
    "*IDN?": "LSCI,F71,LSA2F7X/#######,1.6.2021091303",
    "PROBE:AXES?": "3",
    "PROBE:MODEL?": '"FP-2X-250-ZS15M-6"',
    "PROBE:SNUMBER?": '"P00123"',
    "PROBE:CALDATE?": '"2026-03-02"',
    "UNIT:FIELD?": "TESLA",
    "SENSE:RANGE?": "0.035",
}


@dataclass
class Gaussmeter:
    """What it answers to each question, the fields it shows in turn, and every question it was asked."""

    fields: list[str]
    answers: dict[str, str] = field(default_factory=lambda: dict(USUAL))
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def answer(self, question: str) -> str | None:
        """The answer to one question; None to say nothing at all."""
        self.asked.append(question)
        if question.startswith("FETCH:DC?"):
            return self.fields.pop(0) if len(self.fields) > 1 else self.fields[0]
        return self.answers.get(question)


@contextmanager
def listening(meter: Gaussmeter) -> Iterator[Gaussmeter]:
    """The meter on a free port of this machine, one caller at a time, until the block ends."""
    server = socket.create_server(("127.0.0.1", 0))
    meter.port = server.getsockname()[1]
    thread = threading.Thread(target=_serve, args=(server, meter), daemon=True)
    thread.start()
    try:
        yield meter
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def _serve(server: socket.socket, meter: Gaussmeter) -> None:
    while True:
        try:
            caller, _ = server.accept()
        except OSError:
            return
        with caller, caller.makefile("rwb", buffering=0) as lines:
            for line in lines:
                said = meter.answer(line.decode().strip())
                if said == "hang up":
                    break
                if said is not None:
                    lines.write(said.encode() + b"\r\n")


@contextmanager
def plugged_in(meter: Gaussmeter) -> Iterator[str]:
    """The meter at the far end of a serial line (a pseudo-terminal); gives the port's name."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    answering = threading.Thread(target=_answer, args=(meter, ours), daemon=True)
    answering.start()
    try:
        yield os.ttyname(theirs)
    finally:
        os.write(theirs, b"\n")  # wakes who waits for a question
        answering.join(2)
        os.close(theirs)
        os.close(ours)


def _answer(meter: Gaussmeter, line: int) -> None:
    """Answers questions on a serial line until an empty one comes."""
    held = b""
    while True:
        held += os.read(line, 256)
        while b"\n" in held:
            question, _, held = held.partition(b"\n")
            if not question:
                return
            said = meter.answer(question.decode("ascii"))
            if said is not None:
                os.write(line, said.encode("ascii") + b"\r\n")
