"""Signing in with the organisation's own account: OpenID Connect, code flow with PKCE.

The way out and the way back are bound to one browser by a cookie, to one request by state and nonce, and to one issuer
by the token's signature. Somebody is known by issuer and subject; an e-mail address that the issuer does not call
verified connects nobody, because some issuers let people type any.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import ColumnElement

from audit_app.errors import UsageError
from audit_app.hub.database import Database, Row
from audit_app.hub.identity.tokens import same
from audit_app.hub.settings import Settings
from audit_app.hub.tables import table

WITHIN_S, LARGEST = 10, 500_000
SIGNED_BY = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
AGAIN = "Begin again; if it goes on, tell whoever runs the hub"
NEAR = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Way:
    """What is remembered between the way out and the way back."""

    state: str
    nonce: str
    verifier: str
    back: str
    welcome: str = ""

    @classmethod
    def new(cls, back: str, welcome: str = "") -> "Way":
        """A way that nobody can guess; `welcome` is the link of an account that it connects."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), back, welcome)

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(self.__dict__)


def address_out(settings: Settings, way: Way) -> str:
    """Where the browser is sent to sign in."""
    known = _discovered(settings)
    with _client(settings) as client:
        url, _ = client.create_authorization_url(
            known["authorization_endpoint"], state=way.state, nonce=way.nonce, code_verifier=way.verifier
        )
    return str(url)


def who_came_back(settings: Settings, way: Way, asked: dict[str, str]) -> Row:
    """The claims of whoever signed in; UsageError when anything does not fit."""
    if asked.get("error") or not same(asked.get("state", ""), way.state) or not asked.get("code"):
        raise UsageError("Signing in", "did not come to its end", AGAIN)
    if asked.get("iss", settings.issuer) != settings.issuer:  # RFC 9207: another issuer's answer
        raise UsageError("Signing in", "was answered by another issuer", AGAIN)
    known = _discovered(settings)
    try:
        with _client(settings) as client:
            token = client.fetch_token(known["token_endpoint"], code=asked["code"], code_verifier=way.verifier)
        keys = KeySet.import_key_set({"keys": list(_fetched(known["jwks_uri"])["keys"])})
        claims = jwt.decode(str(token["id_token"]), keys, algorithms=SIGNED_BY).claims
        _check(settings, way, claims)
    except (JoseError, httpx2.HTTPError, KeyError, ValueError, TypeError) as error:
        raise UsageError("Signing in", f"could not be checked ({type(error).__name__})", AGAIN) from error
    except Exception as error:  # whatever a provider answers, nobody is signed in by it
        raise UsageError("Signing in", f"was refused by the issuer ({type(error).__name__})", AGAIN) from error
    return dict(claims)


def _check(settings: Settings, way: Way, claims: dict[str, Any]) -> None:
    wanted = jwt.JWTClaimsRegistry(
        leeway=60,
        iss={"essential": True, "value": settings.issuer},
        aud={"essential": True, "value": settings.client},
        sub={"essential": True},
        exp={"essential": True},
        nonce={"essential": True, "value": way.nonce},
    )
    wanted.validate(claims)
    if claims.get("azp", settings.client) != settings.client:
        raise ValueError("the token is for another client")


def person_of(database: Database, issuer: str, claims: Row) -> tuple[str, str] | None:
    """Tenant and person: by issuer and subject; the first time by an e-mail address that the issuer verified.

    Whoever is known in one tenant is not connected in another because somebody there typed their address.
    """
    own, subject = table("people"), str(claims["sub"])[:300]
    known = _first(database, own.c.issuer == issuer, own.c.subject == subject)
    email = str(claims.get("email", "")).strip().lower() if claims.get("email_verified") is True else ""
    if known or not email:
        return known
    new = (own.c.email == email, own.c.subject.is_(None))
    found = _first(database, *new)
    if found is None:
        return None
    with database.within(found[0], write=True) as within:
        connected = within.change("people", own.c.id == found[1], *new, issuer=issuer, subject=subject)
    return found if connected else None


def _first(database: Database, *where: ColumnElement[bool]) -> tuple[str, str] | None:
    """Tenant and id of the first who fits and is let in, the oldest tenant's before."""
    for tenant in database.tenants():
        with database.within(tenant) as within:
            row = within.one("people", table("people").c.ended_at.is_(None), *where)
        if row:
            return tenant, str(row["id"])
    return None


def _client(settings: Settings) -> OAuth2Client:
    return OAuth2Client(
        settings.client, settings.secret or None, scope="openid profile email", timeout=WITHIN_S,
        redirect_uri=f"{settings.address}/oidc/done", code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic" if settings.secret else "none",
    )  # fmt: skip


def _discovered(settings: Settings) -> Row:
    """What the issuer says of itself; UsageError when it does not answer, or is not who it should be."""
    try:
        found = _fetched(settings.issuer.rstrip("/") + "/.well-known/openid-configuration")
    except (httpx2.HTTPError, ValueError) as error:
        fault = f"does not answer ({type(error).__name__})"
        raise UsageError(
            "The organisation's sign-in", fault, "Sign in with an account of this hub, or later"
        ) from error
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if found.get("issuer") != settings.issuer or not all(isinstance(found.get(each), str) for each in wanted):
        fault = "says that it is another"
        raise UsageError("The organisation's sign-in", fault, "Set MR_AUDIT_HUB_OIDC_ISSUER exactly as it calls itself")
    return found


def _fetched(url: str) -> Row:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in NEAR:
        raise ValueError("no https")
    with httpx2.Client(timeout=WITHIN_S) as client, client.stream("GET", url) as answer:
        answer.raise_for_status()
        body = b""
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > LARGEST:
                raise ValueError("too large")
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found
