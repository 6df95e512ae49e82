"""Push, pull and pictures for enrolled devices.

The rules are those of `exchange/`; here is only who may, and where it is kept. An answer leaves after the transaction
is durable, never before.
"""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from audit_app.audit.log.clock import utc
from audit_app.exchange import bounds, pictures, pull, push
from audit_app.exchange.messages import Absent, Missing, Page, PieceAnswer, Pull, Push, PushAnswer, Raw, read
from audit_app.exchange.revocation import revocations
from audit_app.hub.api.running import PUSHED
from audit_app.hub.database import Row, Within
from audit_app.hub.identity import access_log, devices
from audit_app.hub.identity.caller import Caller
from audit_app.hub.identity.roles import Right
from audit_app.hub.keeping.audits import REGISTER
from audit_app.hub.keeping.kept import TenantKept
from audit_app.hub.keeping.keys import key_of
from audit_app.hub.projections.shown import catch_up
from audit_app.hub.web.described import gives, gives_bytes, takes, takes_bytes
from audit_app.hub.web.hub import Hub
from audit_app.hub.web.needs import Needs, Who, caller_of, hub_of
from audit_app.hub.web.problems import Refused
from audit_app.register.log import is_register, log_id

router = APIRouter(prefix="/v1", tags=["exchange"])
PUSHES = [Depends(Needs(Who.DEVICE, Right.PUSH))]
SEES = [Depends(Needs(Who.DEVICE, Right.SEE))]


@router.post("/push", dependencies=PUSHES, responses=gives(PushAnswer), openapi_extra=takes(Push))
async def push_entries(request: Request) -> Response:
    """Keeps what is new of an audit, all of it or nothing, and answers with what became of it."""
    hub, caller, body = hub_of(request), caller_of(request), await request.body()
    answer = await hub.turns.write(_push, hub, caller, body)
    behind = partial(catch_up, hub.database, caller.tenant)
    return _json(answer, BackgroundTask(hub.turns.follow, caller.tenant, behind))


def _push(hub: Hub, caller: Caller, body: bytes) -> BaseModel:
    asked = read(Push, body)
    found = push.checked(asked)  # most of the work, while others keep what is theirs
    with hub.database.within(caller.tenant, write=True) as within:
        within.lock()  # whoever numbers the feed waits for its turn before anything that is kept is looked at
        _admit(within, caller, asked)
        kept = TenantKept(within, caller, hub.pictures, Right.PUSH)
        answer = push.take(kept, asked, key_of(within), found)
        devices.seen(within, caller.device)
    for place in kept.forgotten:
        hub.pictures.forget(place)
    PUSHED.inc(answer.stored)
    return answer


def _admit(within: Within, caller: Caller, asked: Push) -> None:
    """Whether the caller may send to this audit: by its unit, which its beginning names and nothing later changes."""
    known = within.one("audits", id=asked.audit)
    about = known or _begun(asked)
    if not caller.grants.may(Right.PUSH, about):
        raise Refused(403, "Your roles do not reach this audit's unit.", "Ask the MR safety lead")
    if known and known["disposed_at"]:
        raise Refused(403, "This audit was disposed of here; nothing more of it is taken.")
    if known is None:
        within.add("audits", {**about, "changed_n": 0, "shown_n": -1})


def _begun(asked: Push) -> Row:
    """What an audit or a log of the register that is not here yet says of itself; 409 for one without its beginning."""
    first: Raw = next((raw for raw in asked.entries if raw.get("kind") == "begun"), {})
    if not first and not is_register(asked.audit):
        raise Refused(409, "The beginning of this audit is not here.", "Send it from its first entry")
    unit: Any = first.get("unit") if first else _unit_stated(asked)
    said = unit if isinstance(unit, dict) else {}
    told = {name: str(said.get(name, ""))[:200].replace("\x00", "") for name in ("id", "name", "site")}
    return {"id": asked.audit, "kind": "audit" if first else REGISTER, "unit": told["id"],
            "unit_name": told["name"], "site": told["site"], "begun": str(first.get("on", ""))[:10]}  # fmt: skip


def _unit_stated(asked: Push) -> Raw:
    """The unit that a log of the register is of; nothing for one of an instrument or a person: the whole tenant's."""
    for raw in asked.entries:
        unit = raw.get("unit")
        if isinstance(unit, str) and log_id("unit", unit) == asked.audit:
            stated = raw if raw.get("kind") == "unit_stated" else {}
            return {"id": unit, "name": stated.get("name", unit), "site": stated.get("site", "")}
    return {}


