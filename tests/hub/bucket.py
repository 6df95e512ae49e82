"""A bucket of our own, as far as pictures ask of one: it works, refuses everything, or takes what comes in silence."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

NAME = "pictures"


class Bucket(ThreadingHTTPServer):
    """What lies in it by its address, and how it behaves: while `open` is not set, it answers nothing."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.open, self.refuses, self.waiting = threading.Event(), False, threading.Semaphore(0)
        self.open.set()

    def settings(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """Sets what names it in the environment; gives the address of its pictures."""
        told = {"ENDPOINT_URL": f"http://127.0.0.1:{self.server_port}", "ALLOW_HTTP": "true", "REGION": "here",
                "ACCESS_KEY_ID": "id", "SECRET_ACCESS_KEY": "secret"}  # fmt: skip
        for name, value in told.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        return f"s3://{NAME}"


class Answers(BaseHTTPRequestHandler):
    """One connection to it."""

    server: Bucket
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        if not self.server.open.is_set():
            self.server.waiting.release()
            self.server.open.wait(60)
        if self.server.refuses:
            return self._say(503, b"<Error><Code>SlowDown</Code></Error>")
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query, keep_blank_values=True)
        return getattr(self, f"_{self.command.lower()}")(parts.path, asked, body)  # type: ignore[no-any-return]

    do_GET = do_HEAD = do_PUT = do_POST = _any  # noqa: N815 (as the library wants them called)

    def _put(self, path: str, asked: dict[str, list[str]], body: bytes) -> None:
        if "partNumber" in asked:
            self.server.parts.setdefault(path, {})[int(asked["partNumber"][0])] = body
        else:
            self.server.objects[path] = body
        self._say(200, headers={"etag": '"x"'})

    def _post(self, path: str, asked: dict[str, list[str]], body: bytes) -> None:
        if "uploads" in asked:
            self.server.parts[path] = {}
            told = b"<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
            return self._say(200, told)
        self.server.objects[path] = b"".join(part for _, part in sorted(self.server.parts.pop(path).items()))
        told = b"<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>"
        return self._say(200, told)

    def _get(self, path: str, _asked: dict[str, list[str]], _body: bytes) -> None:
        found, asked = self.server.objects.get(path), self.headers.get("range", "")
        if found is None:
            return self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
        headers = {"etag": '"x"', "last-modified": "Sat, 28 Nov 2026 12:00:00 GMT"}
        if not asked:
            return self._say(200, found, headers)
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(found)), len(found) - 1)
        headers["content-range"] = f"bytes {start}-{end}/{len(found)}"
        return self._say(206, found[start : end + 1], headers)

    _head = _get

    def _say(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def bucket() -> Iterator[Bucket]:
    """One that runs as long as the block lasts."""
    made = Bucket()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, name="bucket")
    thread.start()
    try:
        yield made
    finally:
        made.open.set()
        made.shutdown()
        thread.join()
        made.server_close()
