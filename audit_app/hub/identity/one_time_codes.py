"""Codes from an authenticator app (TOTP, RFC 6238): six digits, 30 seconds, each good once."""

import hmac
import time

import pyotp

STEP = 30
ISSUER = "MR Audit hub"


def new_secret() -> str:
    """A secret for an authenticator app, in base 32."""
    return pyotp.random_base32()


def address(secret: str, who: str) -> str:
    """The otpauth address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=who, issuer_name=ISSUER)


def step_of(secret: str, code: str, used: int, now: float | None = None) -> int | None:
    """The time step whose code this is, later than the last one `used`, one step off allowed; None when none."""
    digits = "".join(each for each in code if each.isdecimal() and each.isascii())
    present = int((time.time() if now is None else now) // STEP)
    one = pyotp.TOTP(secret)
    for step in (present - 1, present, present + 1):
        if step > used and hmac.compare_digest(one.generate_otp(step), digits):
            return step
    return None
