"""The action sheet on paper: landscape pages that a site fills in by hand, with room to write beside each action."""

from collections.abc import Sequence
from functools import partial
from io import BytesIO

from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from audit_app.audit.audit import Audit
from audit_app.audit.findings.actions import STATES, Action, actions
from audit_app.audit.findings.finding import Finding, findings
from audit_app.report.blocks import Said
from audit_app.report.chapters.cover import banners
from audit_app.report.chapters.result import tone
from audit_app.report.options import Paper
from audit_app.report.outline import Outline
from audit_app.report.pdf.frames import OnePage
from audit_app.report.pdf.grid import GUTTER, Cells, Grid
from audit_app.report.pdf.pages import ReportCanvas
from audit_app.report.pdf.style import SMALL, colour, paragraph, said, style
from audit_app.report.pdf.tags import Node, Tags, no_tags
from audit_app.report.pdf.text.fonts import ready
from audit_app.report.pdf.text.paragraph import Text
from audit_app.report.wording import day, log_heads

Room = tuple[float, float]
SIZES = {"a4": landscape(A4), "letter": landscape(LETTER)}
EDGE, TOP, FOOT = 12 * mm, 16 * mm, 16 * mm
LEAST = 0.93  # of the usual size: smaller than that no words would be large enough to read
HEAD = ("No", "Finding and risk", "Action", "Owner", "Due", "State", "Done: what, by whom, when (fill in)")
SIGNED = ("Name", "Role", "Date", "Signature")
SHARES = (0.5, 2.7, 2.2, 1.3, 1.05, 0.95, 3.0)
ROOMS = ((14, 3.2), (8, 3.2), (0, 1.0))  # points to write in below each row's words, and round them


def action_sheet(audit: Audit, paper: Paper = "a4") -> bytes:
    """The sheet as PDF, the same bytes for the same audit, on one page where that can be read.

    Rows are set closer until all of them fit, then everything a little smaller; where even that is not enough they go
    on to further pages under the same head, with room to write, and a row that no page holds goes on as well.
    """
    ready()
    size = SIZES[paper]
    width, height = size[0] - 2 * EDGE, size[1] - TOP - FOOT
    tags = Tags()
    for room in ROOMS:
        whole = _story(audit, tags, width, room)
        if sum(float(one.wrap(width, 1e6)[1]) for one in whole) <= height:
            return _made(audit, size, whole, tags)
    one = OnePage([lambda wide: _story(audit, tags, wide, ROOMS[-1])], height)
    one.wrap(width, height)
    story = [one] if one.scale >= LEAST else _story(audit, tags, width, ROOMS[1])
    return _made(audit, size, story, tags)


def _story(audit: Audit, tags: Tags, width: float, room: Room) -> list[Flowable]:
    return [*_top(audit, tags.root), _table(audit, tags.root, width, room), *_bottom(tags.root, width)]


def _made(audit: Audit, size: tuple[float, float], story: list[Flowable], tags: Tags) -> bytes:
    file = BytesIO()
    document = BaseDocTemplate(file, pagesize=size, pageCompression=1, invariant=1)
    frame = Frame(EDGE, FOOT, size[0] - 2 * EDGE, size[1] - TOP - FOOT, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame]))
    document.build(story, canvasmaker=partial(ReportCanvas, told=_told(audit), tags=tags, plain=True))
    return file.getvalue()


def _told(audit: Audit) -> Outline:
    """What the file says of itself."""
    return Outline(
        audit=audit.id,
        title="Action sheet",
        subject=audit.begun.unit.name,
        author=audit.begun.auditor.name,
        at=audit.latest,
        banners=banners(audit),
        facts=(),
        chapters=(),
        heads=log_heads(audit.heads),
    )


def _said(one: Said) -> Text:
    return said(one, body=SMALL)


def _tagged(words: Text, node: Node) -> Text:
    words.tag = node
    return words


def _top(audit: Audit, root: Node) -> list[Flowable]:
    unit = audit.begun.unit
    place = ", ".join(part for part in (unit.name, unit.site, unit.organisation) if part)
    asks = "Fill in the last column, sign below and send the sheet back to the auditor, or send back the CSV sheet."
    about = f"{place}. Audit of {day(audit.begun.on)} by {audit.begun.auditor.name}. {asks}"
    title = _tagged(paragraph("Actions after the MR safety audit", "chapter"), root.add("H1"))
    return [title, Spacer(1, 1.5 * mm), _tagged(paragraph(about, body=SMALL), root.add("P")), Spacer(1, 3 * mm)]


