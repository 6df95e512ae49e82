"""The tree that tells a file's reading order and what each part is, for those who cannot see its pages (PDF/UA).

Nodes are made from the outline's blocks before any page exists; drawing hangs its content on them. Whatever is painted
is the content of a node, or an artifact: a rule, a band, the head and foot of a page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Mark = tuple[int, int]  # page, and the number of a piece of content on it


class Node:
    """One part of the tree: its kind, what is said of it, and its children: nodes, content, links."""

    __slots__ = ("attributes", "children", "kind", "parent")

    def __init__(self, kind: str, parent: "Node | None" = None, **attributes: Any) -> None:
        self.kind, self.parent, self.attributes = kind, parent, attributes
        self.children: list[Node | Mark | Linked] = []

    def add(self, kind: str, **attributes: Any) -> "Node":
        """A new last child."""
        made = Node(kind, self, **attributes)
        self.children.append(made)
        return made

    @property
    def drawn(self) -> bool:
        """Whether anything of it came onto a page; what was laid out and then told otherwise did not."""
        return any(not isinstance(child, Node) or child.drawn for child in self.children)


class Linked:
    """The place of a link on a page, by the name of its annotation."""

    __slots__ = ("name", "page")

    def __init__(self, page: int, name: str) -> None:
        self.page, self.name = page, name


class Tags:
    """The tree of one file, and what is being drawn."""

    def __init__(self) -> None:
        self.root = Node("Document")
        self.stack: list[Node] = []
        self.marked: dict[int, list[Node]] = {}
        self.links: list[Node] = []
        self.inside = False  # a part of something that is marked as a whole, such as the words in a figure

    @contextmanager
    def within(self, node: Node | None) -> Iterator[None]:
        """What is drawn here belongs to a node, unless it has a node of its own."""
        if node is None:
            yield
            return
        self.stack.append(node)
        try:
            yield
        finally:
            self.stack.pop()

    def own(self, flowable: Any, kind: str = "P") -> Node:
        """The node that a flowable was given, or what it is drawn within."""
        tag: Node | None = getattr(flowable, "tag", None)
        if tag is not None:
            return tag
        return self.stack[-1] if self.stack else self.root.add(kind)

    @contextmanager
    def content(self, canvas: Any, node: Node) -> Iterator[None]:
        """What is drawn here is content of a node."""
        if self.inside:
            yield
            return
        page = canvas._pageNumber
        of_page = self.marked.setdefault(page, [])
        number = len(of_page)
        of_page.append(node)
        node.children.append((page, number))
        with self._marks(canvas, f"/{node.kind} <</MCID {number}>> BDC"):
            yield

    @contextmanager
    def artifact(self, canvas: Any, kind: str = "") -> Iterator[None]:
        """What is drawn here says nothing to those who listen."""
        if self.inside:
            yield
            return
        with self._marks(canvas, f"/Artifact <</Type /{kind}>> BDC" if kind else "/Artifact BMC"):
            yield

    @contextmanager
    def _marks(self, canvas: Any, start: str) -> Iterator[None]:
        canvas._code.append(start)
        self.inside = True
        try:
            yield
        finally:
            self.inside = False
            canvas._code.append("EMC")

    @contextmanager
    def figure(self, canvas: Any, node: Node, box: tuple[float, float, float, float]) -> Iterator[None]:
        """A picture or drawing, in a box (x, y, width, height) of the canvas as it is turned and scaled now."""
        x, y, width, height = box
        corners = (*canvas.absolutePosition(x, y), *canvas.absolutePosition(x + width, y + height))
        node.attributes["box"] = tuple(round(corner, 2) for corner in corners)
        with self.content(canvas, node):
            yield


def no_tags(canvas: Any) -> Tags:
    """The tags of a canvas; one that has none yet gets some that nobody reads."""
    tags: Tags | None = getattr(canvas, "tags", None)
    if tags is None:
        tags = canvas.tags = Tags()
    return tags
