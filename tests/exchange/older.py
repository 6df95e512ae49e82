"""An audit as version 0.1 would have begun it: its id is random, and not worked out from its beginning."""

import json
from typing import Any

from audit_app.audit.log.canonical import canonical, digest

ID = "01a1f933-0000-7000-8000-000000000001"


def as_before(exported: str, audit: str = ID) -> str:
    """An exported audit under another id, every entry sealed and chained again."""
    whole = json.loads(exported)
    named: dict[str, str] = {"": ""}
    made = []
    for entry in sorted(whole["entries"], key=lambda each: (each["device"], each["seq"])):
        heads = {device: named[sha] for device, sha in entry.get("heads", {}).items()}
        says: dict[str, Any] = {
            **entry,
            "audit": audit,
            "prev": named[entry["prev"]],
            **({"heads": heads} if heads else {}),
        }
        made.append({**says, "sha": digest(says)})
        named[entry["sha"]] = made[-1]["sha"]
    made.sort(key=lambda each: (each["at"], each["device"], each["seq"], each["sha"]))
    return canonical({**whole, "audit": audit, "entries": made}) + "\n"
