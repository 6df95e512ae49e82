"""Secrets that open something: made here, kept only as digests. Each begins with its tenant: one look-up finds it."""

import hmac
import secrets
from hashlib import sha256

LONGEST = 200
_CODE = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # without what is mistaken for something else
CODE_LETTERS = 8


def new_token(tenant: str) -> str:
    """A secret of 256 bits that says which tenant it is of."""
    return f"{tenant}.{secrets.token_urlsafe(32)}"


def tenant_of(token: str) -> str:
    """The tenant a secret claims to be of; empty when it is no secret of ours."""
    tenant, dot, rest = token.partition(".")
    fits = dot and rest and len(token) <= LONGEST and tenant.isascii() and tenant.replace("-", "").isalnum()
    return tenant if fits else ""


def digest_of(token: str) -> str:
    """What is kept of a secret."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_code() -> str:
    """A code to type by hand, e.g. ABCD-EFGH: 39 bits, so it must run out soon and be tried seldom."""
    letters = "".join(secrets.choice(_CODE) for _ in range(CODE_LETTERS))
    return f"{letters[:4]}-{letters[4:]}"


def plain_code(typed: str) -> str:
    """A typed code in its one spelling."""
    letters = "".join(each for each in typed.upper() if each.isalnum())
    return f"{letters[:4]}-{letters[4:]}" if len(letters) == CODE_LETTERS else ""


def same(one: str, other: str) -> bool:
    """Whether two secrets are one, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
