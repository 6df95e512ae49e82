"""The address of a hub as somebody typed it: scheme and host, by TLS unless it is this very device."""

import re
from urllib.parse import urlsplit

from audit_app.errors import UsageError

NEAR = ("127.0.0.1", "localhost", "::1")
LONGEST = 300
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:.]{2,45}")
EXAMPLE = "Type it as the hub shows it, e.g. https://audits.example.org"


def hub_address(typed: str) -> str:
    """The address in its one spelling, without a slash at its end; UsageError when it cannot be a hub's."""
    words = typed.strip()
    if not words or len(words) > LONGEST or not words.isascii() or any(c.isspace() for c in words):
        raise UsageError("The address", "is not the address of a hub", EXAMPLE)
    try:
        parts = urlsplit(words if "://" in words else f"https://{words}")
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise UsageError("The address", "is not the address of a hub", EXAMPLE) from error
    extra = parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or extra:
        raise UsageError("The address", "is more or less than the address of a hub", EXAMPLE)
    if parts.scheme == "http" and host not in NEAR:
        remedy = "Type it with https; ask whoever runs the hub if it has none"
        raise UsageError("The address", "would send everything readable over the network", remedy)
    name = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{name}" + (f":{port}" if port not in (None, default) else "")


def invited(pasted: str) -> tuple[str, str]:
    """Address and code out of what a camera read, as https://audits.example.org/join#ABCD-EFGH; else empty ones."""
    address, mark, code = pasted.strip().partition("/join#")
    return (address, code) if mark and "://" in address else ("", "")


def is_near(address: str) -> bool:
    """Whether an address is one of this device itself."""
    return urlsplit(address).hostname in NEAR
