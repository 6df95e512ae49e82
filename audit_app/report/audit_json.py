"""A whole audit as canonical JSON, as `mr-audit export` writes it: every entry, and the papers the audit copied."""

from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.editions import papers_named
from audit_app.audit.log.canonical import canonical, digest
from audit_app.audit.log.entries import kinds
from audit_app.audit.pen import written

FORMAT = "mr-audit-log-1"


def whole(audit: Audit) -> dict[str, Any]:
    """The audit as one JSON object: what is needed to work everything out again, and nothing of one device."""
    told = [each.model_dump(mode="json", by_alias=True) for each in (audit.checklist, audit.library)]
    known = {**{digest(each): each for each in told}, **audit.papers}
    papers = {named: known[named] for named in papers_named(audit.entries) if named in known}
    entries = [written(entry) for entry in audit.entries]
    return {"format": FORMAT, "audit": audit.id, "papers": papers, "entries": entries}


def schema() -> dict[str, Any]:
    """The JSON Schema of what `whole` gives: every kind of entry with its fields; those to come are allowed."""
    defs: dict[str, Any] = {}
    for name, kind in kinds().items():
        told = kind.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
        defs |= told.pop("$defs", {})
        told["required"] = sorted({*told.get("required", ()), "kind"})
        defs[name] = {**told, "additionalProperties": True}
    known = [{"$ref": f"#/$defs/{name}"} for name in kinds()]
    entry = {"type": "object", "required": ["kind", "id", "at"], "anyOf": [*known, {"$ref": "#/$defs/unknown"}]}
    defs["unknown"] = {"type": "object", "properties": {"kind": {"not": {"enum": [*kinds()]}}}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An MR safety audit, whole",
        "type": "object",
        "required": ["format", "audit", "papers", "entries"],
        "properties": {
            "format": {"const": FORMAT},
            "audit": {"type": "string", "description": "the audit's id"},
            "papers": {
                "type": "object",
                "description": "the checklists and reference libraries that the audit copied, by their SHA-256",
                "additionalProperties": {"type": "object"},
            },
            "entries": {"type": "array", "items": entry, "description": "what happened, oldest first"},
        },
        "$defs": defs,
    }


def whole_json(audit: Audit) -> bytes:
    """The same as canonical JSON in UTF-8, with a line end: the same audit always gives the same bytes."""
    return canonical(whole(audit)).encode("utf-8", "replace") + b"\n"
