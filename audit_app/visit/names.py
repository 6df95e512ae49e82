"""Closing what one person did in one run: the device's key is put under it, where a certificate says whose key it is.

Without a certificate nothing is written: a key that nobody vouches for proves no name, and the name stays declared.
"""

from datetime import datetime

from audit_app.audit.log.entries import Attested, Entry
from audit_app.audit.log.people import Person, same_person
from audit_app.exchange.attestation import attested, open_runs
from audit_app.exchange.keys import Key
from audit_app.store.identity import certificate_of, device_key
from audit_app.store.store import Store
from audit_app.visit.visit import Visit


def is_proven(store: Store, person: Person, now: datetime) -> bool:
    """Whether a certificate proves this person at this device now."""
    key = device_key(store)
    return key is not None and bool(certificate_of(store, person, key, now))


def close_runs(visit: Visit, key: Key | None = None) -> tuple[Entry, ...]:
    """Attests what the person at this device did in the audit and has not attested yet; what was entered, if anything.

    `key` is the device's own where the caller has it. Runs of other people are left to them.
    """
    key = key or device_key(visit.store)
    person = visit.pen.person
    if key is None:
        return ()
    certificate = certificate_of(visit.store, person, key, visit.pen.clock.now())
    if not certificate:
        return ()
    here = visit.store.written_here(visit.audit.id)  # nobody puts their key under what came under their device's name
    own = [entry for entry in visit.audit.own_entries(visit.pen.device) if entry.sha in here]
    runs = [run for run in open_runs(own, visit.pen.device) if same_person(run.person, person)]
    return tuple(visit.enter(Attested, **attested(key, certificate, person, run)) for run in runs)
