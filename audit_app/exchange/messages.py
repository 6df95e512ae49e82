"""What partners say to each other, as JSON: strict in shape, bounded in size, refused whole with place and remedy."""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from audit_app.audit.log.text_bounds import too_much
from audit_app.errors import ExchangeRefused
from audit_app.exchange import bounds

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]
Kind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Whole = Annotated[int, Field(ge=0, lt=1 << 53)]
Raw = dict[str, JsonValue]
Message = TypeVar("Message", bound=BaseModel)


class Asked(BaseModel):
    """Part of a question: what cannot be kept, because no field is there for it, is refused and not dropped."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Told(BaseModel):
    """Part of an answer: a newer partner may say more than is understood here."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class Record(Asked):
    """Something that is neither entry nor paper, of a kind that this version need not know: kept and passed on.

    `digest` is the SHA-256 of the body's canonical JSON.
    """

    kind: Kind
    digest: Digest
    body: Raw


class Push(Asked):
    """What one partner has of an audit, as it was written; `papers` by digest, each named by an entry beside it."""

    audit: Id
    entries: Annotated[tuple[Raw, ...], Field(max_length=bounds.MOST_ENTRIES)] = ()
    papers: Annotated[dict[Digest, JsonValue], Field(max_length=bounds.MOST_PAPERS)] = {}
    records: Annotated[tuple[Record, ...], Field(max_length=bounds.MOST_RECORDS)] = ()


class Receipt(Told):
    """What a partner signs once it is kept: a device's log of an audit up to `head` is whole and here.

    `n` is the number of the head in the partner's feed, `partner` the partner's public key, `signature` Ed25519 over
    the canonical JSON of the rest (both hex).
    """

    audit: Id
    device: Id
    seq: Whole
    head: Digest
    n: Whole
    partner: str
    signature: str = ""


class PictureReceipt(Told):
    """What a partner signs once a picture's bytes are kept and were read again."""

    picture: Digest
    size: Whole
    partner: str
    signature: str = ""


class Fork(Told):
    """A device's log that went on in more than one way: at which number first, and the digests there."""

    device: Id
    seq: Whole
    digests: tuple[Digest, ...]


class Gap(Told):
    """Entries of a device that are awaited, because later ones are here: numbers `first` to `last`."""

    device: Id
    first: Whole
    last: Whole


class PushAnswer(Told):
    """What became of a push: how many entries are new and how many were known, what forked, what is awaited.

    `papers` and `pictures` are digests that entries name and whose contents are not here yet.
    """

    stored: Whole
    known: Whole
    forked: tuple[Fork, ...] = ()
    awaited: tuple[Gap, ...] = ()
    papers: tuple[Digest, ...] = ()
    pictures: tuple[Digest, ...] = ()
    receipts: tuple[Receipt, ...] = ()


class Pull(Asked):
    """Asks for everything after a number of the partner's feed; `epoch` is that of the page before, None at first."""

    after: Whole = 0
    limit: Annotated[int, Field(ge=1, le=bounds.MOST_ENTRIES)] = bounds.MOST_ENTRIES
    epoch: Whole | None = None


class Item(Told):
    """One thing in a partner's feed: `kind` is entry, paper, or that of a record; `body` as it was written."""

    n: Whole
    kind: Kind
    audit: Id
    digest: Digest
    body: JsonValue


class Page(Told):
    """Part of a feed. `next` is what to ask after next; another `epoch` than asked with says: begin again at 0.

    `revoked` is the partner's list of certificates that it took back, signed by it; empty when there is none. `now` is
    what its clock said, in UTC; empty from one that does not say.
    """

    items: tuple[Item, ...]
    next: Whole
    epoch: Whole
    more: bool = False
    revoked: str = ""
    now: Annotated[str, Field(max_length=40)] = ""


class Missing(Asked):
    """Asks which of these pictures are not whole here."""

    digests: Annotated[tuple[Digest, ...], Field(max_length=bounds.MOST_DIGESTS)]


class PictureState(Told):
    """How much of a picture is here: the offset at which the next piece begins."""

    digest: Digest
    offset: Whole


class Absent(Told):
    """The pictures that are not whole here; those that no entry names here yet are left out, and not taken."""

    pictures: tuple[PictureState, ...]


class PieceAnswer(Told):
    """What became of a piece: the offset to go on at, why it begins again, or the receipt once all is here."""

    offset: Whole
    fault: str = ""
    receipt: PictureReceipt | None = None


def read(shape: type[Message], text: bytes) -> Message:
    """A message from its JSON text; ExchangeRefused says what is wrong with it before anything is done with it."""
    where = f"The {shape.__name__.lower()}"
    if len(text) > bounds.MOST_BYTES:
        raise refused(where, f"is larger than {bounds.MOST_BYTES >> 20} MiB", "Send it in more parts")
    try:
        fault = too_much(text.decode("utf-8"), bounds.MOST_VALUES)
        if fault:
            raise refused(where, fault, "Send it in more parts")
        return shape.model_validate_json(text)
    except UnicodeDecodeError as error:
        raise refused(where, "is not UTF-8 text") from error
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(each)[:40] for each in first["loc"][:6])
        raise refused(f"{where}, {place}" if place else where, f"is not as agreed: {first['msg'][:200]}") from error


def refused(
    where: str, fault: str, remedy: str = "Nothing was kept of it; update the app that sent it"
) -> ExchangeRefused:
    """The refusal of a message as a whole."""
    return ExchangeRefused(where, fault, remedy)
