"""The emergency card on one page to hang up: each emergency with its first steps, numbers and places in large type."""

from collections.abc import Mapping
from functools import partial
from io import BytesIO
from itertools import product

from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from audit_app.checklist.reference.emergency import EmergencyCard, Event
from audit_app.report.outline import LANGUAGE, Outline
from audit_app.report.pdf.document import SIZES
from audit_app.report.pdf.pages import ReportCanvas
from audit_app.report.pdf.style import colour
from audit_app.report.pdf.tags import Node, Tags
from audit_app.report.pdf.text.fonts import ready
from audit_app.report.pdf.text.paragraph import Style, Text, runs
from audit_app.report.wording import shortened

EDGE = 10 * mm
READABLE = 16.0  # points: capital letters of 4 mm, which good eyes read at two metres with some to spare
SIZES_OF = (26.0, 24.0, 22.0, 20.0, 18.0, READABLE)  # of numbers and places; the largest that fits is taken
SMALLEST_STEP = 12.0  # points: what to do first is read at arm's length
CUT = (240, 120, 60, 30)  # letters of a fact, where even the smallest type has no room for all of them
UNKNOWN = "not entered"
Part = tuple[str, str, Style]  # its role in the tree, its words, how it looks


def emergency_pdf(unit: str, card: EmergencyCard, facts: Mapping[str, str], as_of: str, at: str) -> bytes:
    """The card of a unit on one page of A4; `as_of` says where its facts are from, `at` is when it was made."""
    ready()
    file, (width, height) = BytesIO(), SIZES["a4"]
    told = Outline("", "Emergency card", unit, "", at, (), (), (), "", language=LANGUAGE, foot="Emergency card")
    tags = Tags()
    page = Card(_laid_out(unit, card, facts, as_of, width - 2 * EDGE, height - 2 * EDGE), tags)
    document = BaseDocTemplate(file, pagesize=(width, height), pageCompression=1, invariant=1)
    frame = Frame(EDGE, EDGE, width - 2 * EDGE, height - 2 * EDGE, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("card", [frame]))
    document.build([page], canvasmaker=partial(ReportCanvas, told=told, tags=tags, plain=True))
    return file.getvalue()


def _laid_out(
    unit: str, card: EmergencyCard, facts: Mapping[str, str], as_of: str, width: float, height: float
) -> list[tuple[str, Text]]:
    """The page's paragraphs in the largest type that holds all of them on one page, cut where none does."""
    made: list[tuple[str, Text]] = []
    for letters, size in product((None, *CUT), (*SIZES_OF, 14.0, 12.0, 10.0)):
        name, since = _cut(unit, letters), _cut(as_of, letters)
        some = {fact: _cut(said, letters) for fact, said in facts.items()}
        made = [(role, Text(runs(words), look)) for role, words, look in _parts(name, card, some, since, size)]
        if sum(text.wrap(width)[1] for _, text in made) <= height:
            break
    return made


def _cut(said: str, letters: int | None) -> str:
    """A fact that no size of type has room for, with a sign that there is more of it."""
    return said if letters is None or len(said) <= letters else f"{shortened(said, letters)} (cut)"


def _parts(unit: str, card: EmergencyCard, facts: Mapping[str, str], as_of: str, size: float) -> list[Part]:
    """Everything on the page: title, each emergency, and that the unit's own procedure comes first."""
    small = Style(10, 13, "muted")
    parts: list[Part] = [("H1", f"MR emergency: {unit}", Style(24, 28, "danger", True))]
    for event in card.events:
        parts += _event(event, facts, size)
    return [*parts, ("P", f"A reminder only. Follow the unit's own procedure. {as_of}".strip(), small)]


def _event(event: Event, facts: Mapping[str, str], size: float) -> list[Part]:
    """One emergency: its name, numbers and places, then what to do first."""
    step = max(SMALLEST_STEP, size * 0.55) if size >= READABLE else size * 0.75
    label, large = Style(step * 0.85, step * 1.15, "muted"), Style(size, size * 1.15, bold=True)
    parts: list[Part] = [("H2", event.title, Style(size * 1.05, size * 1.45, "danger", True))]
    for each in event.asks:
        parts += [("P", each.words, label), ("P", facts.get(each.id, "") or UNKNOWN, large)]
    steps = [f"{number}. {each.words}" for number, each in enumerate(event.steps, 1)]
    return [*parts, *(("P", words, Style(step, step * 1.25)) for words in steps)]


class Card(Flowable):  # type: ignore[misc]  # reportlab is untyped
    """The whole page, drawn from the top."""

    def __init__(self, parts: list[tuple[str, Text]], tags: Tags) -> None:
        super().__init__()
        self.parts, self.tags = parts, tags

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """All the room there is."""
        self.width, self.height = room_x, room_y - 1
        return self.width, self.height

    def draw(self) -> None:
        """Draws each paragraph under the one before it."""
        section, y = self.tags.root.add("Sect"), self.height
        for role, text in self.parts:
            y -= text.wrap(self.width)[1]
            self._one(section, role, text, y)

    def _one(self, section: Node, role: str, text: Text, y: float) -> None:
        if role == "H2":
            with self.tags.artifact(self.canv):
                self.canv.setStrokeColor(colour("danger"))
                self.canv.line(0, y + text.height - 2, self.width, y + text.height - 2)
        text.tag = section.add(role)
        text.drawOn(self.canv, 0, y)
