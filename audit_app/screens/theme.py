"""How everything looks: one calm scheme of colours in light and dark, each also in high contrast, and one type scale.

Text on its ground is at least 4.5:1 in every scheme (a test computes it).
"""

from typing import Any, cast

import flet as ft

from audit_app.screens.session.preferences import Preferences

LIGHT: dict[str, str] = {
    "primary": "#0B5670",
    "on_primary": "#FFFFFF",
    "primary_container": "#CDE9F5",
    "on_primary_container": "#053545",
    "secondary": "#46606C",
    "on_secondary": "#FFFFFF",
    "secondary_container": "#DCE8EE",
    "on_secondary_container": "#1B333E",
    "tertiary": "#5B4B8A",
    "on_tertiary": "#FFFFFF",
    "tertiary_container": "#E8E0FA",
    "on_tertiary_container": "#2A1D52",
    "error": "#B3261E",
    "on_error": "#FFFFFF",
    "error_container": "#FBE3E1",
    "on_error_container": "#601410",
    "surface": "#F5F8FA",
    "on_surface": "#16212A",
    "on_surface_variant": "#43525C",
    "outline": "#66757F",
    "outline_variant": "#C6D0D7",
    "surface_container_lowest": "#FFFFFF",
    "surface_container_low": "#F0F5F8",
    "surface_container": "#E9F0F4",
    "surface_container_high": "#E2EAEF",
    "surface_container_highest": "#DAE3E9",
    "inverse_surface": "#22303A",
    "on_inverse_surface": "#F2F6F8",
    "inverse_primary": "#8FD1EB",
}
DARK: dict[str, str] = {
    "primary": "#8FD1EB",
    "on_primary": "#00354A",
    "primary_container": "#0E4A60",
    "on_primary_container": "#CDE9F5",
    "secondary": "#B4C9D4",
    "on_secondary": "#1E333D",
    "secondary_container": "#2F444E",
    "on_secondary_container": "#D5E5ED",
    "tertiary": "#CDBDFF",
    "on_tertiary": "#33245E",
    "tertiary_container": "#463875",
    "on_tertiary_container": "#E8E0FA",
    "error": "#FFB4AB",
    "on_error": "#690005",
    "error_container": "#6B1712",
    "on_error_container": "#FFDAD6",
    "surface": "#0F161B",
    "on_surface": "#E3EAEF",
    "on_surface_variant": "#B9C6CE",
    "outline": "#8B99A2",
    "outline_variant": "#37454E",
    "surface_container_lowest": "#161F26",
    "surface_container_low": "#18222A",
    "surface_container": "#1B262E",
    "surface_container_high": "#243038",
    "surface_container_highest": "#2E3B44",
    "inverse_surface": "#E3EAEF",
    "on_inverse_surface": "#22303A",
    "inverse_primary": "#0B5670",
}
STARKER_LIGHT = {
    "primary": "#003B52",
    "on_surface": "#000000",
    "on_surface_variant": "#1C262D",
    "outline": "#1C262D",
    "outline_variant": "#54626B",
    "surface": "#FFFFFF",
    "surface_container_low": "#FFFFFF",
    "error": "#8C0009",
}
STARKER_DARK = {
    "primary": "#C2ECFF",
    "on_surface": "#FFFFFF",
    "on_surface_variant": "#EAF2F7",
    "outline": "#EAF2F7",
    "outline_variant": "#9FB0BA",
    "surface": "#000000",
    "surface_container_lowest": "#0A0F13",
    "surface_container_low": "#0A0F13",
    "error": "#FFD2CC",
}

FOCUS = 0.28  # how much of the primary colour lies over a row that the keyboard stands on


def colours(dark: bool, high_contrast: bool) -> dict[str, str]:
    """The scheme's colours by role."""
    scheme = DARK if dark else LIGHT
    starker = (STARKER_DARK if dark else STARKER_LIGHT) if high_contrast else {}
    return {**scheme, **starker}


