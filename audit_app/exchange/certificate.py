"""What binds a key to a person: a JSON web token (RFC 7519) signed by whoever runs an exchange and good for weeks.

It is issued where people sign in, with joserfc, and read on every device with nothing but a check of its signature.
Its algorithm is Ed25519 (RFC 9864); tokens that call the same thing EdDSA are read too.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit_app.audit.log.people import Person
from audit_app.audit.log.text_bounds import too_much
from audit_app.errors import ExchangeRefused
from audit_app.exchange.keys import SEED, Key, holds_bytes

SHORTEST, USUAL, LONGEST = timedelta(days=30), timedelta(days=60), timedelta(days=90)
ALGORITHM, TYPE = "Ed25519", "mr-audit+jwt"
READ_AS = ("Ed25519", "EdDSA")
LARGEST = 8_000  # characters
_Text = Annotated[str, Field(min_length=1, max_length=400)]
_Time = Annotated[int, Field(ge=0, lt=1 << 40)]


@dataclass(frozen=True)
class Certificate:
    """Who a key belongs to, by whose word, and from when to when. `issuer_key` and `key` are public keys, hex."""

    issuer: str
    issuer_key: str
    subject: str
    person: Person
    device: str
    key: str
    since: datetime
    until: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether it was good at a moment."""
        return self.since <= moment <= self.until


class _Jwk(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")
    kty: str = Field(pattern="^OKP$")
    crv: str = Field(pattern="^Ed25519$")
    x: str = Field(min_length=43, max_length=43)


class _Confirmed(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")
    jwk: _Jwk


class _Claims(BaseModel):
    """What a token says; RFC 7519 and, for the key, RFC 7800."""

    model_config = ConfigDict(strict=True, extra="ignore")
    iss: _Text
    sub: _Text
    name: _Text
    registration: str = Field(default="", max_length=100)
    device: _Text
    cnf: _Confirmed
    nbf: _Time
    exp: _Time


def issue(
    issuer: str, key: Key, subject: str, person: Person, device: str, public: str, now: datetime,
    valid: timedelta = USUAL, roles: tuple[str, ...] = (),
) -> str:  # fmt: skip
    """A certificate for the key of a device in the hands of a person, from now on; ExchangeRefused for other lengths.

    `key` is the issuer's own, `subject` the person's lasting id there, `public` the device's public key, hex.
    """
    if not SHORTEST <= valid <= LONGEST:
        fault = f"would be good for {valid.days} days"
        raise ExchangeRefused("The certificate", fault, f"Choose {SHORTEST.days} to {LONGEST.days}")
    start = int(now.timestamp())
    claims = {
        "iss": issuer, "sub": subject, "name": person.name, "registration": person.registration, "device": device,
        "cnf": {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": _text(bytes.fromhex(public))}},
        "iat": start, "nbf": start, "exp": start + int(valid.total_seconds()), "roles": list(roles),
    }  # fmt: skip
    return signed_token(claims, key, TYPE)


def signed_token(claims: dict[str, Any], key: Key, kind: str) -> str:
    """What an issuer says, as a token of a kind (its `typ`)."""
    from joserfc import jwt  # only where certificates are issued: a tablet has no need of it
    from joserfc.jwk import OKPKey

    private: dict[str, str | list[str]] = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": _text(bytes.fromhex(key.public)),
        "d": _text(key.seed),
    }
    header = {"alg": ALGORITHM, "typ": kind, "kid": key.public}
    return str(jwt.encode(header, claims, OKPKey.import_key(private), algorithms=[ALGORITHM]))


def read(token: str, issuers: Mapping[str, str]) -> Certificate | None:
    """The certificate in a token that one of these issuers signed, also one that ran out; None for everything else.

    `issuers` are the public keys (hex) of those this device believes, with their names.
    """
    try:
        signer, said = claims_of(token, issuers, LARGEST)
        claims = _Claims.model_validate(said)
        since, until = (datetime.fromtimestamp(each, UTC) for each in (claims.nbf, claims.exp))
        public = _bytes(claims.cnf.jwk.x)
    except (ValueError, ValidationError, RecursionError, OverflowError, OSError):
        return None
    if not timedelta(0) < until - since <= LONGEST or len(public) != SEED:
        return None
    person = Person(name=claims.name, registration=claims.registration)
    return Certificate(issuers[signer], signer, claims.sub, person, claims.device, public.hex(), since, until)


def claims_of(token: str, issuers: Mapping[str, str], largest: int, kind: str = "") -> tuple[str, dict[str, object]]:
    """Who of these issuers signed a token, and what it says; ValueError for any other, or not of that kind."""
    head, body, signature = token.split(".") if len(token) <= largest else ("", "", "")
    header = _json(head)
    signer = header.get("kid")
    known = isinstance(signer, str) and signer in issuers and header.get("alg") in READ_AS
    if not known or (kind and header.get("typ") != kind):
        raise ValueError("is of nobody who is believed")
    if not holds_bytes(str(signer), f"{head}.{body}".encode("ascii"), _bytes(signature)):
        raise ValueError("is not as it was signed")
    return str(signer), _json(body)


def _json(part: str) -> dict[str, object]:
    text = _bytes(part).decode("utf-8")
    found = None if too_much(text) else json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("is no JSON object")
    return found


def _bytes(part: str) -> bytes:
    return urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode("ascii").rstrip("=")
