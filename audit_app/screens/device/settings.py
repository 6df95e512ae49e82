"""Settings of this device: who uses it, how it looks and is held, and what new audits start with."""

from dataclasses import replace

import flet as ft

from audit_app.audit.log.people import Person
from audit_app.checklist.reference.settings import setting
from audit_app.errors import AuditError
from audit_app.screens.device.hub import hub_card
from audit_app.screens.device.people import PeopleCard
from audit_app.screens.pieces.component import held, known, piece, view
from audit_app.screens.pieces.fields.choice import choice, tick
from audit_app.screens.pieces.fields.draft_field import TypedField
from audit_app.screens.pieces.fields.radio import segments
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import body, card, grid, label, line, title
from audit_app.screens.pieces.navigation import go
from audit_app.screens.session.desk import Desk, use_desk
from audit_app.screens.session.language import LANGUAGES, say
from audit_app.screens.session.preferences import preferences
from audit_app.screens.theme import dress


@view
def SettingsScreen() -> ft.View:
    """Everything that can be set, in four cards, and the way to the references."""
    desk = use_desk()
    parts = [
        PersonCard(desk, key="who"),
        PeopleCard(desk, key="people"),
        look(desk),
        hold(desk),
        start_with(desk),
        checklists_card(),
        references_card(),
        set_apart_card(),
        hub_card(desk),
    ]
    parts += [*to_the_tablet(desk), *leaving(desk)]
    return frame("/settings", say("Settings"), parts, help_page="settings")


@piece
def PersonCard(desk: Desk) -> ft.Control:
    """The person at this tablet."""
    person = desk.preferences.person or Person(name="")
    unnamed, set_unnamed = held(Person(name=""))  # what was typed before there is a name to keep it with

    def field(name: str, words: str, hint: str = "") -> ft.Control:
        def leave(text: str) -> None:
            now = (preferences(desk.cabinet.store).person or unnamed).model_copy(update={name: text})
            if now.name.strip():
                try:
                    desk.prefer(person=now)
                except AuditError as error:
                    desk.report(error)
            else:
                set_unnamed(now)

        start = getattr(person if person.name else unnamed, name)
        return TypedField(f"who.{name}", words, start, leave, joins=False, key=name, hint_text=hint or None)

    return card(
        title(say("Who uses this tablet"), size=18),
        label(say("This name goes on every answer. It is stored on this device and in the audits only.")),
        grid(
            field("name", say("Name")),
            field("role", say("Role"), say("MR Safety Expert")),
            field("registration", say("Registration number"), say("HCPC or IPEM")),
            field("email", say("E-mail")),
        ),
    )


def look(desk: Desk) -> ft.Control:
    """Light, dark, contrast, size of type, motion, language."""
    now = desk.preferences
    themes = [("system", say("Same as the tablet")), ("light", say("Light")), ("dark", say("Dark"))]

    def redress(**changes: object) -> None:
        desk.prefer(**changes)
        page = ft.context.page
        dress(page, desk.preferences)
        dark = page.platform_brightness == ft.Brightness.DARK
        chosen = desk.preferences.theme
        desk.window = replace(
            desk.window,
            dark=dark if chosen == "system" else chosen == "dark",
            scale=1.25 if desk.preferences.large_type else 1.0,
        )
        page.update()

    languages = list(LANGUAGES.items())
    return card(
        title(say("Appearance"), size=18),
        line(segments("theme", now.theme, themes, lambda value: redress(theme=value))),
        tick("high-contrast", say("High contrast"), now.high_contrast, lambda on: redress(high_contrast=on)),
        tick("large-type", say("Large type"), now.large_type, lambda on: redress(large_type=on)),
        tick("reduced-motion", say("Reduce motion"), now.reduced_motion, lambda on: redress(reduced_motion=on)),
        choice("language", say("Language"), now.language, languages, lambda value: redress(language=value), width=300),
    )


def hold(desk: Desk) -> ft.Control:
    """One hand, left hand."""
    now = desk.preferences
    return card(
        title(say("Holding the tablet"), size=18),
        tick(
            "one-hand",
            say("One hand"),
            now.one_hand,
            lambda on: desk.prefer(one_hand=on),
            say("The answer buttons of the open item stand at the bottom of the screen, within reach of a thumb."),
        ),
        tick("left-hand", say("Left hand"), now.left_hand, lambda on: desk.prefer(left_hand=on)),
    )


def start_with(desk: Desk) -> ft.Control:
    """What the form of a new audit starts with."""
    now = desk.preferences
    working, words = setting("working_line"), setting("vocabulary")
    return card(
        title(say("Defaults for new audits"), size=18),
        choice(
            "working-line",
            working.title,
            now.working_line,
            [(each.id, each.label) for each in working.values],
            lambda value: desk.prefer(working_line=value),
            width=420,
        ),
        body(working.about, color=ft.Colors.ON_SURFACE_VARIANT),
        choice(
            "vocabulary",
            words.title,
            now.vocabulary,
            [(each.id, each.label) for each in words.values],
            lambda value: desk.prefer(vocabulary=value),
            width=420,
        ),
    )


def leaving(desk: Desk) -> list[ft.Control]:
    """The way out, where a passphrase let this browser in."""
    if not desk.cabinet.leave_at:
        return []
    action = ft.OpenUrl(url=desk.cabinet.leave_at, target=ft.UrlTarget.SELF)
    button = ft.OutlinedButton(say("Sign out"), icon=ft.Icons.LOGOUT, action=action)
    words = body(say("This browser then asks for the passphrase again. Nothing that was saved is lost."))
    return [card(title(say("Sign out"), size=18), words, line(known("sign-out", button)))]


def to_the_tablet(desk: Desk) -> list[ft.Control]:
    """The way to have the app on the tablet itself, where this server hands it out."""
    if not desk.cabinet.alone:
        return []
    words = say("Install on this tablet")
    fetch = ft.OpenUrl(url=desk.cabinet.alone, target=ft.UrlTarget.SELF)
    about = body(say("The whole app in this browser, without a server or a network. It keeps audits of its own there."))
    over = label(say("Audits saved here stay here. To move one, make a file with Share and import it on the tablet."))
    button = ft.FilledButton(words, icon=ft.Icons.INSTALL_MOBILE, action=fetch)
    return [card(title(words, size=18), about, over, line(known("tablet", button)))]


def set_apart_card() -> ft.Control:
    """The way to what is kept and does not count."""
    button = ft.OutlinedButton(say("Set apart"), icon=ft.Icons.CALL_SPLIT, on_click=go("/set-apart"))
    words = body(say("What is kept on this device and does not count, or is known to be missing."))
    return card(title(say("Set apart"), size=18), words, line(known("set-apart", button)))


def checklists_card() -> ft.Control:
    """The way to the checklists."""
    button = ft.OutlinedButton(say("Checklists"), icon=ft.Icons.CHECKLIST, on_click=go("/checklists"))
    words = body(say("Edit a checklist, release a new version, withdraw one, or import one from another tablet."))
    return card(title(say("Checklists"), size=18), words, line(known("checklists", button)))


def references_card() -> ft.Control:
    """The way to this screen from the settings."""
    button = ft.OutlinedButton(say("References"), icon=ft.Icons.MENU_BOOK_OUTLINED, on_click=go("/references"))
    words = body(say("Check the section numbers against the guideline that you hold."))
    return card(title(say("References"), size=18), words, line(known("references", button)))
