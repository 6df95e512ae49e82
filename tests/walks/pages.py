"""The screens as page objects: what a person does on each, in their own words."""

from pathlib import Path

from tests.walks.browser import Tablet


class Home:
    """The first screen."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet

    def welcome(self, **who: str) -> "NewAudit":
        """The first start: says who it is and goes on to the first unit."""
        self.tablet.at("first-unit").wait_for(state="attached")
        for name, words in who.items():
            self.tablet.type(f"who.{name}", words)
        self.tablet.press("first-unit")
        self.tablet.at("start").wait_for(state="attached")
        return NewAudit(self.tablet)

    def new_audit(self) -> "NewAudit":
        self.tablet.press("new")
        self.tablet.at("start").wait_for(state="attached")
        return NewAudit(self.tablet)

    def go_on(self) -> "Visit":
        self.tablet.press("resume")
        return Visit(self.tablet).here()


class NewAudit:
    """The form that starts an audit."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet

    def periodic(self, **fields: str) -> "Visit":
        self.tablet.press("kind.periodic")
        for name, words in {"field_strength": "3", **fields}.items():
            self.tablet.type(name, words)
        self.tablet.press("start")
        return Visit(self.tablet).here()


class Visit:
    """The audit being walked."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet

    def here(self) -> "Visit":
        self.tablet.at("next").wait_for(state="attached")
        return self

    def go_to(self, place: str) -> "Visit":
        self.tablet.press(f"place.{place}")
        return self

    def open(self, item: str) -> "Visit":
        """Opens an item, where it is not open already; the one before may still be closing."""
        card, row = self.tablet.at(f"open.{item}"), self.tablet.at(f"item.{item}")
        card.or_(row).first.wait_for(state="attached")
        self.tablet.page.wait_for_timeout(300)
        if not self.tablet.has(f"open.{item}"):
            self.tablet.scroll_to(f"item.{item}")
            self.tablet.still(f"item.{item}")
            self.tablet.press(f"item.{item}")
        card.first.wait_for(state="attached")
        return self

    def answer(self, item: str, verdict: str) -> "Visit":
        self.open(item)
        self.tablet.press(f"answer.{verdict}.{item}")
        return self.moved_on_from(item) if verdict == "compliant" else self

    def moved_on_from(self, item: str) -> "Visit":
        """Waits until the walk went on by itself, as it does after a pass; the next press must not overtake it."""
        self.tablet.at(f"open.{item}").first.wait_for(state="detached")
        return self

    def choose(self, item: str, value: str) -> "Visit":
        self.open(item)
        self.tablet.press(f"choose.{value}.{item}")
        return self

    def note(self, item: str, words: str) -> "Visit":
        self.open(item)
        self.tablet.type(f"note.{item}", words)
        return self

    def measure(self, item: str, typed: str) -> "Visit":
        self.open(item)
        self.tablet.type(f"reading.{item}", typed)
        self.tablet.press(f"keep.{item}")
        return self

    def name_the_first(self, name: str) -> "Visit":
        self.tablet.type("one-field", name)
        self.tablet.press("one-field.keep")
        return self

    def summary(self) -> "Summary":
        self.tablet.press("summary", scroll=False)
        self.tablet.at("report").wait_for(state="attached")
        return Summary(self.tablet)


class Summary:
    """How the audit stands."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet

    def report(self, folder: Path, document: str = "") -> Path:
        """Makes the report, or the document of this name, and saves it."""
        self.tablet.press("report")
        if document:
            self.tablet.page.get_by_text(document, exact=True).or_(
                self.tablet.page.get_by_role("radio", name=document)
            ).first.click(force=True)
        self.tablet.press("make")
        self.tablet.at("save").wait_for(state="attached", timeout=60_000)
        return self.tablet.saved("save", folder)
