"""Pictures in pieces: cut anywhere, resumed there, final only when their digest is right."""

from hashlib import sha256

import pytest

from audit_app.errors import ExchangeRefused
from audit_app.exchange import bounds
from audit_app.exchange.memory import Memory
from audit_app.exchange.messages import Missing
from audit_app.exchange.pictures import absent, piece, put
from audit_app.exchange.receipt import is_from
from tests.exchange.logs import KEY, entry, pushed

BYTES = bytes(range(256)) * 40
DIGEST = sha256(BYTES).hexdigest()


def named(data: bytes = BYTES) -> Memory:
    """A partner that knows an entry which names a picture."""
    kept = Memory()
    digest = sha256(data).hexdigest()
    pushed(kept, entry(1, kind="photo_taken", photo="p", digest=digest, item="sign", name="a.jpg", size=7))
    return kept


@pytest.mark.parametrize("cut", [1, 255, 4_096, len(BYTES) - 1])
def test_a_picture_that_was_cut_goes_on_where_it_was_cut(cut: int) -> None:
    kept = named()
    assert put(kept, DIGEST, len(BYTES), 0, BYTES[:cut], KEY).offset == cut
    assert [state.offset for state in absent(kept, Missing(digests=(DIGEST,))).pictures] == [cut]
    done = put(kept, DIGEST, len(BYTES), cut, BYTES[cut:], KEY)
    assert done.receipt is not None and is_from(done.receipt, KEY.public)
    assert absent(kept, Missing(digests=(DIGEST,))).pictures == ()
    assert piece(kept, DIGEST, 0) == (len(BYTES), BYTES)


def test_a_piece_that_comes_twice_or_too_early_changes_nothing() -> None:
    kept = named()
    put(kept, DIGEST, len(BYTES), 0, BYTES[:100], KEY)
    assert put(kept, DIGEST, len(BYTES), 0, BYTES[:100], KEY).offset == 100
    assert put(kept, DIGEST, len(BYTES), 200, BYTES[200:], KEY).offset == 100
    first = put(kept, DIGEST, len(BYTES), 100, BYTES[100:], KEY)
    assert put(kept, DIGEST, len(BYTES), 100, BYTES[100:], KEY) == first


def test_bytes_with_another_digest_are_dropped_and_asked_for_again() -> None:
    kept = named()
    answer = put(kept, DIGEST, len(BYTES), 0, b"x" * len(BYTES), KEY)
    assert (answer.offset, answer.receipt) == (0, None) and answer.fault
    assert put(kept, DIGEST, len(BYTES), 0, BYTES, KEY).receipt is not None


def test_a_size_that_changes_half_way_begins_again() -> None:
    kept = named()
    put(kept, DIGEST, 50, 0, BYTES[:20], KEY)
    assert put(kept, DIGEST, len(BYTES), 20, BYTES[20:], KEY).offset == 0
    assert put(kept, DIGEST, len(BYTES), 0, BYTES, KEY).receipt is not None


@pytest.mark.parametrize(
    ("size", "offset", "data"),
    [(0, 0, b""), (10, 11, b""), (10, -1, b"x"), (10, 5, b"x" * 6), (bounds.LARGEST_PICTURE + 1, 0, b"x"),
     (bounds.PIECE * 3, 0, b"x" * (bounds.PIECE + 1))],
)  # fmt: skip
def test_a_piece_that_cannot_be_is_refused(size: int, offset: int, data: bytes) -> None:
    with pytest.raises(ExchangeRefused):
        put(named(), DIGEST, size, offset, data, KEY)


def test_a_picture_that_no_entry_names_is_not_taken() -> None:
    with pytest.raises(ExchangeRefused, match="named by no entry"):
        put(Memory(), DIGEST, len(BYTES), 0, BYTES, KEY)


def test_a_picture_that_was_expunged_is_not_taken_again() -> None:
    kept = named()
    kept.expunge("audit-1", DIGEST)
    with pytest.raises(ExchangeRefused, match="expunged"):
        put(kept, DIGEST, len(BYTES), 0, BYTES, KEY)
    assert absent(kept, Missing(digests=(DIGEST,))).pictures == ()
