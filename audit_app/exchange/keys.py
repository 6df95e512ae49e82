"""Ed25519 keys and signatures, by whichever of two libraries is here; where neither is, nothing can be proven.

Keys and signatures travel as hexadecimal text. A tablet may have PyNaCl and not cryptography, a server the other way
round; both make the same signatures (RFC 8032).
"""

import os
from dataclasses import dataclass, field
from typing import Any

from audit_app.audit.log.canonical import canonical
from audit_app.errors import ExchangeRefused

SEED, PUBLIC, SIGNATURE = 32, 32, 64  # bytes

try:
    from nacl.exceptions import BadSignatureError
    from nacl.signing import SigningKey, VerifyKey

    LIBRARY = "PyNaCl"

    def _public(seed: bytes) -> bytes:
        return bytes(SigningKey(seed).verify_key)

    def _sign(seed: bytes, message: bytes) -> bytes:
        return bytes(SigningKey(seed).sign(message).signature)

    def _holds(public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            VerifyKey(public).verify(message, signature)
        except (BadSignatureError, ValueError):
            return False
        return True

except ImportError:  # not on this device
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

        LIBRARY = "cryptography"

        def _public(seed: bytes) -> bytes:
            return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()

        def _sign(seed: bytes, message: bytes) -> bytes:
            return Ed25519PrivateKey.from_private_bytes(seed).sign(message)

        def _holds(public: bytes, message: bytes, signature: bytes) -> bool:
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
            except (InvalidSignature, ValueError):
                return False
            return True

    except ImportError:
        LIBRARY = ""


def can_prove() -> bool:
    """Whether this device can make and check signatures at all."""
    return bool(LIBRARY)


@dataclass(frozen=True)
class Key:
    """A private key: 32 bytes from which the rest follows; it is never shown."""

    seed: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Key":
        """A key nobody has yet."""
        return cls(os.urandom(SEED))

    @property
    def public(self) -> str:
        """The public key, hex."""
        _refuse_without()
        return _public(self.seed).hex()

    def sign(self, says: dict[str, Any]) -> str:
        """The signature (hex) over the canonical JSON of what is said; a `signature` in it is left out."""
        _refuse_without()
        return _sign(self.seed, _message(says)).hex()


def holds(public: str, says: dict[str, Any], signature: str) -> bool:
    """Whether a signature over what is said was made with the key of this public key; never raises."""
    try:
        return holds_bytes(public, _message(says), bytes.fromhex(signature))
    except (ValueError, TypeError):
        return False


def holds_bytes(public: str, message: bytes, signature: bytes) -> bool:
    """The same for a message of bytes, as a certificate is signed."""
    try:
        key = bytes.fromhex(public)
    except ValueError:
        return False
    return can_prove() and len(key) == PUBLIC and len(signature) == SIGNATURE and _holds(key, message, signature)


def _message(says: dict[str, Any]) -> bytes:
    return canonical({name: part for name, part in says.items() if name != "signature"}).encode("utf-8")


def _refuse_without() -> None:
    if not can_prove():
        raise ExchangeRefused(
            "This device", "has no library for signatures", "Names made here are declared, not proven"
        )
