"""What programs can ask, as OpenAPI: every route with what it takes and gives, its refusals and who may."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

from audit_app.hub.web.needs import Who, rule_of

REF = "#/components/schemas/{model}"
BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
TOKEN = "device"


class Problem(BaseModel):
    """A refusal (RFC 9457): what is wrong, and what to do about it."""

    type: str
    status: int
    title: str
    detail: str = ""


_TAKEN: dict[str, type[BaseModel]] = {"Problem": Problem}  # what no route of the framework's own kind names


def takes(model: type[BaseModel]) -> dict[str, Any]:
    """What a route says of a body that it reads itself, bounded and strictly."""
    _TAKEN[model.__name__] = model
    content = {"application/json": {"schema": {"$ref": REF.format(model=model.__name__)}}}
    return {"requestBody": {"required": True, "content": content}}


def takes_bytes() -> dict[str, Any]:
    """The same for bytes."""
    return {"requestBody": {"required": True, "content": {"application/octet-stream": BINARY}}}


def gives(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """What a route answers with, as JSON."""
    return {200: {"model": model, "description": (model.__doc__ or "").partition("\n")[0]}}


def gives_bytes(kind: str, words: str) -> dict[int | str, dict[str, Any]]:
    """What a route answers with that is no JSON: its media type, and what it is."""
    return {200: {"content": {kind: BINARY}, "description": words}}


def document(app: FastAPI) -> dict[str, Any]:
    """The whole description of the routes that programs ask."""
    found = deepcopy(app.openapi())
    parts = found.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for each in _TAKEN.values():
        _add(schemas, each)
    for route in _told(app):
        for deed in found["paths"][route.path_format].values():
            deed.update(_who(route))
            deed["responses"].pop("422", None)  # in the framework's own shape, which no answer of ours has
            deed["responses"]["default"] = _refusal()
            content = deed["responses"]["200"]["content"]
            if len(content) > 1:  # the framework adds JSON where a route gives something else
                content.pop("application/json", None)
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    parts["securitySchemes"] = {TOKEN: {"type": "http", "scheme": "bearer"}}
    return found


def _told(app: FastAPI) -> Iterator[APIRoute]:
    return (each for each in app.routes if isinstance(each, APIRoute) and each.include_in_schema)


def _add(schemas: dict[str, Any], model: type[BaseModel]) -> None:
    made = model.model_json_schema(ref_template=REF)
    schemas.update(made.pop("$defs", {}))
    schemas[model.__name__] = made


def _who(route: APIRoute) -> dict[str, Any]:
    rule = rule_of(route)
    if rule is None or rule.who is Who.ANYONE:
        return {"security": []}
    return {"security": [{TOKEN: []}], "description": f"{route.description.strip()}\n\nFor {rule!r}."}


def _refusal() -> dict[str, Any]:
    schema = {"schema": {"$ref": REF.format(model="Problem")}}
    return {"description": "A refusal", "content": {"application/problem+json": schema}}
