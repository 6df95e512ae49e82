"""bundle.json: what is where in a bundle, read strictly."""

import json

from pydantic import BaseModel, ConfigDict, ValidationError

from audit_app.audit.log.canonical import canonical
from audit_app.errors import BundleRefused

FORMAT = "mr-audit-portfolio"
VERSION = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class IndexedItem(_Part):
    """One item of the bundle; `first` is its first page in the reading copy, 0 without one."""

    code: str
    title: str
    on: str
    sub_categories: list[str]
    simulated: bool
    traceable: bool
    clauses: list[str]
    file: str
    sha256: str
    pages: int
    first: int
    source: str
    audit: str


class IndexedLog(_Part):
    """The links of one audit's log, and the head of each device."""

    file: str
    heads: dict[str, str]


class IndexedScheme(_Part):
    """The scheme the bundle was made for."""

    id: str
    version: str


class Index(_Part):
    """Everything `verify` compares the files with."""

    format: str
    version: int
    applicant: str
    scheme: IndexedScheme
    items: list[IndexedItem]
    rows: list[list[str]]
    logs: dict[str, IndexedLog]
    reading_copy: bool
    originals: bool
    redactions: list[list[str]]
    files: list[str]


def written_index(index: Index) -> bytes:
    """The index as canonical JSON."""
    return canonical(index.model_dump(mode="json")).encode()


def read_index(data: bytes) -> Index:
    """The index of a bundle; BundleRefused when it is not one, or not spelt as the app spells it."""
    remedy = "Ask for the bundle again"
    try:
        index = Index.model_validate(json.loads(data))
    except (ValueError, ValidationError, RecursionError) as error:
        raise BundleRefused("bundle.json", "cannot be read", remedy) from error
    if index.format != FORMAT or written_index(index) != data:
        raise BundleRefused("bundle.json", "is not written as this app writes it", remedy)
    if index.version != VERSION:
        raise BundleRefused("bundle.json", "was written by a newer version of the app", "Update this app")
    return index
