"""The page: what it may load, what it says while Python starts, and the emergency card that needs no Python."""

import json
import os
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from standalone.travels import HERE, BuildRefused

# Everything comes from this address; nothing is sent anywhere else. Flutter writes its own style elements, and images
# and files it made itself are shown from memory (blob:, data:). 'wasm-unsafe-eval' allows WebAssembly, not eval.
HUB = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?")
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "worker-src": "'self'",
    "connect-src": "'self' blob: data:",
    "img-src": "'self' blob: data:",
    "media-src": "'self' blob:",
    "font-src": "'self' data:",
    "style-src": "'self' 'unsafe-inline'",
    "manifest-src": "'self'",
    "base-uri": "'self'",
    "form-action": "'none'",
}


def policy(hub: str | None = None) -> str:
    """The content security policy of the page and of everything it runs.

    It lets the page ask one hub, where MR_AUDIT_HUB names its address; BuildRefused when that is none.
    """
    named = os.environ.get("MR_AUDIT_HUB", "") if hub is None else hub
    if named and not HUB.fullmatch(named):
        raise BuildRefused("MR_AUDIT_HUB is no address of a hub, such as https://audits.example.org")
    allowed = POLICY | ({"connect-src": f"{POLICY['connect-src']} {named}"} if named else {})
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


def page(version: str) -> bytes:
    """index.html: readable before any script has run."""
    text = (HERE / "web" / "index.html").read_text(encoding="utf-8")
    filled = text.replace("@POLICY@", policy()).replace("@VERSION@", version).replace("@CARD@", "\n".join(card()))
    return filled.encode()


def card() -> Iterator[str]:
    """The emergency card as plain HTML: the steps now, the unit's own numbers put in by the page as it kept them."""
    from audit_app.checklist.reference.emergency import emergency_card

    for event in emergency_card().events:
        yield f'<section class="event"><h3>{escape(event.title)}</h3><ol>'
        yield from (f"<li>{escape(step.words)}</li>" for step in event.steps)
        yield "</ol><dl>"
        for asked in event.asks:
            yield f'<dt>{escape(asked.words)}</dt><dd data-fact="{escape(asked.id)}">not entered</dd>'
        yield "</dl></section>"


def flutter_build(bootstrap: str) -> bytes:
    """What Flutter's own bootstrap says of its build, for the page to start it with."""
    found = re.search(r"_flutter\.buildConfig = (\{.*?\});", bootstrap, flags=re.DOTALL)
    if found is None:
        raise BuildRefused("flutter_bootstrap.js is not as it was: look at standalone/page.py")
    build: dict[str, Any] = json.loads(found[1])
    return json.dumps(build, sort_keys=True).encode()
