"""The messages of the exchange as requests to a hub; each answer is measured, then read strictly."""

from itertools import pairwise
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from audit_app.errors import ExchangeRefused
from audit_app.exchange import bounds
from audit_app.exchange.certificate import LARGEST as LONGEST_CERTIFICATE
from audit_app.exchange.messages import (
    Absent,
    Missing,
    Page,
    PieceAnswer,
    Push,
    PushAnswer,
    Told,
    read,
)
from audit_app.membership.wire import Answer, CutOff, NotAllowed, NotFromTheStart, Request, Unreachable, Wire

Shape = TypeVar("Shape", bound=BaseModel)
SMALL, LARGE = 1 << 20, bounds.MOST_BYTES  # bytes of an answer
_Line = Annotated[str, Field(max_length=200)]


class Whose(Told):
    """The person a device was enrolled by, as the hub knows them."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    registration: Annotated[str, Field(max_length=100)] = ""
    email: _Line = ""


class Identity(Told):
    """What a hub says of itself and of the device: its public key (hex), and a certificate for the device's key."""

    person: Whose
    key: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    certificate: Annotated[str, Field(max_length=LONGEST_CERTIFICATE)] = ""


class Enrolled(Identity):
    """The same, with the token that the device shows from now on."""

    token: Annotated[str, Field(pattern=r"^[!-~]{1,400}$")]


class Joining(BaseModel):
    """What a device says to be enrolled."""

    model_config = ConfigDict(strict=True, frozen=True)
    code: str
    device: str
    name: str
    public_key: str


class HubClient:
    """A hub at an address, asked with a device's token."""

    def __init__(self, wire: Wire, address: str, token: str = "") -> None:
        self._wire, self._address, self._token = wire, address, token

    async def enrol(self, says: Joining) -> Enrolled:
        """Joins with a code; ExchangeRefused when it is none."""
        answer = await self._ask("POST", "/v1/enrol", says.model_dump_json().encode())
        if answer.status == 404:
            raise ExchangeRefused("This code", "was used or has run out", "Make another on your account's page")
        if answer.status == 409:
            remedy = "Join it as that person, or have it cut off at the hub under Tablets"
            raise ExchangeRefused("This device", "is joined there under somebody else", remedy)
        return _read(Enrolled, answer)

    async def identity(self) -> Identity:
        """Whose device this is, with a fresh certificate."""
        return _read(Identity, await self._ask("GET", "/v1/identity"))

    async def leave(self) -> None:
        """Has the hub let this device in no more."""
        _refuse(await self._ask("POST", "/v1/leave", within=10))

    async def push(self, push: Push) -> PushAnswer:
        """Sends entries."""
        answer = await self._ask("POST", "/v1/push", push.model_dump_json().encode(), within=180)
        return _read(PushAnswer, answer)

    async def pull(self, after: int, limit: int, epoch: int | None) -> Page:
        """A page of the feed; ExchangeRefused when its numbers do not follow what was asked."""
        asked = f"/v1/pull?after={after}&limit={limit}" + (f"&epoch={epoch}" if epoch is not None else "")
        page = _read(Page, await self._ask("GET", asked, most=LARGE, within=180))
        numbers = [after, *(item.n for item in page.items)]
        restarts = not page.items and page.next == 0
        in_order = all(one < other for one, other in pairwise(numbers))
        if len(page.items) > limit or not in_order or not (restarts or page.next == numbers[-1]):
            raise ExchangeRefused("The hub's feed", "is not numbered as agreed", "Tell whoever runs the hub")
        return page

    async def missing(self, digests: tuple[str, ...]) -> Absent:
        """Which of these pictures are not whole there."""
        says = Missing(digests=digests).model_dump_json().encode()
        return _read(Absent, await self._ask("POST", "/v1/pictures/missing", says))

    async def put(self, digest: str, size: int, offset: int, data: bytes) -> PieceAnswer:
        """Sends a piece of a picture."""
        asked, kind = f"/v1/pictures/{digest}?size={size}&offset={offset}", "application/octet-stream"
        return _read(PieceAnswer, await self._ask("PUT", asked, data, kind=kind, within=180))

    async def piece(self, digest: str, offset: int) -> tuple[int, bytes] | None:
        """The size of a picture and its bytes from an offset; None while the hub has it not whole."""
        answer = await self._ask("GET", f"/v1/pictures/{digest}?offset={offset}", most=bounds.PIECE, within=180)
        if answer.status in (404, 422):
            return None
        _refuse(answer)
        said = answer.headers.get("upload-length", "")
        size = int(said) if said.isascii() and said.isdecimal() and len(said) < 12 else 0
        if not 0 < size <= bounds.LARGEST_PICTURE or not answer.body or offset + len(answer.body) > size:
            raise ExchangeRefused(f"Picture {digest[:12]}", "has an impossible size", "It is asked for again")
        return size, answer.body

    async def _ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "application/json", most: int = SMALL,
        within: float = 60.0,
    ) -> Answer:  # fmt: skip
        return await self._wire.ask(Request(method, f"{self._address}{path}", body, kind, self._token, most, within))


def _read(shape: type[Shape], answer: Answer) -> Shape:
    _refuse(answer)
    return read(shape, answer.body)


def _refuse(answer: Answer) -> None:
    """The refusal that a status means, in words of our own: what the hub words itself is shown to nobody."""
    status = answer.status
    if status == 200:
        return
    if status == 401:
        raise CutOff("The hub", "does not know this device any more", "Leave the hub, and join again with a new code")
    if status == 403:
        raise NotAllowed("The hub", "does not take this: your roles there do not reach it", "Ask the MR safety lead")
    if status == 409:
        raise NotFromTheStart("The hub", "has not the beginning of it", "All of it is sent again by itself")
    if status == 429 or status >= 500:
        raise Unreachable("The hub", f"is busy or not well (status {status})", "It is tried again by itself")
    if 300 <= status < 400:
        remedy = "Type the address of the hub itself; none that it leads on to is followed"
        raise ExchangeRefused("The address", "leads on to another", remedy)
    raise ExchangeRefused("The hub", f"refuses this (status {status})", "Update the app, or tell whoever runs the hub")
