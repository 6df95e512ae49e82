"""The tree of tags as the file holds it: every node as an object, and the way back from content to its node."""

from collections.abc import Iterator
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

from audit_app.report.pdf.file.objects import ObjectFile
from audit_app.report.pdf.tags import Linked, Node, Tags
from audit_app.report.pdf.text.glyphs import shown
from audit_app.report.pdf.text.paragraph import hexed

EMPTY = ("TD", "TH")  # cells that may be empty and stand all the same


class Root(PDFObject):  # type: ignore[misc]
    """The tree's own object; it is written last."""

    __RefOnly__ = 1

    def format(self, document: PDFDocument) -> bytes:
        """Never asked for: the tree writes it."""
        raise NotImplementedError


class Structure:
    """The tree of one document."""

    def __init__(self, document: PDFDocument, tags: Tags) -> None:
        self.document, self.tags, self.root = document, tags, Root()
        self.numbers: dict[int, int] = {}

    def settle(self) -> None:
        """Has everything that the tree refers to known to the document."""
        self.pages = [self._named(page) for page in self.document.Pages.pages]
        self.root_name = self._named(self.root)
        self.notes = {}
        for node in self.tags.links:
            for child in node.children:
                if isinstance(child, Linked):
                    self.notes[child.name] = self.document.refAnnotation(child.name).format(self.document)

    def _named(self, content: Any) -> bytes:
        name: bytes = self.document.Reference(content).format(self.document)
        return name

    def write(self, out: ObjectFile, first: int) -> None:
        """Every node, the tree back to them, and the root; their numbers start at `first`."""
        nodes = list(_standing(self.tags.root))
        self.numbers = {id(node): first + place for place, node in enumerate(nodes)}
        for node in nodes:
            out.pack(self.numbers[id(node)], self._written(node))
        back = first + len(nodes)
        out.pack(back, self._back())
        following = 2 * max(len(self.pages), len(self.tags.links)) + 2
        top = self._ref(self.tags.root)
        root = b"<</Type/StructTreeRoot/K " + top + f"/ParentTree {back} 0 R/ParentTreeNextKey {following}>>".encode()
        out.pack(int(self.root_name.split()[0]), root)

    def _ref(self, node: Node) -> bytes:
        return f"{self.numbers[id(node)]} 0 R".encode()

    def _written(self, node: Node) -> bytes:
        parent = self._ref(node.parent) if node.parent else self.root_name
        marks = [child for child in node.children if isinstance(child, tuple)]
        page = marks[0][0] if marks else 0
        parts = [b"<</S/" + node.kind.encode() + b"/P " + parent]
        parts += [b"/Pg " + self.pages[page - 1]] if page else []
        children = b" ".join(self._children(node, page))
        parts += [b"/K [" + children + b"]"] if children else []
        return b"".join((*parts, *_attributes(node), b">>"))

    def _children(self, node: Node, page: int) -> Iterator[bytes]:
        for child in node.children:
            if isinstance(child, Node):
                if id(child) in self.numbers:
                    yield self._ref(child)
            elif isinstance(child, Linked):
                yield b"<</Type/OBJR/Pg " + self.pages[child.page - 1] + b"/Obj " + self.notes[child.name] + b">>"
            elif child[0] == page:
                yield str(child[1]).encode()
            else:
                yield b"<</Type/MCR/Pg " + self.pages[child[0] - 1] + b"/MCID " + str(child[1]).encode() + b">>"

    def _back(self) -> bytes:
        """The tree from pages and links to nodes: even keys are pages, odd ones links."""
        found: dict[int, bytes] = {}
        for page, nodes in self.tags.marked.items():
            found[2 * (page - 1)] = b"[" + b" ".join(map(self._ref, nodes)) + b"]"
        for place, node in enumerate(self.tags.links):
            found[2 * place + 1] = self._ref(node)
        return b"<</Nums [" + b" ".join(str(key).encode() + b" " + found[key] for key in sorted(found)) + b"]>>"


def _standing(node: Node) -> Iterator[Node]:
    """The nodes that came onto a page, in reading order, and the empty cells of rows that did."""
    yield node
    for child in node.children:
        if isinstance(child, Node) and (child.kind in EMPTY or child.drawn):
            yield from _standing(child)


def _attributes(node: Node) -> Iterator[bytes]:
    told = node.attributes
    if "alt" in told:
        yield b"/Alt " + hexed(shown(told["alt"])).encode()
    table = [f"/Scope/{told['scope']}"] if "scope" in told else []
    table += [f"/ColSpan {told['span']}"] if told.get("span", 1) > 1 else []
    if table:
        yield f"/A<</O/Table{''.join(table)}>>".encode()
    if "box" in told:
        yield f"/A<</O/Layout/BBox [{' '.join(f'{side:g}' for side in told['box'])}]>>".encode()
    if node.kind == "L":
        yield b"/A<</O/List/ListNumbering/Disc>>" if told.get("points") else b"/A<</O/List/ListNumbering/None>>"
