"""Bringing a row of a long list into view, once the client has laid out what it was sent."""

import asyncio

import flet as ft

FRAMES = 0.05  # seconds in which a client lays out what it was sent


async def into_view(ref: ft.Ref[ft.Column], key: str) -> None:
    """Turns a list until the row with this scroll key is on top; to its beginning without a key.

    A list turned at once goes by where the row stood before: the client turns first and lays out afterwards. It answers
    a turn by nothing when it has what was drawn, and a few frames later that has its place. It turns without sliding:
    a list that slides does not hear taps, and a quick hand would tap in vain.
    """
    if ref.current is not None and ref.current.page:
        await ref.current.scroll_to(delta=0)
        await asyncio.sleep(FRAMES)
    if ref.current is not None and ref.current.page:
        await (ref.current.scroll_to(scroll_key=key, duration=0) if key else ref.current.scroll_to(offset=0))


async def to_offset(ref: ft.Ref[ft.Column], offset: float) -> None:
    """Turns a list to where it was scrolled, in logical pixels, once the client has laid it out."""
    if ref.current is not None and ref.current.page:
        await ref.current.scroll_to(delta=0)
        await asyncio.sleep(FRAMES)
    if ref.current is not None and ref.current.page:
        await ref.current.scroll_to(offset=offset, duration=0)
