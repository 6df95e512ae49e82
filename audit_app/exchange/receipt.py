"""What a partner signs once something is kept; only with it may a device offer to free the space of its own copy."""

from typing import TypeVar

from audit_app.exchange.keys import Key, holds
from audit_app.exchange.messages import PictureReceipt, Receipt

Signed = TypeVar("Signed", Receipt, PictureReceipt)
FORMAT = "mr-audit-receipt-1"


def signed(receipt: Signed, key: Key) -> Signed:
    """A receipt with its signature; the same receipt and key give the same signature."""
    return receipt.model_copy(update={"signature": key.sign(_says(receipt))})


def is_from(receipt: Signed, partner: str) -> bool:
    """Whether a receipt was signed by the partner with this public key."""
    return receipt.partner == partner and holds(partner, _says(receipt), receipt.signature)


def _says(receipt: Signed) -> dict[str, object]:
    return {"format": FORMAT, **receipt.model_dump()}
