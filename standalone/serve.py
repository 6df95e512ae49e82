"""A folder as static files, and nothing else: what any web server does."""

import functools
import http.server
from pathlib import Path

KINDS = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}


class Files(http.server.SimpleHTTPRequestHandler):
    """Answers with files of one folder; says nothing of each request."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **KINDS, ".gz": "application/gzip"}  # noqa: RUF012

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


def server(folder: Path, port: int = 0) -> http.server.ThreadingHTTPServer:
    """A server of this folder on this device only; port 0 takes any free one."""
    handler = functools.partial(Files, directory=str(folder))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


def serve(folder: Path, port: int) -> None:
    """Serves until stopped, and says where."""
    running = server(folder, port)
    print(f"MR Audit is at http://127.0.0.1:{running.server_port}/", "Stop with Ctrl+C.", sep="\n", flush=True)
    try:
        running.serve_forever()
    except KeyboardInterrupt:
        running.server_close()
