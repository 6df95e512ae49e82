"""Guideline PDFs made for the tests: a title page, a contents list with dotted leaders, headings and running heads."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

TITLE = ("Safety Guidelines for", "Magnetic Resonance Imaging", "Equipment in Clinical Use")
SECTIONS: tuple[tuple[str, str, int], ...] = (
    ("1", "Introduction", 5),
    ("1.1", "Background", 5),
    ("1.3", "Defined terms", 6),
    ("2", "The hazards in MRI", 7),
    ("2.2", "Static magnetic fields (B0)", 9),
    ("2.4", "Radiofrequency magnetic fields (B1)", 12),
    ("2.4.3", "Burns", 13),
    ("4", "Management of the unit", 24),
    ("4.2", "MR Controlled Access Area", 26),
    ("4.6", "Ferromagnetic detectors", 40),
    ("4.12", "Screening and set-up of patients to avoid burns in scanners of every field strength", 57),
    ("5", "Equipment", 60),
    ("5.9", "Quench pipes", 71),
    ("Appendix 4", "Which incidents to report to MHRA", 80),
)
DEEPER = (("2.4.3.1", "Contact burns"), ("2.4.3.2", "Induced current burns"))
WORDS = "The unit keeps its magnet, its doors and its people in good order and writes down what it finds. " * 3


def guide(
    edition: str = "v4.3",
    title: Sequence[str] = TITLE,
    sections: Sequence[tuple[str, str, int]] = SECTIONS,
    deeper: Sequence[tuple[str, str]] = DEEPER,
    contents: bool = True,
    password: str = "",
) -> bytes:
    """A guideline as a publisher would make it; returns the PDF's bytes."""
    from reportlab.lib.pdfencrypt import StandardEncryption

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, encrypt=StandardEncryption(password, strength=40) if password else None)
    for at, line in enumerate(title):
        canvas.drawString(90, 700 - 30 * at, line)
    canvas.drawString(90, 500, f"{edition}  Published for the tests")
    canvas.showPage()
    if contents:
        _contents(canvas, sections)
    for at, (number, heading, page) in enumerate(sections):
        _running(canvas, edition, page)
        canvas.drawString(72, 740, f"{number} {heading[:60]}")
        under = [each for each in deeper if each[0].startswith(number + ".") and "." in number]
        for step, (below, text) in enumerate(under):
            canvas.drawString(72, 690 - 40 * step, f"{below} {text}")
        canvas.drawString(72, 600, f"{WORDS[:80]}")
        canvas.drawString(72, 586, f"as section 4.12 says, {WORDS[:60]}{at}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _running(canvas: Canvas, edition: str, page: int) -> None:
    canvas.drawString(72, 800, f"Safety Guidelines for MRI Equipment {edition}")
    canvas.drawString(280, 30, f"Page {page} of 86")


def _contents(canvas: Canvas, sections: Sequence[tuple[str, str, int]]) -> None:
    _running(canvas, "", 3)
    canvas.drawString(72, 770, "Contents")
    y = 740
    for number, heading, page in sections:
        first, rest = heading[:46].rsplit(" ", 1) if len(heading) > 46 else (heading, "")
        if rest:
            second = (rest + heading[46:]).strip()
            canvas.drawString(72, y, f"{number} {first}")
            y -= 14
            canvas.drawString(100, y, f"{second} {'.' * 30} {page}")
        else:
            canvas.drawString(72, y, f"{number} {heading} {'. ' * (50 - len(heading))} {page}")
        y -= 18
    canvas.showPage()


def scan() -> bytes:
    """Pages with pictures only."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for _ in range(3):
        canvas.rect(50, 50, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def letter() -> bytes:
    """A PDF of something else, which speaks of the guideline but is not it."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.drawString(72, 740, "Canteen menu for the week, with a word on safety")
    canvas.drawString(
        72, 720, "We follow the Safety Guidelines for Magnetic Resonance Imaging Equipment in Clinical Use."
    )
    canvas.drawString(72, 700, "1 Monday: leek soup. 2 Tuesday: fish. 3 Wednesday: whatever is left of the fish.")
    canvas.save()
    return file.getvalue()


def few_words(*lines: str) -> bytes:
    """Three pages that say hardly anything."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for at, line in enumerate(lines):
        canvas.drawString(72, 740 - 20 * at, line)
    for _ in range(20):
        canvas.showPage()
        canvas.drawString(72, 740, "-")
    canvas.save()
    return file.getvalue()
