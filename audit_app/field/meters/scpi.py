"""Gaussmeters that speak SCPI: over a network as the Lake Shore F41 and F71 do (port 7777), or a serial line.

What is asked is gathered in COMMANDS, so that another dialect is a few words. The tests speak to a server of this
project's own that answers as these commands are publicly described; no real meter has been tried.
"""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Protocol

from audit_app.field.meters.meter import Described, Live, MeterSilent, MeterUnclear
from audit_app.field.meters.simulated import now
from audit_app.units import convert, plain

PORT = 7777
PATIENCE = 2.0  # s to wait for one answer
LONGEST = 512  # bytes of one answer
UNITS = {"TESLA": "T", "T": "T", "GAUSS": "G", "G": "G"}
OVER = Decimal("9.9E37")  # SCPI's word for a number that is over the range
COMMANDS = {
    "who": "*IDN?",
    "axes": "PROBE:AXES?",
    "field": "FETCH:DC? ALL",
    "field of one axis": "FETCH:DC? X",
    "unit": "UNIT:FIELD?",
    "range": "SENSE:RANGE?",
    "probe": "PROBE:MODEL?",
    "probe serial": "PROBE:SNUMBER?",
    "calibrated": "PROBE:CALDATE?",
}


class Line(Protocol):
    """A line that a question goes down and one line of answer comes up."""

    def ask(self, question: str) -> str:
        """The answer without its end of line; MeterSilent when none comes."""
        ...

    def close(self) -> None:
        """Hangs up."""
        ...


class NetworkLine:
    """A line over TCP; a question waits PATIENCE seconds at most and an answer holds LONGEST bytes at most."""

    def __init__(self, host: str, port: int = PORT, patience: float = PATIENCE) -> None:
        self._name, self._patience, self._waiting = f"meter at {host}:{port}", patience, b""
        try:
            self._socket = socket.create_connection((host, port), timeout=patience)
        except OSError as e:
            remedy = "Is it on, on this network, and set to listen? Check its address."
            raise MeterSilent(self._name, f"cannot be reached ({e})", remedy) from e

    def ask(self, question: str) -> str:
        """The answer to one question; what is left of an earlier, late answer is thrown away first."""
        self._drain()
        try:
            self._socket.sendall(question.encode("ascii") + b"\n")
            while b"\n" not in self._waiting:
                more = self._socket.recv(LONGEST)
                if not more:
                    raise MeterSilent(self._name, "closed the connection", "Connect again.")
                self._waiting += more
                if len(self._waiting) > LONGEST:
                    raise MeterUnclear(
                        self._name, f"sent more than {LONGEST} bytes to {question}", "Is it a gaussmeter?"
                    )
        except OSError as e:
            raise MeterSilent(self._name, f"did not answer {question} ({e})", "Connect again.") from e
        line, _, self._waiting = self._waiting.partition(b"\n")
        return line.decode("ascii", errors="replace").strip()

    def _drain(self) -> None:
        """Throws away what was sent unasked, so that an answer never stands for another question."""
        self._waiting = b""
        self._socket.settimeout(0)
        try:
            while self._socket.recv(LONGEST):
                pass
        except OSError:
            pass  # nothing waits, as it should be
        finally:
            self._socket.settimeout(self._patience)

    def close(self) -> None:
        """Hangs up."""
        self._socket.close()


class SerialLine:
    """A line over a serial port of a laptop, by pyserial (`pip install mr-audit[serial]`)."""

    def __init__(self, port: str, speed: int = 115_200, patience: float = PATIENCE) -> None:
        self._name = f"meter at {port}"
        try:
            import serial
        except ImportError as e:
            raise MeterSilent(self._name, "needs pyserial", "Install it: pip install pyserial.") from e
        try:
            self._port = serial.serial_for_url(port, baudrate=speed, timeout=patience, write_timeout=patience)
        except (OSError, ValueError) as e:
            raise MeterSilent(self._name, f"cannot be opened ({e})", "Is it plugged in and free?") from e

    def ask(self, question: str) -> str:
        """The answer to one question; what was sent unasked is thrown away first."""
        try:
            self._port.reset_input_buffer()
            self._port.write(question.encode("ascii") + b"\n")
            line: bytes = self._port.read_until(b"\n", LONGEST)
        except OSError as e:
            raise MeterSilent(self._name, f"did not answer {question} ({e})", "Plug it in again.") from e
        if not line.endswith(b"\n"):
            raise MeterSilent(self._name, f"did not answer {question}", "Is it set to the same speed?")
        return line.decode("ascii", errors="replace").strip()

    def close(self) -> None:
        """Lets go of the port."""
        self._port.close()


@dataclass
class ScpiMeter:
    """A meter at the end of a line. It is asked who it is once, for its unit and range with every reading."""

    line: Line
    clock: Callable[[], datetime] = now
    known: list[Described] = field(default_factory=list)

    def described(self) -> Described:
        """Who it is, from *IDN? and its probe; what it does not say stays empty."""
        if not self.known:
            parts = [part.strip() for part in self._ask("who").split(",")]
            if len(parts) < 3:
                raise MeterUnclear("meter", f"calls itself “{','.join(parts)[:80]}”", "Is it a gaussmeter?")
            probe, serial, calibrated = (_said(self._ask(what)) for what in ("probe", "probe serial", "calibrated"))
            self.known.append(Described(parts[0], parts[1], parts[2].split("/")[0], probe, serial, calibrated))
        return self.known[0]

    def read(self) -> Live:
        """The field now, with its components where the probe has three, and the range it was read on."""
        who = self.described()
        unit = UNITS.get(self._ask("unit").strip('"').upper())
        if unit is None:
            raise MeterUnclear(who.model, "shows a unit that is not one of magnetic field", "Set it to tesla or gauss.")
        answer = self._ask("field of one axis" if self._ask("axes").strip() == "1" else "field")
        at = self.clock()
        size, *parts = (_number(part, who.model) for part in answer.split(","))
        over = abs(size) >= OVER
        range_ = _number(self._ask("range").split(",")[0], who.model)
        shown = "over range" if over else f"{answer.split(',')[0].strip()} {unit}"
        value = Decimal(0) if over else size
        return Live(shown, value, unit, f"{plain(convert(range_, 'T', 'mT'))} mT", at, who, over, tuple(parts))

    def _ask(self, what: str) -> str:
        return self.line.ask(COMMANDS[what])

    def close(self) -> None:
        """Hangs up."""
        self.line.close()


def _said(answer: str) -> str:
    return answer.strip().strip('"')[:80]


def _number(text: str, model: str) -> Decimal:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise MeterUnclear(model, f"answers “{text.strip()[:40]}” where a number should be", "Read its own display.")
    return found


def connect(host: str, port: int = PORT, patience: float = PATIENCE) -> ScpiMeter:
    """A meter on the network; MeterSilent when it cannot be reached."""
    return ScpiMeter(NetworkLine(host, port, patience))


def at(address: str) -> ScpiMeter:
    """The meter at an address: HOST, HOST:PORT, or the name of a serial port (COM3, /dev/ttyUSB0).

    MeterSilent when it cannot be reached, MeterUnclear when the address is none.
    """
    if re.fullmatch(r"(?i)com\d+|/dev/.+", address):
        return ScpiMeter(SerialLine(address))
    host, _, port = address.partition(":")
    if not host or (port and not port.isdecimal()):
        raise MeterUnclear(f"meter at {address}", "has no such address", "Name HOST, HOST:PORT or a serial port.")
    return connect(host, int(port or PORT))
