"""The manifest of a shared audit: what the file is, whose audit it holds, and every other file's SHA-256."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.log.canonical import canonical
from audit_app.audit.log.clock import utc
from audit_app.audit.log.text_bounds import too_much
from audit_app.errors import BundleRefused, StoreDamaged
from audit_app.portfolio.parcel import Content, Parcel, digest_of
from audit_app.portfolio.share.foreign_log import refused

FORMAT = {"format": "mraudit", "version": 2}
_SAYS = {"format", "version", "audit", "heads", "originals", "files"}  # since version 1; `written` came with 2
_MOST = 8_000_000  # bytes
_MOST_LISTED = 200_000  # values in a manifest: two for each file


def manifest(audit: Audit, contents: Mapping[str, Content], originals: bool, now: datetime) -> bytes:
    """The manifest of these contents, written `now`; StoreDamaged when a kept file is not what its name says."""
    sums = {name: digest_of(content) for name, content in contents.items()}
    for name, worked in sums.items():
        if name.startswith("files/") and name != f"files/{worked}":
            raise StoreDamaged(name, "is not what was kept", "Restore a backup; keep the damaged file")
    says = {**FORMAT, "audit": audit.id, "heads": audit.heads, "originals": originals, "files": sums}
    return canonical({**says, "written": utc(now)}).encode()


def checked_manifest(parcel: Parcel) -> dict[str, Any]:
    """What a manifest says, once every file is found to be as it says; BundleRefused otherwise."""
    where = f"{parcel.where}, manifest.json"
    raw = parcel.read("manifest.json", _MOST)
    try:
        says = bounded(raw, _MOST_LISTED)
        exact = isinstance(says, dict) and canonical(says).encode() == raw
    except (ValueError, TypeError, RecursionError) as error:
        raise refused(where, "cannot be read") from error
    if not exact or says.get("format") != FORMAT["format"]:
        raise refused(where, "is not that of a shared audit")
    if says.get("version") not in (1, FORMAT["version"]):
        raise BundleRefused(where, "was written by a newer version of the app", "Update this app; nothing was changed")
    sums = says.get("files")
    shaped = isinstance(sums, dict) and isinstance(says.get("originals"), bool)
    told = isinstance(says.get("written", ""), str)
    if not shaped or not told or set(says) != (_SAYS if says["version"] == 1 else {*_SAYS, "written"}):
        raise refused(where, "has a part missing, or one too many")
    _match_sums(parcel, sums)
    return dict(says)


def bounded(raw: bytes, most: int) -> Any:
    """A JSON value; ValueError when it is none, or holds more than it may."""
    text = raw.decode("utf-8")
    if fault := too_much(text, most):
        raise ValueError(fault)
    return json.loads(text)


def _match_sums(parcel: Parcel, sums: Mapping[str, Any]) -> None:
    held = set(parcel.members) - {"manifest.json"}
    for name in sorted(held ^ set(sums)):
        fault = "is in the file but not in its manifest" if name in held else "is missing"
        raise refused(f"{parcel.where}, {name}", fault)
    for name in sorted(held):
        worked = sha256()
        for chunk in parcel.chunks(name):
            worked.update(chunk)
        if worked.hexdigest() != sums[name]:
            raise refused(f"{parcel.where}, {name}", "is not what its manifest says")
