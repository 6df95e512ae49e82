"""The PDF file as an archive keeps it (PDF/A-3a) and everyone can read it (PDF/UA-1), the audit's data inside.

The library's own document is written out object by object, straight into the file: nothing but one object is held
in memory at a time, and pictures are copied from their files as they are.
"""

from hashlib import sha256
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFIndirectObject,
    PDFName,
    PDFObject,
    PDFStream,
    PDFString,
    PDFZCompress,
    ViewerPreferencesPDFDictionary,
)

from audit_app import __version__
from audit_app.report.outline import Outline
from audit_app.report.pdf.file.jpeg import JpegFile
from audit_app.report.pdf.file.objects import Literal, ObjectFile
from audit_app.report.pdf.file.structure import Structure
from audit_app.report.pdf.text.glyphs import shown
from audit_app.resources import asset

ATTACHED = "audit.json"
PRODUCER = f"mr-audit {__version__}"
UNIVERSAL = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file holds to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
PROFILE = "sRGB IEC61966-2.1"


class Info(PDFObject):  # type: ignore[misc]
    """The document information dictionary: the same title, author and dates as in the XMP metadata."""

    __RefOnly__ = 1

    def __init__(self, told: Outline) -> None:
        moment = f"D:{stamp(told.at).translate(str.maketrans('', '', '-:T'))}"
        words = {
            "Title": title(told),
            "Author": shown(told.author),
            "Subject": shown(told.subject),
            "Producer": PRODUCER,
        }
        words |= {"Creator": PRODUCER, "CreationDate": moment, "ModDate": moment}
        self.words = {name: PDFString(text) for name, text in words.items() if text}

    def format(self, document: PDFDocument) -> bytes:
        """The dictionary's bytes."""
        written: bytes = PDFDictionary(self.words).format(document)
        return written


def title(told: Outline) -> str:
    """The document's title."""
    return shown(f"{told.title}: {told.subject}")


def stamp(at: str) -> str:
    """The report's date: that of the audit's newest entry, in UTC to the second."""
    return at[:19] + "Z" if len(at) >= 19 else "2000-01-01T00:00:00Z"


def write(document: PDFDocument, canvas: Any, file: BinaryIO, told: Outline) -> None:
    """Writes the finished pages of a canvas as an archive file that can be read aloud."""
    document.info = Info(told)
    _catalogue(document, told)
    tree = Structure(document, canvas.tags)
    document.Catalog.StructTreeRoot = tree.root
    for font in document.delayedFonts:
        font.addObjects(document)
    document.Reference(document.Catalog)
    document.Reference(document.info)
    document.Outlines.prepare(document, canvas)
    if document.Outlines.ready < 0:
        document.Catalog.Outlines = None
    else:
        document.Catalog.PageMode = PDFName("UseOutlines")
    tree.settle()
    _write(document, file, tree)


def _catalogue(document: PDFDocument, told: Outline) -> None:
    """Gives the catalogue what an archive file must say about itself."""
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents", "AF"]
    catalog.__Refs__ = [name for name in catalog.__Refs__ if name not in ("MarkInfo", "PageMode")]
    catalog.MarkInfo = PDFDictionary({"Marked": Literal("true")})
    catalog.Metadata = _stream(xmp(told).encode(), plain=True, Type=PDFName("Metadata"), Subtype=PDFName("XML"))
    profile = document.Reference(_stream(asset("srgb.icc").read_bytes(), N=3), "OutputProfile")
    intent = {"Type": PDFName("OutputIntent"), "S": PDFName("GTS_PDFA1"), "DestOutputProfile": profile}
    named = {
        "OutputConditionIdentifier": PDFString(PROFILE),
        "Info": PDFString(PROFILE),
        "RegistryName": PDFString("http://www.color.org"),
    }
    catalog.OutputIntents = PDFArray([PDFDictionary({**intent, **named})])
    catalog.ViewerPreferences = ViewerPreferencesPDFDictionary()
    catalog.ViewerPreferences["DisplayDocTitle"] = "true"
    if told.data:
        attached = document.Reference(_attachment(document, told), "Attachment")
        tree = PDFDictionary({"Names": PDFArray([PDFString(ATTACHED), attached])})
        catalog.Names = PDFDictionary({"EmbeddedFiles": tree})
        catalog.AF = PDFArray([attached])


def _attachment(document: PDFDocument, told: Outline) -> PDFDictionary:
    moment = PDFString(f"D:{stamp(told.at).translate(str.maketrans('', '', '-:T'))}")
    sums = PDFDictionary({"Size": len(told.data), "ModDate": moment, "CreationDate": moment})
    kept = _stream(told.data, Type=PDFName("EmbeddedFile"), Subtype="/application#2Fjson", Params=sums)
    file = document.Reference(kept, "AttachedFile")
    return PDFDictionary(
        {
            "Type": PDFName("Filespec"),
            "F": PDFString(ATTACHED),
            "UF": PDFString(ATTACHED),
            "Desc": PDFString("The whole audit as canonical JSON: checklist, references and every entry"),
            "AFRelationship": PDFName("Source"),
            "EF": PDFDictionary({"F": file, "UF": file}),
        }
    )


def _stream(data: bytes, plain: bool = False, **entries: Any) -> PDFStream:
    return PDFStream(PDFDictionary(entries), data, filters=None if plain else [PDFZCompress])


def _write(document: PDFDocument, file: BinaryIO, tree: Structure) -> None:
    """Every object in the order of its number, small ones packed together, then the table of where they are."""
    out = ObjectFile(file)
    out.put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    number = 0
    while (number := number + 1) in document.numberToId:  # writing an object may add more of them
        name = document.numberToId[number]
        if document.idToObject[name] is not tree.root:
            _object(document, name, number, out)
    tree.write(out, number)
    root, info = (document.Reference(each).format(document) for each in (document.Catalog, document.info))
    out.close(root, info)


def _object(document: PDFDocument, name: str, number: int, out: ObjectFile) -> None:
    """One object; a line end stands before the end of every stream, as archive files need it."""
    content = document.idToObject[name]
    if isinstance(content, JpegFile):
        out.stream(number, content.chunks())
        return
    written: bytes = PDFIndirectObject(name, content).format(document)
    body = written.split(b"obj", 1)[1].removesuffix(b"endobj\n").strip(b"\r\n ")
    if body.endswith(b"endstream"):
        out.stream(number, [body.removesuffix(b"endstream"), b"\nendstream\n"])
    else:
        out.pack(number, body)


def xmp(told: Outline) -> str:
    """The metadata packet: what the file is, whose it is, and what it holds to."""
    moment, language = stamp(told.at), told.language
    name = sha256(told.data or told.audit.encode("utf-8", "replace")).hexdigest()
    words = {"title": title(told), "author": shown(told.author), "subject": shown(told.subject)}
    t = {key: escape(text) for key, text in words.items()}
    author = f"<dc:creator><rdf:Seq><rdf:li>{t['author']}</rdf:li></rdf:Seq></dc:creator>" if t["author"] else ""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
{UNIVERSAL}
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{t["title"]}</rdf:li></rdf:Alt></dc:title>{author}
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{t["subject"]}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>
<xmpMM:DocumentID>urn:sha256:{name}</xmpMM:DocumentID></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