def _table(audit: Audit, root: Node, width: float, room: Room) -> Grid:
    every, planned = findings(audit), actions(audit)
    rows: list[Sequence[Sequence[Text]]] = []
    for each in every:
        own = [action for action in planned if action.finding == each.id]
        rows += [_row(each, action) for action in own] or [_row(each, None)]
    if not every:
        rows.append(
            [[_said(Said(text))] if text else [] for text in ("–", "No finding was raised.", "", "", "", "", "")]
        )
    shares = width - GUTTER * (len(SHARES) - 1)
    widths = tuple(shares * share / sum(SHARES) for share in SHARES)
    tree = root.add("Table")
    top = tree.add("TR")
    head = Cells(
        widths,
        tuple((_said(Said(title, "head")),) for title in HEAD),
        nodes=tuple((top.add("TH", scope="Column"),) for _ in HEAD),
    )
    return Grid(width, head, [_cells(tree, widths, row, room) for row in rows])


def _cells(tree: Node, widths: tuple[float, ...], row: Sequence[Sequence[Text]], room: Room) -> Cells:
    """A row with room to write below its words."""
    line = tree.add("TR")
    cells = [line.add("TH", scope="Row"), *(line.add("TD") for _ in row[1:])]
    stacks = tuple((*stack, Spacer(1, room[0])) for stack in row)
    nodes = tuple(tuple(cell.add("P") for _ in stack) for cell, stack in zip(cells, stacks, strict=True))
    return Cells(widths, stacks, nodes=nodes, pad=room[1])


def _row(each: Finding, action: Action | None) -> list[list[Text]]:
    danger = [_said(Said("Immediate danger", "danger"))] if each.immediate_danger else []
    about = [*danger, _said(Said(each.title, "strong")), _said(Said(each.risk, "quiet", tone=tone(each)))]
    number = [_said(Said(each.short, "strong"))]
    if action is None:
        return [number, about, [_said(Said("No action yet: please propose one", "quiet"))], [], [], [], []]
    owner = [_said(Said(action.owner_name))]
    if action.owner and action.owner.email:
        owner.append(_said(Said(action.owner.email, "quiet")))
    proof = [_said(Said(proof.text, "quiet")) for proof in action.evidence if proof.text]
    stands = ([_said(Said(text))] for text in (brief(action.due), action.words))
    return [number, about, [_said(Said(action.what))], owner, *stands, proof]


def brief(due: str) -> str:
    """A due date short enough for its column, e.g. 27 Nov 2026."""
    if not due:
        return "No date yet"
    parts = day(due).split()
    return f"{parts[0]} {parts[1][:3]} {parts[2]}" if len(parts) == 3 else due


def _bottom(root: Node, width: float) -> list[Flowable]:
    states = ", ".join(word.lower() for word in STATES.values())
    said_ = f"States: {states}. An accepted risk needs the name of who accepts it."
    help_ = _tagged(paragraph(said_, "quiet"), root.add("P"))
    return [Spacer(1, 3 * mm), help_, Spacer(1, 7 * mm), SignLines(root)]


class SignLines(Flowable):  # type: ignore[misc]
    """Lines to sign on, each over what is written there."""

    def __init__(self, root: Node) -> None:
        super().__init__()
        self.tag = root.add("P")

    def wrap(self, room_x: float, room_y: float) -> tuple[float, float]:
        """One line of words."""
        self.width, self.height = room_x, 14.0
        return self.width, self.height

    def draw(self) -> None:
        """Draws a line above each word."""
        canvas, tags, x = self.canv, no_tags(self.canv), 0.0
        for word, share in zip(SIGNED, (0.32, 0.22, 0.14, 0.32), strict=True):
            with tags.artifact(canvas):
                canvas.setStrokeColor(colour("muted"))
                canvas.setLineWidth(0.6)
                canvas.line(x, 12, x + self.width * share - 8, 12)
            line = Text(paragraph(word + " ", "quiet").runs, style("quiet"))
            line.tag = self.tag
            line.wrap(self.width)
            line.drawOn(canvas, x, 0)
            x += self.width * share
