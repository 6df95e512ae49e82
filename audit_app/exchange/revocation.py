"""Certificates that whoever issued them took back: a list signed by the issuer, in its feed and in shared files.

Offline a device goes by the newest list that it has seen. What was closed with a key from the moment on that the list
names is declared, no longer proven; what was closed before stays proven. Whoever has a stolen key can put the clock
back and close a run as of an earlier day: no list can tell that, only that the hub had what it had before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit_app.exchange.certificate import Certificate, claims_of, signed_token
from audit_app.exchange.keys import Key

TYPE = "mr-audit-revoked+jwt"
LARGEST = 400_000  # characters
MOST = 1_000  # keys in a list: the newest


class Revocation(BaseModel):
    """A key (hex) whose certificates count no more: from when on, in seconds since 1970, and why."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")
    key: str = Field(pattern="^[0-9a-f]{64}$")
    since: Annotated[int, Field(ge=0, lt=1 << 40)]
    reason: str = Field(default="", max_length=200)

    @property
    def moment(self) -> datetime:
        """From when on."""
        return datetime.fromtimestamp(self.since, UTC)


class _Claims(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")
    iat: Annotated[int, Field(ge=0, lt=1 << 40)] = 0
    revoked: Annotated[list[Revocation], Field(max_length=MOST)]


class Believed(dict[str, str]):
    """Those whose certificates are believed: public key (hex) -> name; and what they took back, by (issuer, key)."""

    def __init__(
        self, names: Mapping[str, str], revoked: Mapping[tuple[str, str], tuple[Revocation, ...]] | None = None
    ) -> None:
        super().__init__(names)
        self.revoked = dict(revoked or {})


def revocations(issuer: str, key: Key, revoked: Iterable[Revocation], now: datetime) -> str:
    """The issuer's list, signed; needs joserfc."""
    newest = sorted(revoked, key=lambda each: (each.since, each.key))[-MOST:]
    told = [each.model_dump() for each in newest]
    return signed_token({"iss": issuer, "iat": int(now.timestamp()), "revoked": told}, key, TYPE)


@dataclass(frozen=True)
class Revoked:
    """What an issuer (public key, hex) took back by a list that it signed at `told`, in seconds since 1970."""

    issuer: str
    told: int
    every: tuple[Revocation, ...]


def read_revocations(token: str, issuers: Mapping[str, str]) -> Revoked | None:
    """A list that one of these issuers signed; None for everything else."""
    try:
        signer, said = claims_of(token, issuers, LARGEST, TYPE)
        claims = _Claims.model_validate({"iat": said.get("iat", 0), "revoked": said.get("revoked")})
    except (ValueError, ValidationError, RecursionError):
        return None
    return Revoked(signer, claims.iat, tuple(claims.revoked))


def withdrawn(certificate: Certificate, issuers: Mapping[str, str], moment: datetime) -> Revocation | None:
    """Why a certificate did not count at a moment; None when nobody has heard that it did not.

    A certificate issued after its key was taken back counts: the device had joined again.
    """
    if not isinstance(issuers, Believed):
        return None
    found = issuers.revoked.get((certificate.issuer_key, certificate.key), ())
    held = (each for each in found if certificate.since <= each.moment <= moment)
    return min(held, key=lambda each: each.since, default=None)
