"""Going on with the actions of a signed audit: all of it goes into its unit's own log, the audit stays as it is."""

from collections.abc import Collection, Iterable

from audit_app.audit.audit import Audit
from audit_app.audit.findings.going_on import CHECKLIST, KINDS, PURPOSE, chain, with_follow_up
from audit_app.audit.log.canonical import digest
from audit_app.audit.log.entries import Begun, Entry, EvidenceAttached, Saw
from audit_app.audit.pen import Draft, Pen
from audit_app.checklist.reference.sources import Library
from audit_app.errors import EntryRefused
from audit_app.store.lineage import logs_of
from audit_app.store.store import Store
from audit_app.visit.visit import Visit


class FollowUp(Visit):
    """A visit to the actions of a signed audit. Its `audit` is the signed one with everything that followed."""

    def __init__(
        self, store: Store, audit: Audit, pen: Pen, here: Collection[str] = (), elsewhere: Collection[str] = ()
    ) -> None:
        self.signed, self._logs = audit, logs_of(store, audit)
        super().__init__(store, with_follow_up(audit, self._logs), pen, here, elsewhere)

    @property
    def chain(self) -> str:
        """The name that this device has in the signed audit for what it entered in the log of the unit."""
        log = self._log
        return chain(log.slots.way_of(self.pen.device), log.id) if log else ""

    def saw(self) -> None:
        """Notes how far what other devices entered in the unit's logs is known here, where there is any."""
        own = self._log
        others = self._others(own) if own else {}
        for log in (each for each in self._logs if own is None or each.id != own.id):
            others |= {chain(device, log.id): head for device, head in log.heads.items()}
        if others:
            self.enter(Saw, heads=others)

    @property
    def _log(self) -> Audit | None:
        """The log of the audit's own unit, and of no other that is stated to be the same: that can be taken back."""
        unit = self.signed.begun.unit.id
        return next((each for each in self._logs if each.begun.unit.id == unit), None)

    def _enter(self, said: Iterable[Draft], deed: str | None) -> tuple[Entry, ...]:
        drafts = tuple(said)
        for each in drafts:
            self._refuse(each)
        if not drafts:
            return ()
        log, entries = self._kept(drafts, deed)
        self._logs = (log, *(each for each in self._logs if each.id != log.id))
        self.audit = with_follow_up(self.signed, self._logs)
        if self._deed == "":
            self._deed = entries[0].id
        return tuple(entries)

    def _kept(self, drafts: tuple[Draft, ...], deed: str | None) -> tuple[Audit, list[Entry]]:
        """Enters the drafts in the unit's log, which is begun with them where there is none yet."""
        own = self._log
        if own is not None:
            log, entries = self.pen.write_all(own, drafts, deed)
            self.store.append(log, *entries)
            return log, entries
        begun, library = self._begun(), Library()
        _, entries = self.pen.write_all(_alone(begun, library), drafts, deed)
        return self.store.begin(begun, CHECKLIST, library, entries), entries

    def _refuse(self, said: Draft) -> None:
        """EntryRefused for what belongs to the audit itself, or to none of its findings."""
        loose = said.kind is EvidenceAttached and not said.says.get("finding")
        photo = str(said.says.get("photo", ""))
        signed = bool(photo) and bool(self.signed.slots.history(("photo", photo)))
        if said.kind not in KINDS or loose or signed or said.says.get("item"):
            raise EntryRefused("This audit", "is signed and does not change", "Open an addendum and give its reason")

    def _begun(self) -> Begun:
        of = self.signed.begun
        return self.pen.write(
            Begun,
            None,
            purpose=PURPOSE,
            simulated=of.simulated,
            checklist=digest(CHECKLIST.model_dump(mode="json", by_alias=True)),
            references=digest(Library().model_dump(mode="json", by_alias=True)),
            unit=of.unit,
            scanner=of.scanner,
            auditor=self.pen.person,
            on=self.pen.clock.now().date().isoformat(),
        )


def _alone(begun: Begun, library: Library) -> Audit:
    return Audit(begun.audit, CHECKLIST, library).with_entry(begun)
