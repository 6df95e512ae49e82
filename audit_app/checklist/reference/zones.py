"""Words for places: the UK terms and the ACR zones, mapped to each other and both shown; signs and label classes."""

from functools import cache
from typing import Literal

from pydantic import Field

from audit_app.checklist.model import Definition, Slug, Zone
from audit_app.checklist.reference.tables import read_table

Vocabulary = Literal["uk", "acr"]


class ZoneWords(Definition):
    """One place in both vocabularies. The mapping is a likeness, not an identity: `note` says where they part."""

    zone: Zone
    uk: str
    uk_about: str
    acr: str
    acr_about: str
    note: str = ""

    def said(self, vocabulary: str = "uk") -> str:
        """The place with the chosen vocabulary first and the other in brackets."""
        return f"{self.acr} ({self.uk})" if vocabulary == "acr" else f"{self.uk} ({self.acr})"


class Term(Definition):
    """A defined term of one vocabulary that is not one of the four places, e.g. MR Environment."""

    id: Slug
    vocabulary: Vocabulary
    term: str
    means: str
    source: Slug


class Zones(Definition):
    """The places, in walking order, and the other terms."""

    zones: tuple[ZoneWords, ...] = Field(min_length=4, max_length=4)
    terms: tuple[Term, ...] = ()


class Sign(Definition):
    """A registered safety sign: its code, what it means, its shape in words, and where it is looked for."""

    code: str = Field(pattern=r"^[WPMEF]\d{3}$")
    means: str
    shape: str
    where: str = ""


class Signs(Definition):
    """The signs an MR unit uses."""

    source: Slug
    signs: tuple[Sign, ...]


class LabelClass(Definition):
    """How an item may be marked for the MR environment, and what that mark claims."""

    id: Slug
    term: str
    shape: str
    means: str
    source: Slug


class Labels(Definition):
    """The label classes, and the state of having none."""

    labels: tuple[LabelClass, ...]


@cache
def zones() -> Zones:
    """The zone words that travel with the app."""
    return read_table("zones.toml", Zones)


def zone_words(zone: Zone) -> ZoneWords:
    """One place in both vocabularies."""
    return next(each for each in zones().zones if each.zone == zone)


@cache
def signs() -> dict[str, Sign]:
    """Safety signs by their code."""
    return {sign.code: sign for sign in read_table("signs.toml", Signs).signs}


@cache
def labels() -> dict[str, LabelClass]:
    """Label classes by id: safe, conditional, unsafe, unlabelled."""
    return {label.id: label for label in read_table("labels.toml", Labels).labels}
