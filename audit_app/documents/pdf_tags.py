"""Tags of pages that are put together anew: the trees of the app's own documents, folded into one.

Only trees that the app wrote itself are walked; the pages of a foreign document stay without tags.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from audit_app.resources import asset

SAID = ("/Alt", "/A", "/Lang", "/ActualText")  # what a node says besides its kind
OF_A_LINK = ("/Subtype", "/Rect", "/Border", "/F", "/Contents", "/A")
CELLS = ("/TD", "/TH")  # they stand with their row, also where they are empty
CLAIMS = re.compile(rb'<rdf:Description rdf:about="" xmlns:pdf(aid|uaid|aExtension)=.*?</rdf:Description>', re.DOTALL)
PROFILE = "sRGB IEC61966-2.1"
Pages = Mapping[int, PageObject]  # by the number that a page's object had in its own file


def without_claims(packet: bytes) -> bytes:
    """What a file says of itself without the standards that it holds to."""
    return CLAIMS.sub(b"", packet)


def _named(**entries: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


class Tree:
    """The tree of a file in the making; its order is that in which documents are taken in."""

    def __init__(self, writer: PdfWriter) -> None:
        self.writer, self.parts, self.level = writer, ArrayObject(), 0
        self.root = writer._add_object(_named(Type=NameObject("/StructTreeRoot")))
        whole = _named(S=NameObject("/Document"), P=self.root, K=self.parts)
        self.top = writer._add_object(whole)
        self.parents: list[Any] = []  # of each page and link by its key: the nodes that its content belongs to
        self.links: dict[int, IndirectObject] = {}

    def take(self, reader: PdfReader, pages: Pages) -> None:
        """What of a document's tree stands on these pages, and the links between them."""
        keys = {number: self._key(page) for number, page in pages.items()}
        self.links = dict(self._linked(reader, pages))
        for node in _children(reader.root_object["/StructTreeRoot"]):
            if _stands(node, pages):
                self.parts.append(self._node(node, self.top, pages, keys))

    def pass_over(self, title: str) -> None:
        """A place in the tree for pages that have no tags."""
        self.parts.append(self.writer._add_object(_named(S=NameObject("/Part"), P=self.top, T=TextStringObject(title))))

    def close(self, packet: bytes, language: str) -> None:
        """Gives the file its tree and what it says of itself (`packet`, XMP)."""
        nums = [each for key, nodes in enumerate(self.parents) for each in (NumberObject(key), nodes)]
        back = self.writer._add_object(_named(Nums=ArrayObject(nums)))
        root: Any = self.root.get_object()
        root.update(_named(K=self.top, ParentTree=back, ParentTreeNextKey=NumberObject(len(self.parents))))
        about = StreamObject()
        about.set_data(packet)
        about.update(_named(Type=NameObject("/Metadata"), Subtype=NameObject("/XML")))
        catalogue = self.writer.root_object
        catalogue.update(_named(StructTreeRoot=self.root, Metadata=self.writer._add_object(about)))
        catalogue.update(_named(MarkInfo=_named(Marked=BooleanObject(True)), Lang=TextStringObject(language)))
        catalogue.update(_named(ViewerPreferences=_named(DisplayDocTitle=BooleanObject(True))))
        catalogue.update(_named(OutputIntents=ArrayObject([self._colours()])))
        name = ByteStringObject(sha256(packet).digest()[:16])
        self.writer._ID = ArrayObject([name, name])

    def _colours(self) -> DictionaryObject:
        profile = StreamObject()
        profile.set_data(asset("srgb.icc").read_bytes())
        profile.update(_named(N=NumberObject(3)))
        said = TextStringObject(PROFILE)
        kind = _named(Type=NameObject("/OutputIntent"), S=NameObject("/GTS_PDFA1"))
        kind.update(_named(OutputConditionIdentifier=said, Info=said))
        kind.update(_named(DestOutputProfile=self.writer._add_object(profile.flate_encode())))
        return kind

    def _key(self, holder: DictionaryObject, name: str = "StructParents") -> int:
        holder.update({NameObject(f"/{name}"): NumberObject(len(self.parents))})
        self.parents.append(ArrayObject())
        return len(self.parents) - 1

    def _linked(self, reader: PdfReader, pages: Pages) -> Iterator[tuple[int, IndirectObject]]:
        """The links between pages that are here, by the number that each had."""
        for number, page in pages.items():
            made = ArrayObject()
            old_page = reader.get_object(number)
            for old in old_page.get("/Annots", ArrayObject()) if isinstance(old_page, DictionaryObject) else ():
                link = old.get_object()
                there, *way = link["/Dest"].get_object() if "/Dest" in link else (None,)
                if there is not None and there.idnum not in pages:
                    continue
                new = DictionaryObject({NameObject(k): link[k].clone(self.writer) for k in OF_A_LINK if k in link})
                if there is not None:
                    here = pages[there.idnum].indirect_reference
                    new[NameObject("/Dest")] = ArrayObject([here, *(each.clone(self.writer) for each in way)])
                made.append(self.writer._add_object(new))
                yield old.idnum, made[-1]
            if made:
                page[NameObject("/Annots")] = made

    def _node(self, old: DictionaryObject, parent: IndirectObject, pages: Pages, keys: dict[int, int]) -> Any:
        """A node with those of its children that are here."""
        new = _named(P=parent, S=self._kind(old))
        new.update({NameObject(name): old[name].clone(self.writer) for name in SAID if name in old})
        where, page, children = self.writer._add_object(new), _page(old), ArrayObject()
        if page in pages:
            new[NameObject("/Pg")] = pages[page].indirect_reference
        for child in _children(old):
            if isinstance(child, NumberObject) or child.get("/Type") == "/MCR":
                children.extend(self._content(child, page, where, pages, keys))
            elif child.get("/Type") == "/OBJR":
                children.extend(self._reference(child, where, pages))
            elif _stands(child, pages):
                children.append(self._node(child, where, pages, keys))
        new[NameObject("/K")] = children
        if str(new["/S"]) == "/Link" and not any(isinstance(each, DictionaryObject) for each in children):
            new[NameObject("/S")] = NameObject("/Span")  # what it led to is not here
        return where

    def _kind(self, old: DictionaryObject) -> NameObject:
        """What a node is; a document is a part of the whole, and no heading is deeper than one below the last."""
        kind = str(old["/S"])
        if kind[:2] == "/H" and kind[2:].isdigit():
            self.level = min(int(kind[2:]), self.level + 1)
            return NameObject(f"/H{self.level}")
        return NameObject("/Part" if kind == "/Document" else kind)

    def _content(
        self, child: Any, page: int, where: IndirectObject, pages: Pages, keys: dict[int, int]
    ) -> Iterator[Any]:
        """A piece of a page's content."""
        at = page if isinstance(child, NumberObject) else child.raw_get("/Pg").idnum
        if at not in pages:
            return
        mark = int(child if isinstance(child, NumberObject) else child["/MCID"])
        known = self.parents[keys[at]]
        known.extend(NullObject() for _ in range(mark + 1 - len(known)))
        known[mark] = where
        there = pages[at].indirect_reference
        here = _named(Type=NameObject("/MCR"), Pg=there, MCID=NumberObject(mark))
        yield NumberObject(mark) if at == page else here

    def _reference(self, child: DictionaryObject, where: IndirectObject, pages: Pages) -> Iterator[Any]:
        """A link that belongs to a node."""
        number, page = child.raw_get("/Obj").idnum, child.raw_get("/Pg").idnum
        if number in self.links:
            link = self.links[number]
            note: Any = link.get_object()
            key = self._key(note, "StructParent")
            self.parents[key] = where
            yield _named(Type=NameObject("/OBJR"), Pg=pages[page].indirect_reference, Obj=link)


def _children(node: Any) -> list[Any]:
    found = node.get("/K", ArrayObject())
    found = found.get_object() if isinstance(found, IndirectObject) else found
    return [each.get_object() for each in found] if isinstance(found, ArrayObject) else [found]


def _page(node: DictionaryObject) -> int:
    return int(node.raw_get("/Pg").idnum) if "/Pg" in node else 0


def _stands(node: DictionaryObject, pages: Pages) -> bool:
    """Whether anything of a node is on these pages; an empty cell is where its row is."""
    children = _children(node)
    return (not children and str(node["/S"]) in CELLS) or any(_here(child, node, pages) for child in children)


def _here(child: Any, node: DictionaryObject, pages: Pages) -> bool:
    if isinstance(child, NumberObject):
        return _page(node) in pages
    if child.get("/Type") in ("/MCR", "/OBJR"):
        return child.raw_get("/Pg").idnum in pages
    return not (child["/S"] in CELLS and not _children(child)) and _stands(child, pages)
