"""Pictures by their digest, in pieces, resumed where they were cut; entries never wait for them.

A picture is taken only when an entry names it. It is final once its bytes, read again, have the digest that it is
called by; until then it is awaited.
"""

from hashlib import sha256

from audit_app.exchange import bounds
from audit_app.exchange.kept import Held, Kept
from audit_app.exchange.keys import Key
from audit_app.exchange.messages import Absent, Missing, PictureReceipt, PictureState, PieceAnswer, refused
from audit_app.exchange.receipt import signed

ANOTHER = "The bytes are another picture's; begin again"


def absent(kept: Kept, asked: Missing) -> Absent:
    """Those of the pictures asked after that are awaited here, and where each goes on."""
    held = kept.pictures(asked.digests)
    found = dict.fromkeys(each for each in asked.digests if each in held and held[each].awaited)
    return Absent(pictures=tuple(PictureState(digest=each, offset=held[each].here) for each in found))


def put(kept: Kept, digest: str, size: int, offset: int, data: bytes, key: Key) -> PieceAnswer:
    """Takes in a piece of a picture of `size` bytes; the answer says where to go on, or that all is here.

    A piece that was sent before, or one that leaves a gap, changes nothing. ExchangeRefused for a picture that no entry
    names, and for a piece or a size that none may have.
    """
    where = f"Picture {digest[:12]}"
    held = expected(kept, digest, size)
    if not 0 <= offset <= size or offset + len(data) > size:
        raise refused(where, "has an impossible size or offset")
    if len(data) > bounds.PIECE:
        raise refused(where, f"comes in a piece of more than {bounds.PIECE >> 20} MiB")
    if held.gone:
        raise refused(where, "was expunged and is not taken again", "Nothing brings it back")
    if held.sealed:
        return PieceAnswer(offset=held.size, receipt=_receipt(digest, held.size, key))
    if held.here and held.size != size:
        kept.drop(digest)
        return PieceAnswer(offset=0, fault=ANOTHER)
    if offset != held.here or not data:
        return PieceAnswer(offset=held.here)
    kept.write(digest, size, offset, data)
    return _after(kept, digest, kept.pictures([digest])[digest], key)


def expected(kept: Kept, digest: str, size: int) -> Held:
    """How far a picture of `size` bytes is here; ExchangeRefused where no entry names it, or none is of that size."""
    where = f"Picture {digest[:12]}"
    held = kept.pictures([digest]).get(digest)
    if held is None:
        raise refused(where, "is named by no entry", "Send the entries first")
    if not 0 < size <= bounds.LARGEST_PICTURE:
        raise refused(where, "has an impossible size or offset")
    return held


def _after(kept: Kept, digest: str, held: Held, key: Key) -> PieceAnswer:
    if held.here < held.size:
        return PieceAnswer(offset=held.here)
    if digest_kept(kept, digest, held.size) != digest:
        kept.drop(digest)
        return PieceAnswer(offset=0, fault=ANOTHER)
    kept.seal(digest)
    return PieceAnswer(offset=held.size, receipt=_receipt(digest, held.size, key))


def piece(kept: Kept, digest: str, offset: int) -> tuple[int, bytes]:
    """The size of a picture that is whole here, and its bytes from an offset, at most one piece of them."""
    held = kept.pictures([digest]).get(digest)
    if held is None or not held.sealed:
        raise refused(f"Picture {digest[:12]}", "is not here", "Ask again when it has arrived")
    return held.size, kept.read(digest, max(0, offset), bounds.PIECE)


def digest_kept(kept: Kept, digest: str, size: int) -> str:
    """The SHA-256 of a picture's bytes as they are kept, read again."""
    worked = sha256()
    for offset in range(0, size, bounds.PIECE):
        worked.update(kept.read(digest, offset, bounds.PIECE))
    return worked.hexdigest()


def _receipt(digest: str, size: int, key: Key) -> PictureReceipt:
    return signed(PictureReceipt(picture=digest, size=size, partner=key.public), key)