@router.get("/pull", dependencies=SEES, responses=gives(Page))
def pull_entries(
    request: Request,
    after: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
    limit: Annotated[int, Query(ge=1, le=bounds.MOST_ENTRIES)] = bounds.MOST_ENTRIES,
    epoch: Annotated[int | None, Query(ge=0, lt=1 << 53)] = None,
) -> Response:
    """A page of what the caller may see, by the number of the feed."""
    hub, caller = hub_of(request), caller_of(request)
    with hub.database.within(caller.tenant) as within:
        page = pull.page(TenantKept(within, caller, hub.pictures), Pull(after=after, limit=limit, epoch=epoch))
        told = page.json(_revoked(hub, within), utc(datetime.now(UTC)))
    if page.rows or after == 0:  # a round that brings nothing tells nothing
        what, many = ("pulled a page of the feed", f"{len(page.rows)} after {after}")
        with hub.database.within(caller.tenant, write=True) as within:
            access_log.note(within, what, many, person=caller.person, device=caller.device)
    return Response(told, media_type="application/json")


def _revoked(hub: Hub, within: Within) -> str:
    """The signed list of certificates that were taken back; empty when none was, and no key is made for that."""
    found = devices.revoked(within)
    return revocations(hub.settings.address, key_of(within), found, datetime.now(UTC)) if found else ""


@router.post("/pictures/missing", dependencies=PUSHES, responses=gives(Absent), openapi_extra=takes(Missing))
async def missing_pictures(request: Request) -> Response:
    """Which of these pictures are not whole here, and where each goes on."""
    hub, caller, body = hub_of(request), caller_of(request), await request.body()
    return _json(await run_in_threadpool(_missing, hub, caller, body))


def _missing(hub: Hub, caller: Caller, body: bytes) -> BaseModel:
    asked = read(Missing, body)
    with hub.database.within(caller.tenant) as within:
        return pictures.absent(TenantKept(within, caller, hub.pictures, Right.PUSH), asked)


@router.put("/pictures/{digest}", dependencies=PUSHES, responses=gives(PieceAnswer), openapi_extra=takes_bytes())
async def put_piece(
    request: Request,
    digest: str,
    size: Annotated[int, Query(ge=1, le=bounds.LARGEST_PICTURE)],
    offset: Annotated[int, Query(ge=0, le=bounds.LARGEST_PICTURE)] = 0,
) -> Response:
    """Takes in a piece of a picture; the answer says where to go on, or carries the receipt."""
    hub, caller, body = hub_of(request), caller_of(request), await request.body()
    return _json(await hub.turns.pictures(_put, hub, caller, digest, size, offset, body))


def _put(hub: Hub, caller: Caller, digest: str, size: int, offset: int, body: bytes) -> BaseModel:
    with hub.database.within(caller.tenant) as within:  # nobody waits for the place where pictures lie
        placed = TenantKept(within, caller, hub.pictures, Right.PUSH).place_ahead(digest, size, offset, body)
    with hub.database.within(caller.tenant, write=True) as within:
        within.lock()
        kept = TenantKept(within, caller, hub.pictures, Right.PUSH)
        kept.placed = placed
        if placed and kept.expunged_at(placed, digest):
            hub.pictures.forget(placed)
        return pictures.put(kept, digest, size, offset, body, key_of(within))


@router.get("/pictures/{digest}", dependencies=SEES, responses=gives_bytes("application/octet-stream", "A piece"))
async def get_piece(request: Request, digest: str, offset: Annotated[int, Query(ge=0)] = 0) -> Response:
    """A piece of a picture that the caller may see; its whole size stands in Upload-Length."""
    hub, caller = hub_of(request), caller_of(request)
    size, data = await hub.turns.pictures(_piece, hub, caller, digest, offset)
    return Response(data, media_type="application/octet-stream", headers={"upload-length": str(size)})


def _piece(hub: Hub, caller: Caller, digest: str, offset: int) -> tuple[int, bytes]:
    with hub.database.within(caller.tenant) as within:
        found = pictures.piece(TenantKept(within, caller, hub.pictures), digest, offset)
    with hub.database.within(caller.tenant, write=True) as within:
        where = f"from byte {offset}" if offset else ""
        access_log.note(within, "read a picture", digest, where, person=caller.person, device=caller.device)
    return found


def _json(answer: BaseModel, after: BackgroundTask | None = None) -> Response:
    return Response(answer.model_dump_json(), media_type="application/json", background=after)
