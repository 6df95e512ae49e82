"""Taking in what a hub has, page by page and audit by audit, of the units that take part and of those only it knows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from audit_app.audit.audit import Audit
from audit_app.audit.history.clocks import hub_clock
from audit_app.audit.log.entries import PhotoExpunged
from audit_app.beside import beside
from audit_app.errors import ExchangeRefused
from audit_app.exchange.messages import Page, Raw
from audit_app.exchange.push import pictures_of
from audit_app.membership.device import Device
from audit_app.membership.hub_client import HubClient
from audit_app.membership.membership import (
    Cursor,
    Member,
    choice,
    cursor,
    is_known,
    join_unit,
    keep_cursor,
    keep_promise,
    promised,
    takes_part,
    unit_of,
    units_here,
)
from audit_app.portfolio.share.partner import Inbox, settle_one
from audit_app.register.log import is_register, log_id
from audit_app.store.identity import keep_revoked
from audit_app.store.shelf.expunging import carry_out
from audit_app.store.store import Store

LIMIT = 500  # things in one page
MOST_PAGES = 40  # in one round; the next goes on
MOST_HELD = 50_000  # entries that wait for what they build on


@dataclass
class Feed:
    """How far a hub's feed was walked, and what came of it that is not in the store yet.

    `base` is where nothing was waiting; from there the next start of the app goes on. `refused` says why an audit was
    not taken in, `spoilt` why one thing of an audit was not even looked at, `offered` are units of the hub that do not
    take part here, by id. `clock` says by how much the hub's clock differs, where that is more than minutes.
    """

    base: Cursor = field(default_factory=Cursor)
    at: Cursor = field(default_factory=Cursor)
    inbox: Inbox = field(default_factory=Inbox)
    refused: dict[str, str] = field(default_factory=dict)
    spoilt: dict[str, str] = field(default_factory=dict)
    offered: dict[str, str] = field(default_factory=dict)
    clock: str = ""


async def fetch(device: Device, client: HubClient, joined: Member, feed: Feed) -> bool:
    """Walks on from where the feed was left; whether anything was taken in. One that is refused hurts no other."""
    kept = cursor(device.store)
    if kept != feed.base:
        feed.base, feed.at, feed.inbox = kept, kept, Inbox()
        feed.refused, feed.spoilt, feed.offered = {}, {}, {}
    took = False
    for number in range(MOST_PAGES):
        page = await _next(device, client, joined, feed, checking=number == 0)
        _take_in(feed, page)
        if sum(map(len, feed.inbox.entries.values())) > MOST_HELD:
            feed.inbox, feed.at = Inbox(), feed.base
            raise ExchangeRefused("The hub", "keeps sending entries that build on nothing", "Tell whoever runs it")
        for each in list(feed.inbox.entries):
            took = await beside(_settle, device, joined, feed, each) or took
        if feed.inbox.empty and not feed.refused and not feed.spoilt:  # else all of it is looked at again
            feed.base = feed.at
            keep_cursor(device.store, feed.base)
        if not page.more:
            break
    return took


def _take_in(feed: Feed, page: Page) -> None:
    """Puts a page into the inbox; what is no entry that a device writes is left out, and hurts no other."""
    try:
        feed.inbox.add(page)
    except ExchangeRefused:
        for item in page.items:
            try:
                feed.inbox.add(page.model_copy(update={"items": (item,)}))
            except ExchangeRefused as error:
                feed.spoilt[item.audit] = str(error)


async def _next(device: Device, client: HubClient, joined: Member, feed: Feed, checking: bool) -> Page:
    """The next page. At first the last thing is asked for again: where it is gone, the hub was put back to earlier.

    Then, or when what may be seen changed, everything is walked again, and what the hub has no more is sent again.
    """
    checking = checking and bool(feed.at.digest)
    page = await client.pull(feed.at.after - checking, LIMIT, feed.at.epoch)
    keep_revoked(device.store, page.revoked)
    feed.clock = hub_clock(page.now, device.clock.now())
    first = (page.items[0].n, page.items[0].digest) if page.items else None
    if (
        page.epoch != (page.epoch if feed.at.epoch is None else feed.at.epoch)
        or (checking and first != (feed.at.after, feed.at.digest))
        or not _keeps_its_promise(device.store, page, feed.at.after)
    ):
        device.store.receipts.forget(joined.key)
        keep_promise(device.store, 0, "")
        feed.at, feed.inbox = Cursor(0, page.epoch), Inbox()
        return Page(items=(), next=0, epoch=page.epoch, more=True)
    digest = page.items[-1].digest if page.items else feed.at.digest
    feed.at = Cursor(page.next, page.epoch, digest)
    return page.model_copy(update={"items": page.items[1:]}) if checking else page


def _keeps_its_promise(store: Store, page: Page, after: int) -> bool:
    """Whether the newest entry that the hub signed for stands where it said, once the feed is walked so far.

    The last thing that was read cannot tell alone: what was sent after it is gone with a hub that was put back to it.
    """
    number, digest = promised(store)
    restarts = not page.items and page.next == 0 and page.more
    if not digest or restarts or (page.more and page.next < number):
        return True
    found = number <= after or any((item.n, item.digest) == (number, digest) for item in page.items)
    if found:
        keep_promise(store, 0, "")
    return found


def _settle(device: Device, joined: Member, feed: Feed, log: str) -> bool:
    """Lets the store take in what is complete of one audit or log; whether it took anything."""
    came = set(feed.inbox.entries[log])
    if not _wanted(device, feed, log):
        return False
    store, shown = device.store, device.shown(log)
    settled = settle_one(store, feed.inbox, log)  # nobody waits for it
    for audit in settled.audits:
        device.took(audit, shown)
    feed.refused.pop(log, None)
    feed.refused |= settled.refused
    done = came - set(feed.inbox.entries.get(log, ()))
    store.receipts.keep(joined.key, done)
    for audit in settled.audits:
        _files(device, audit, done)
    return bool(settled.audits) or (is_register(log) and bool(done))


def _wanted(device: Device, feed: Feed, log: str) -> bool:
    """Whether an audit or log takes part; what does not is forgotten, what cannot be told yet waits.

    A unit that this device has never heard of takes part from now on; one of its own only when somebody chose it, so
    that no hub can fetch a unit's audits by knowing its name.
    """
    store = device.store
    if takes_part(log, "", choice(store)):
        return True
    found = _unit(device, log, feed.inbox.entries[log].values())
    if found is None:
        return False
    unit, name = found
    if not is_register(log) and takes_part(log, unit, choice(store)):
        return True
    if unit and not is_known(store, unit):
        join_unit(store, unit)
        return True
    if unit:
        feed.offered[unit] = name or units_here(store).get(unit, unit)
    del feed.inbox.entries[log]
    return False


def _unit(device: Device, log: str, entries: Iterable[Raw]) -> tuple[str, str] | None:
    """The id and name of the unit that an audit or log is of; empty where it is of none, None while nobody can tell."""
    if is_register(log):
        said = next((each["unit"] for each in entries if isinstance(each.get("unit"), str)), "")
        return (str(said), "") if log == log_id("unit", str(said)) else ("", "")
    about = next((each.about for each in device.store.logs() if each.id == log), None)
    if about is not None:
        return unit_of(about), str(about.get("unit", ""))
    begun = next((each.get("unit") for each in entries if each["kind"] == "begun"), None)
    return (str(begun.get("id", "")), str(begun.get("name", ""))[:200]) if isinstance(begun, dict) else None


def _files(device: Device, audit: Audit, new: set[str]) -> None:
    """What new entries name and is not here is on its way, not lost; what they expunged goes as far as it may."""
    fresh = [entry for entry in audit.entries if entry.sha in new]
    for entry in fresh:
        for digest in pictures_of(entry.model_dump(mode="json")):
            device.shelf.leave_out(digest)
    sum(carry_out(device.store, device.shelf, (each for each in fresh if isinstance(each, PhotoExpunged))))
