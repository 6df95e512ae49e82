"""What a serving process does by itself beside answering: lists that are behind, the weekly mail, the outbox."""

import threading
from datetime import UTC, datetime

import structlog

from audit_app.hub.mail import send_outbox, write_digests
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.web.hub import Hub

EVERY_S = 600
log = structlog.get_logger("mr_audit.hub")


def errands(hub: Hub) -> tuple[int, int]:
    """One round; gives how many mails were written and sent. Two processes at once do nothing twice."""
    for tenant in hub.database.tenants():
        catch_up(hub.database, tenant)
    if not hub.settings.smtp:
        return 0, 0
    return write_digests(hub.database, hub.settings, datetime.now(UTC).date()), send_outbox(hub.database, hub.settings)


class Rounds:
    """A thread that does the errands now and every ten minutes, until it is told to stop."""

    def __init__(self, hub: Hub) -> None:
        self._hub, self._over = hub, threading.Event()
        self._thread = threading.Thread(target=self._go, name="errands", daemon=True)

    def __enter__(self) -> "Rounds":
        self._thread.start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self._over.set()
        self._thread.join(30)

    def _go(self) -> None:
        while not self._over.is_set():
            try:
                errands(self._hub)
            except Exception as error:  # noqa: BLE001 (whatever it is, the next round may do better)
                log.error("errands", kind=type(error).__name__)
            self._over.wait(EVERY_S)
