"""A message to an address that somebody typed: never to this network's own machines, unless the operator allows it.

The name is looked up once, every address that it gives is judged, and the connection goes to the one that was judged:
a name that changes its mind in between leads nowhere else. No redirect is followed, no proxy asked, no answer read.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, urlsplit

import httpx2

from audit_app.errors import UsageError
from audit_app.hub.settings import Network

WITHIN_S = 20  # for all of it: name, connection, and the first line of the answer
LONGEST = 500
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
HIDING = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16")  # an IPv4 address lies in these
REMEDY = "Give an https address of another organisation's server, or have the operator allow it in MR_AUDIT_HUB_REACHES"


def checked(address: str, allowed: Iterable[Network]) -> SplitResult:
    """The parts of an address that may be sent to, by its spelling; UsageError says why it may not."""
    where = "The address"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UsageError(where, "is none", REMEDY) from error
    plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST
    if not plain or "\\" in address or not parts.hostname or parts.fragment or "@" in parts.netloc or port == 0:
        raise UsageError(where, "is none that a message can be sent to", REMEDY)
    if parts.scheme != "https" and not (parts.scheme == "http" and tuple(allowed)):
        raise UsageError(where, "does not begin with https", REMEDY)
    return parts


def judged(found: Iterable[str], allowed: Iterable[Network], scheme: str) -> str:
    """The address to connect to, of those that a name has; UsageError when one of them is not to be reached.

    Without TLS only networks that are allowed are reached.
    """
    known, every = tuple(allowed), [_ip(each) for each in found]
    for each in every:
        named = any(each in network for network in known if network.version == each.version)
        if not named and (scheme != "https" or not _is_public(each)):
            raise UsageError("The address", f"leads to {each}, which is not to be reached from here", REMEDY)
    if not every:
        raise UsageError("The address", "leads nowhere", "See that its name is spelt right")
    return str(every[0])


def _ip(text: str) -> IpAddress:
    found = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped if mapped is not None else found


def _is_public(address: IpAddress) -> bool:
    hides = any(address in network for network in HIDING if network.version == address.version)
    return address.is_global and not (address.is_multicast or address.is_reserved or hides)


async def resolved(host: str, port: int) -> list[str]:
    """Every address that a name has."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


async def reachable(address: str, allowed: tuple[Network, ...]) -> str:
    """Where a message to an address goes; UsageError when it may not, or leads nowhere."""
    parts = checked(address, allowed)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(WITHIN_S):
            return judged(await resolved(str(parts.hostname), port), allowed, parts.scheme)
    except (OSError, UnicodeError) as error:
        raise UsageError("The address", "leads nowhere", "See that its name is spelt right") from error


async def post(address: str, body: bytes, headers: Mapping[str, str], allowed: tuple[Network, ...]) -> int:
    """Sends a message; gives the status of the answer. OSError, httpx2.HTTPError or UsageError when there is none."""
    async with asyncio.timeout(WITHIN_S):
        parts, to = urlsplit(address), await reachable(address, allowed)
        url = httpx2.URL(address).copy_with(host=to)
        async with httpx2.AsyncClient(trust_env=False, follow_redirects=False, timeout=WITHIN_S) as client:
            said, named = {**headers, "host": parts.netloc}, {"sni_hostname": parts.hostname}
            request = client.build_request("POST", url, content=body, headers=said, extensions=named)
            answer = await client.send(request, stream=True)
            await answer.aclose()
            return answer.status_code
