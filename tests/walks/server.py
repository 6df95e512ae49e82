"""The app as a person starts it: a process of its own, on a free port, over its own data folder."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """`mr-audit --no-browser` over one data folder; may be killed and started again on the same port."""

    def __init__(self, data: Path, port: int = 0, **environment: str) -> None:
        self.data, self.port, self.environment = data, port, environment
        self.process: subprocess.Popen[str] | None = None
        self.key = self.said = ""

    @property
    def address(self) -> str:
        """The bare address, which lets nobody in."""
        return f"http://127.0.0.1:{self.port}/"

    def to(self, path: str = "") -> str:
        """The whole address of a screen, as the app prints it for whoever started it."""
        return f"{self.address}{path}{self.key.replace('?', '&') if '?' in path else self.key}"

    def start(self) -> "Server":
        """Starts it and waits until it answers."""
        command = [
            sys.executable,
            "-m",
            "audit_app",
            "--no-browser",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
        ]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", **self.environment}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert "http://" in said, said + (self.process.stdout.read() if self.process.poll() is not None else "")
        printed = urlsplit(said.split()[-1])
        self.port, self.key = printed.port or 0, f"?{printed.query}" if printed.query else ""
        self._wait()
        return self

    def _wait(self) -> None:
        for _ in range(1200):
            try:
                urllib.request.urlopen(self.address, timeout=1).close()
                return
            except urllib.error.HTTPError:  # it answers, from behind its door
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise AssertionError("the app does not answer")

    def holds(self, words: str) -> None:
        """Waits until words that are being typed are in the data folder, however busy the machine."""
        for _ in range(1200):
            with closing(sqlite3.connect(f"file:{self.data / 'audits.db'}?mode=ro", uri=True)) as db:
                if any(words in str(row) for row in db.execute("select * from drafts")):
                    return
            time.sleep(0.05)
        raise AssertionError(f"{words!r} did not come to the data folder")

    def kill(self) -> None:
        """As a flat battery would: SIGKILL, no goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        self.process.wait(20)
        if self.process.stdout is not None:
            self.said += self.process.stdout.read()
            self.process.stdout.close()
        self.process = None
