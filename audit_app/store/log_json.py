"""An audit's whole log as one JSON file, and back: what is taken in elsewhere and given out again is the same file."""

import json
from collections.abc import Callable
from typing import Any

from audit_app.audit.audit import Audit
from audit_app.audit.log.canonical import canonical
from audit_app.audit.log.chain import checked
from audit_app.audit.log.text_bounds import LONGEST_ENTRY, MOST_ENTRIES, MOST_PARTS_IN_ALL, too_much
from audit_app.audit.trial import try_out
from audit_app.errors import BundleRefused, StoreError
from audit_app.store.store import Store
from audit_app.store.stored_entries import PAPERS, entry_in

FORMAT = "mr-audit-log-1"
LARGEST = 100_000_000  # characters; an audit of 100,000 entries is two thirds of this


def exported(store: Store, audit_id: str) -> str:
    """The log of an audit and the papers it names as JSON text; photographs are named by digest, not held.

    StoreDamaged when an entry is not as it was written.
    """
    bodies = store.raw(audit_id)
    for body in bodies:
        entry_in(body, f"Audit {audit_id}")  # one that is not as it was written is refused, and not passed on
    entries = [json.loads(body) for body in bodies]
    if not entries:
        fault = "is not in this data folder"
        raise StoreError(f"Audit {audit_id}", fault, "Choose one from the list of audits")
    named = {entry[field] for entry in entries for field in PAPERS if isinstance(entry.get(field), str)}
    papers = {each: store.paper(each) for each in sorted(named)}
    return canonical({"format": FORMAT, "audit": audit_id, "papers": papers, "entries": entries}) + "\n"


def received(
    store: Store, text: str, has_picture: Callable[[str], bool], trial: Callable[[Audit], None] = try_out
) -> Audit:
    """Takes in an exported audit, joined with what is here of it; BundleRefused says why not, and nothing is changed.

    `has_picture` says whether a photograph is kept here, by digest: no entry may name one that is not. `trial` raises
    BundleRefused for an audit that this app cannot work with.
    """
    whole = _object(text)
    if len(whole["entries"]) > MOST_ENTRIES:
        raise BundleRefused("The file", f"holds more than {MOST_ENTRIES:,} entries", "Ask for it again")
    bodies = list(map(_body, whole["entries"]))
    missing = [name for name in checked(bodies).pictures if not has_picture(name)]
    if missing:
        remedy = "Import a file made by Share, which includes them"
        raise BundleRefused("The file", f"names {len(missing)} photographs or files that are not here", remedy)
    return store.take(whole["papers"], bodies, trial)


def _body(entry: Any) -> str:
    try:
        body = canonical(entry)
    except (TypeError, ValueError, RecursionError) as error:
        raise BundleRefused("The file", "holds an entry that cannot be read", "Ask for it again") from error
    if fault := too_much(body) or ("is too long" if len(body) > LONGEST_ENTRY else ""):
        raise BundleRefused("The file", f"holds an entry that {fault}", "Ask for it again")
    return body


def _object(text: str) -> dict[str, Any]:
    remedy = "Choose the file of an exported audit"
    if len(text) > LARGEST:
        raise BundleRefused("The file", "is larger than an audit can be", remedy)
    if fault := too_much(text, MOST_PARTS_IN_ALL):
        raise BundleRefused("The file", fault, remedy)
    try:
        whole = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise BundleRefused("The file", "is not an exported audit", remedy) from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise BundleRefused("The file", "is not an exported audit", remedy)
    if not isinstance(whole.get("papers"), dict) or not isinstance(whole.get("entries"), list):
        raise BundleRefused("The file", "lacks its entries or its papers", remedy)
    return whole


def _no_float(digits: str) -> float:
    raise ValueError(f"{digits} is not kept exactly")
