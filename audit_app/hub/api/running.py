"""Whether it runs and how: health, figures for Prometheus, and what can be asked, as OpenAPI."""

from fastapi import APIRouter, Depends, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from starlette.responses import JSONResponse, Response

from audit_app.hub.identity.tokens import same
from audit_app.hub.tables import table
from audit_app.hub.web.described import document, gives, gives_bytes
from audit_app.hub.web.needs import Needs, Who, hub_of
from audit_app.hub.web.problems import Refused

router = APIRouter(tags=["running it"])
OPEN = [Depends(Needs(Who.ANYONE))]
REGISTRY = CollectorRegistry()
PUSHED = Counter("mr_audit_hub_entries_total", "Entries that this process kept.", registry=REGISTRY)
TENANTS = Gauge("mr_audit_hub_tenants", "Tenants.", registry=REGISTRY)
FEED = Gauge("mr_audit_hub_feed", "The highest number of each tenant's feed, added up.", registry=REGISTRY)
SILENT = Gauge("mr_audit_hub_pictures_silent", "1 while the place for pictures does not answer.", registry=REGISTRY)


class Health(BaseModel):
    """That the database answers."""

    database: str


class Described(BaseModel):
    """This document."""

    model_config = ConfigDict(extra="allow")
    openapi: str


@router.get("/healthz", dependencies=OPEN, responses=gives(Health))
def healthz(request: Request) -> Response:
    """200 while the database answers."""
    try:
        hub_of(request).database.alive()
    except Exception as error:  # whatever keeps the database from answering, the hub is not well
        raise Refused(503, "The database does not answer.", "Look at its log") from error
    return JSONResponse({"database": "answers"})


@router.get("/metrics", dependencies=OPEN, responses=gives_bytes("text/plain", "Figures for Prometheus"))
def metrics(request: Request) -> Response:
    """Figures without contents, for who has the token that the installation was given; nobody while it has none."""
    hub = hub_of(request)
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not hub.settings.metrics_token or not same(given, hub.settings.metrics_token):
        raise Refused(404)
    tenants = table("tenants")
    with hub.database.outside() as connection:
        count, feed = connection.execute(select(func.count(), func.coalesce(func.sum(tenants.c.feed), 0))).one()
    TENANTS.set(int(count))
    FEED.set(int(feed))
    SILENT.set(hub.pictures.silent_since is not None)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


@router.get("/v1/openapi.json", dependencies=OPEN, responses=gives(Described))
def described(request: Request) -> Response:
    """What programs can ask, as OpenAPI."""
    return JSONResponse(document(request.app))
