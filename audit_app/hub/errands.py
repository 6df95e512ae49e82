"""What a serving process does by itself beside answering: lists that are behind, mail and its outbox, webhooks."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from audit_app.hub.mail import send_outbox, write_digests
from audit_app.hub.out.hooks import send_messages, write_messages
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.web.hub import Hub

EVERY_S, HOOKS_EVERY_S = 600, 20
log = structlog.get_logger("mr_audit.hub")


def errands(hub: Hub) -> tuple[int, int]:
    """One round; gives how many mails were written and sent. Two processes at once do nothing twice."""
    hub.pictures.ask_again()
    for tenant in hub.database.tenants():
        while catch_up(hub.database, tenant):
            continue
    if not hub.settings.smtp:
        return 0, 0
    return write_digests(hub.database, hub.settings, datetime.now(UTC).date()), send_outbox(hub.database, hub.settings)


def hooks(hub: Hub) -> tuple[int, int]:
    """One round of webhooks; gives how many messages were made and arrived. Two processes at once make none twice."""
    return write_messages(hub.database), send_messages(hub.database, hub.settings.reached)


class Rounds:
    """A thread that does some work now and every so many seconds, until it is told to stop."""

    def __init__(self, hub: Hub, work: Callable[[Hub], object] = errands, every_s: float = EVERY_S) -> None:
        self._hub, self._work, self._every_s = hub, work, every_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go, name=getattr(work, "__name__", "work"), daemon=True)

    def __enter__(self) -> "Rounds":
        self._thread.start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self._over.set()
        self._thread.join(30)

    def _go(self) -> None:
        while not self._over.is_set():
            try:
                self._work(self._hub)
            except Exception as error:  # noqa: BLE001 (whatever it is, the next round may do better)
                log.error(self._thread.name, kind=type(error).__name__)
            self._over.wait(self._every_s)
