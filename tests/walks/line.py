"""The network between a tablet and the server, which a test may cut or slow: a plain TCP relay on a port of its own."""

import socket
import threading
import time
from contextlib import suppress
from queue import SimpleQueue


class Line:
    """Relays connections to a port of this machine.

    `cut` ends every connection and refuses new ones, as when the Wi-Fi is gone. `roam` ends them for the tablet only:
    the server still believes that they are there, as when a tablet walks from one access point to the next. `hush` lets
    nothing through of the connections there are, and neither side is told; new ones go through. `hold` keeps back what
    the server says until `let_go`. `delay` is what everything takes on its way, in seconds and in each direction; it
    may be changed while the line is used.
    """

    def __init__(self, port: int, delay: float = 0.0) -> None:
        self._target, self._up, self.delay = port, True, delay
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lost: list[socket.socket] = []
        self._hushed: list[socket.socket] = []
        self._goes_on = threading.Event()
        self._goes_on.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def to(self, key: str) -> str:
        """The whole address through this line, with the word that the server printed."""
        return f"{self.address}{key}"

    def cut(self) -> None:
        """No connection any more, on either side."""
        self._up = False
        for pair in self._pairs:
            for end in pair:
                _end(end)
        self._pairs.clear()

    def roam(self) -> None:
        """The tablet's side of every connection is gone; the server's side stays open."""
        for tablet, server in self._pairs:
            self._lost.append(server)
            _end(tablet)
        self._pairs.clear()

    def hush(self, until: float | None = None) -> None:
        """The connections there are carry nothing any more, and stay open on both sides.

        `until` so many seconds later, when an operating system would give them up.
        """
        hushed = [end for pair in self._pairs for end in pair]
        self._hushed += hushed
        if until is not None:
            given_up = threading.Timer(until, lambda: [_end(each) for each in hushed])
            given_up.daemon = True
            given_up.start()

    def hold(self) -> None:
        """What the server says waits; what the tablet says goes through."""
        self._goes_on.clear()

    def let_go(self) -> None:
        """What waited goes on."""
        self._goes_on.set()

    def mend(self) -> None:
        """Connections go through again."""
        self._up = True

    def close(self) -> None:
        """Ends everything."""
        self.let_go()
        self.cut()
        for end in (*self._lost, self._listening):
            _end(end)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                tablet, _ = self._listening.accept()
                threading.Thread(target=self._connect, args=(tablet,), daemon=True).start()

    def _connect(self, tablet: socket.socket) -> None:
        if not self._up:
            _end(tablet)
            return
        try:
            server = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            _end(tablet)
            return
        self._pairs.append((tablet, server))
        threading.Thread(target=self._relay, args=(server, tablet, True), daemon=True).start()
        self._relay(tablet, server)

    def _relay(self, source: socket.socket, target: socket.socket, down: bool = False) -> None:
        """Takes what comes at once and hands it on when it is due, so that a slow line is no narrow one."""
        under_way: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
        threading.Thread(target=self._hand_on, args=(under_way, target, down), daemon=True).start()
        with suppress(OSError):
            while data := source.recv(65536):
                under_way.put((time.monotonic() + self.delay, data))
        under_way.put((0.0, b""))

    def _hand_on(self, under_way: "SimpleQueue[tuple[float, bytes]]", target: socket.socket, down: bool) -> None:
        with suppress(OSError):
            while True:
                due, data = under_way.get()
                if not data:
                    break
                time.sleep(max(0.0, due - time.monotonic()))
                if down:
                    self._goes_on.wait()
                if target not in self._hushed:
                    target.sendall(data)
        if target not in self._lost:
            _end(target)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
