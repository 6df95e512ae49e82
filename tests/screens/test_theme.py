"""The look: every text can be read on its ground, in light and dark, ordinary and high contrast."""

import flet as ft
import pytest

from audit_app.audit.verdicts.judge import Verdict
from audit_app.screens.photos.photos import laid_out
from audit_app.screens.photos.strip import SIDE
from audit_app.screens.pieces.dialogs import dialog
from audit_app.screens.pieces.frame import Action, bar_button, emergency_button
from audit_app.screens.pieces.layout import TARGET, body
from audit_app.screens.pieces.verdicts import LOOKS, colour
from audit_app.screens.session.preferences import Preferences
from audit_app.screens.theme import FOCUS, colours, theme
from tests.screen import walk

ON = [
    ("on_surface", "surface"),
    ("on_surface", "surface_container_lowest"),
    ("on_surface", "surface_container_low"),
    ("on_surface_variant", "surface"),
    ("on_surface_variant", "surface_container_lowest"),
    ("on_surface_variant", "surface_container"),
    ("on_primary", "primary"),
    ("on_primary_container", "primary_container"),
    ("on_surface", "primary_container"),
    ("on_secondary_container", "secondary_container"),
    ("on_tertiary_container", "tertiary_container"),
    ("primary", "surface"),
    ("primary", "surface_container_lowest"),
    ("primary", "surface_container_low"),
    ("tertiary", "surface_container_lowest"),
    ("error", "surface"),
    ("error", "surface_container_lowest"),
    ("on_error", "error"),
    ("on_error_container", "error_container"),
    ("on_inverse_surface", "inverse_surface"),
    ("inverse_primary", "inverse_surface"),
]


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("high", [False, True], ids=["ordinary", "high contrast"])
def test_text_is_readable_on_its_ground(dark: bool, high: bool) -> None:
    scheme = colours(dark, high)
    poor = {f"{ink} on {ground}": contrast(scheme[ink], scheme[ground]) for ink, ground in ON}
    assert not {pair: round(ratio, 2) for pair, ratio in poor.items() if ratio < 4.5}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("high", [False, True], ids=["ordinary", "high contrast"])
def test_verdicts_are_readable_on_cards_and_when_filled(dark: bool, high: bool) -> None:
    scheme = colours(dark, high)
    for verdict in Verdict:
        for ground in ("surface", "surface_container_lowest", "surface_container_low"):
            assert contrast(colour(verdict, dark), scheme[ground]) >= 4.5, (verdict, ground)


def test_no_two_verdicts_have_the_same_shape() -> None:
    assert len({look.icon for look in LOOKS.values()}) == len(Verdict)


def test_high_contrast_is_higher() -> None:
    for dark in (False, True):
        ordinary, high = colours(dark, False), colours(dark, True)
        pair = ("on_surface_variant", "surface")
        assert contrast(*(high[name] for name in pair)) > contrast(*(ordinary[name] for name in pair))


@pytest.mark.parametrize("large", [False, True], ids=["ordinary", "large type"])
def test_a_button_with_one_line_of_words_is_a_target_and_cuts_none_of_them(large: bool) -> None:
    for part in ("filled_button_theme", "outlined_button_theme", "text_button_theme"):
        style = getattr(theme(False, Preferences(large_type=large)), part).style
        line = style.text_style.size * 1.172  # Roboto's height of a line
        assert style.padding.top + style.padding.bottom + line >= TARGET


def test_a_dialog_is_as_high_as_its_words() -> None:
    asked = dialog("Is 310 right?", [body("It is far from the usual.")], [], lambda: None)
    columns = [each for each in walk(asked) if isinstance(each, ft.Column)]
    assert asked.scrollable and all(each.tight and each.scroll is None for each in columns)


def test_every_icon_on_top_stands_over_its_word() -> None:
    action = Action("find", ft.Icons.SEARCH, "Find", "Find an item", lambda: None)
    for button, word in ((bar_button(action), "Find"), (emergency_button(), "Emergency")):
        assert word in [each.value for each in walk(button) if isinstance(each, ft.Text)]


@pytest.mark.parametrize("width", [390, 820, 1180])
def test_photos_keep_room_for_their_captions_on_every_tablet(width: int) -> None:
    columns, shape = laid_out(width)
    across = (width - 2 * 16 - (columns - 1) * 8) / columns
    assert across >= SIDE + 8 and across / shape >= SIDE * 3 / 4 + 56


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("high", [False, True], ids=["ordinary", "high contrast"])
def test_a_row_that_the_keyboard_stands_on_can_be_read(dark: bool, high: bool) -> None:
    scheme = colours(dark, high)
    over, under = (bytes.fromhex(scheme[name][1:]) for name in ("primary", "surface_container_lowest"))
    mixed = "#" + bytes(round(FOCUS * a + (1 - FOCUS) * b) for a, b in zip(over, under, strict=True)).hex()
    for ink in ("on_surface", "on_surface_variant"):
        assert contrast(scheme[ink], mixed) >= 4.5, (ink, mixed)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_ring_of_the_keyboard_stands_out_from_what_it_rings(dark: bool) -> None:
    scheme = colours(dark, False)
    for ground in ("surface", "surface_container_lowest", "error_container"):
        assert contrast(scheme["on_surface"], scheme[ground]) >= 3