def theme(dark: bool, preferences: Preferences) -> ft.Theme:
    """The Flet theme for light or dark."""
    scheme = colours(dark, preferences.high_contrast)
    size = 1.25 if preferences.large_type else 1.0
    return ft.Theme(
        color_scheme=ft.ColorScheme(**scheme),
        visual_density=ft.VisualDensity.STANDARD,
        scaffold_bgcolor=scheme["surface"],
        text_theme=_type(size, scheme["on_surface"]),
        page_transitions=_no_motion() if preferences.reduced_motion else ft.PageTransitionsTheme(),
        focus_color=ft.Colors.with_opacity(FOCUS, scheme["primary"]),
        filled_button_theme=ft.FilledButtonTheme(style=_touchable(size, ringed(scheme["on_surface"]))),
        outlined_button_theme=ft.OutlinedButtonTheme(
            style=_touchable(size, ringed(scheme["on_surface"], ft.BorderSide(1, scheme["outline"])))
        ),
        text_button_theme=ft.TextButtonTheme(style=_touchable(size, ringed(scheme["on_surface"]))),
        button_theme=ft.ButtonTheme(style=_touchable(size, ringed(scheme["on_surface"]))),
        scrollbar_theme=ft.ScrollbarTheme(
            thumb_visibility=True, thickness=5, radius=3, cross_axis_margin=2, thumb_color=scheme["outline_variant"]
        ),
        dialog_theme=ft.DialogTheme(bgcolor=scheme["surface_container_lowest"], shape=_rounded(16)),
        popup_menu_theme=ft.PopupMenuTheme(color=scheme["surface_container_lowest"], shape=_rounded(10)),
        tooltip_theme=ft.TooltipTheme(text_style=ft.TextStyle(size=14 * size, color=scheme["on_inverse_surface"])),
        appbar_theme=ft.AppBarTheme(
            bgcolor=scheme["surface_container_lowest"],
            color=scheme["on_surface"],
            elevation=0,
            elevation_on_scroll=2,
            center_title=False,
        ),
    )


def _type(size: float, ink: str) -> ft.TextTheme:
    """The type scale; titles and bodies name their ink, since a style without one is black in the dark scheme too."""

    def style(points: int, weight: ft.FontWeight = ft.FontWeight.NORMAL, colour: str | None = ink) -> ft.TextStyle:
        return ft.TextStyle(size=points * size, weight=weight, color=colour, letter_spacing=0)

    return ft.TextTheme(
        body_small=style(14),
        body_medium=style(16),
        body_large=style(16),
        label_large=style(16, ft.FontWeight.W_500, None),
        label_medium=style(14, colour=None),
        title_medium=style(18, ft.FontWeight.W_600),
        title_large=style(20, ft.FontWeight.W_600),
    )


Edges = dict[ft.ControlState, ft.BorderSide | None]


def ringed(ink: ft.ColorValue, otherwise: ft.BorderSide | None = None) -> Edges:
    """The edge of a button: a strong ring where the keyboard is, else the one it has."""
    return {ft.ControlState.FOCUSED: ft.BorderSide(3, ink), ft.ControlState.DEFAULT: otherwise}


def _touchable(size: float, side: Edges) -> ft.ButtonStyle:
    return ft.ButtonStyle(
        side=cast(Any, side),
        padding=ft.Padding.symmetric(horizontal=16, vertical=15),  # 48 px with one line of words, more with two
        text_style=ft.TextStyle(size=16 * size, weight=ft.FontWeight.W_600, letter_spacing=0),
        shape=_rounded(10),
        visual_density=ft.VisualDensity.STANDARD,
    )


def _rounded(radius: int) -> ft.RoundedRectangleBorder:
    return ft.RoundedRectangleBorder(radius=radius)


def _no_motion() -> ft.PageTransitionsTheme:
    none = ft.PageTransitionTheme.NONE
    return ft.PageTransitionsTheme(android=none, ios=none, linux=none, macos=none, windows=none)


def dress(page: ft.Page, preferences: Preferences) -> None:
    """Puts the preferences' look on a page."""
    page.theme, page.dark_theme = theme(False, preferences), theme(True, preferences)
    page.theme_mode = ft.ThemeMode(preferences.theme)
