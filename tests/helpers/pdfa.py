"""What ISO 19005-3 (PDF/A-3, level B) asks of a file's objects, one small rule for each clause.

No program that validates the whole standard can be had from the package sources that the checks use; this
goes through every object of the file with pikepdf instead. Each rule yields what is wrong, with its clause.
Not looked at: glyph widths inside font programs, JPEG 2000 boxes (their filter is refused), and how a digital
signature is made.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String, parse_content_stream

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
KNOWN_SCHEMAS = (
    "http://purl.org/dc/elements/1.1/",
    "http://ns.adobe.com/xap/1.0/",
    "http://ns.adobe.com/pdf/1.3/",
    "http://www.aiim.org/pdfa/ns/",
    "http://www.w3.org/",
)
"""Beginnings of the namespaces that need no extension schema (6.6.2.3.1)."""

OPERATORS = set(
    "b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP "
    "n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/Named", "/SubmitForm"}
ANNOTATIONS = {
    f"/{name}"
    for name in "Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly "
    "StrikeOut Stamp Caret Ink Popup FileAttachment Widget PrinterMark TrapNet Watermark Redact".split()
}
BLEND_MODES = {
    f"/{name}"
    for name in "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight "
    "SoftLight Difference Exclusion Hue Saturation Color Luminosity".split()
}
PRINT, UNSEEN = 4, 1 | 2 | 32 | 256
"""Annotation flags (ISO 32000-1, 12.5.3): Print; Invisible, Hidden, NoView, ToggleNoView."""


def problems(path: Path) -> list[str]:
    """Return what keeps a file from being PDF/A-3b, none where nothing was found.

    Raises:
        pikepdf.PdfError: when it is no PDF that can be read.
    """
    data = path.read_bytes()
    with Pdf.open(path) as pdf:
        rules = (_trailer, _catalog, _metadata, _intents, _embedded, _pages, _objects)
        return [*_file(data), *(said for rule in rules for said in rule(pdf))]


def _file(data: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7][\r\n]+%[^\r\n]*[\x80-\xff]{4}", data):
        yield "6.1.2 no header with a comment of four bytes above 127"
    if not re.search(rb"%%EOF\r?\n?\Z", data):
        yield "6.1.3 data after the end of the file"


def _trailer(pdf: Pdf) -> Iterator[str]:
    if "/ID" not in pdf.trailer:
        yield "6.1.3 no ID"
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "6.1.3 encrypted"


def _catalog(pdf: Pdf) -> Iterator[str]:
    for key, clause in (("/AA", "6.5.2"), ("/Requirements", "6.11")):
        if key in pdf.Root:
            yield f"{clause} {key} in the catalog"
    if set(pdf.Root.get("/Perms", {}).keys()) - {"/UR3", "/DocMDP"}:
        yield "6.1.12 permissions of another kind"
    form = pdf.Root.get("/AcroForm", Dictionary())
    if form.get("/NeedAppearances", False) or "/XFA" in form:
        yield "6.4 a form that is made when it is opened"
    if "/Names" in pdf.Root and {"/JavaScript", "/AlternatePresentations"} & set(pdf.Root.Names.keys()):
        yield "6.5.1, 6.10 scripts or alternate presentations"
    if not pdf.Root.get("/MarkInfo", Dictionary()).get("/Marked", False) or "/StructTreeRoot" not in pdf.Root:
        yield "6.7 not tagged"
    if "/Lang" not in pdf.Root:
        yield "6.7.4 no language"


# metadata


def _metadata(pdf: Pdf) -> Iterator[str]:
    if "/Metadata" not in pdf.Root:
        yield "6.6.2.1 no XMP"
        return
    text = pdf.Root.Metadata.read_bytes().decode("utf-8")
    if re.search(r"<\?xpacket[^>]*(bytes|encoding)=", text):
        yield "6.6.2.1 bytes or encoding in the packet's header"
    root = ElementTree.fromstring(text)
    said = _properties(root)
    if said.get(f"{PDFAID}part") != "3" or said.get(f"{PDFAID}conformance") not in ("A", "B", "U"):
        yield "6.6.4 the file does not call itself PDF/A-3"
    described = {e.text for e in root.iter("{http://www.aiim.org/pdfa/ns/schema#}namespaceURI")}
    for tag in said:
        space = tag[1:].partition("}")[0]
        if not space.startswith(KNOWN_SCHEMAS) and space not in described and "adobe:ns:meta" not in space:
            yield f"6.6.2.3 a property without an extension schema: {tag}"


def _properties(root: ElementTree.Element) -> dict[str, str]:
    """Every element and attribute of the packet, with its text."""
    attributes = {key: value for e in root.iter() for key, value in e.attrib.items() if key.startswith("{")}
    return {**attributes, **{e.tag: (e.text or "").strip() for e in root.iter() if not e.tag.startswith(RDF)}}


def _intents(pdf: Pdf) -> Iterator[str]:
    intents = [i for i in pdf.Root.get("/OutputIntents", Array()) if i.get("/S") == Name.GTS_PDFA1]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "6.2.3 not one output intent with a profile"
        return
    profile = intents[0].DestOutputProfile.read_bytes()
    if profile[36:40] != b"acsp" or profile[12:16] not in (b"mntr", b"prtr") or profile[8] > 4:
        yield "6.2.3 the output intent's profile is no display or printer profile up to version 4"
    if profile[16:20] != b"RGB ":
        yield "6.2.4.3 the output intent is not RGB"


def _embedded(pdf: Pdf) -> Iterator[str]:
    associated = [f.objgen for f in pdf.Root.get("/AF", Array())]
    for spec in _of_type(pdf, "/Filespec"):
        if "/EF" not in spec:
            continue
        if "/F" not in spec or "/UF" not in spec or "/AFRelationship" not in spec:
            yield "6.8 a file without F, UF or AFRelationship"
        if spec.objgen not in associated:
            yield "6.8 a file that nothing is associated with"
        if "/Subtype" not in spec.EF.F:
            yield "6.8 a file without a media type"


def _of_type(pdf: Pdf, kind: str) -> Iterator[Dictionary]:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == kind:
            yield thing


# pages


def _pages(pdf: Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        for said in (*_content(page), *_annotations(page)):
            yield f"{said} (page {number})"
        if "/AA" in page or "/PresSteps" in page:
            yield f"6.5.2, 6.10 actions or steps (page {number})"


def _content(page: Page) -> Iterator[str]:
    depth = deepest = 0
    for instruction in parse_content_stream(page):
        operator = str(instruction.operator)
        depth += (operator == "q") - (operator == "Q")
        deepest = max(deepest, depth)
        named = operator in ("cs", "CS") and instruction.operands[0] == Name.DeviceCMYK
        if operator in ("k", "K") or named:
            yield "6.2.4.3 a colour in DeviceCMYK"
        if operator not in OPERATORS and operator != "INLINE IMAGE":
            yield f"6.2.2 an unknown operator {operator}"
    if deepest > 28:
        yield "6.1.13 graphics states nested deeper than 28"


def _annotations(page: Page) -> Iterator[str]:
    for annotation in page.get("/Annots", Array()):
        kind, flags = str(annotation.get("/Subtype")), int(annotation.get("/F", 0))
        if kind not in ANNOTATIONS:
            yield f"6.3.1 an annotation {kind}"
        if kind != "/Popup" and (not flags & PRINT or flags & UNSEEN):
            yield f"6.3.2 an annotation {kind} that is not printed or not seen"
        x0, y0, x1, y1 = (float(v) for v in annotation.Rect)
        bare = kind in ("/Popup", "/Link") or (x0, y0) == (x1, y1)
        if not bare and set(annotation.get("/AP", Dictionary()).keys()) != {"/N"}:
            yield f"6.3.3 an annotation {kind} without a plain appearance"


# every object


def _objects(pdf: Pdf) -> Iterator[str]:
    if len(pdf.objects) > 8_388_607:
        yield "6.1.13 too many objects"
    for thing in pdf.objects:
        yield from _limits(thing)
        if isinstance(thing, Stream):
            yield from _stream(thing)
        if isinstance(thing, Dictionary | Stream):
            yield from (said for rule in (_action, _state, _font) for said in rule(thing))


def _limits(thing: Object) -> Iterator[str]:
    """Limits of an implementation (6.1.13), in an object and what stands directly in it."""
    parts: list[object] = []
    if isinstance(thing, Array):
        parts = list(thing)
    elif isinstance(thing, Dictionary | Stream):
        parts = [thing[key] for key in thing.keys()]
        yield from (f"6.1.13 a long name: {key[:20]}" for key in thing.keys() if len(key.encode()) > 128)
    elif isinstance(thing, String) and len(bytes(thing)) > 32_767:
        yield "6.1.13 a string of more than 32767 bytes"
    for part in parts:
        if isinstance(part, String) or (isinstance(part, Dictionary | Array) and not part.is_indirect):
            yield from _limits(part)


def _stream(stream: Stream) -> Iterator[str]:
    named = stream.get("/Filter", Array())
    filters = {str(f) for f in ([named] if isinstance(named, Name) else named)}
    if filters & {"/LZWDecode", "/Crypt", "/JPXDecode"}:
        yield f"6.1.7 a filter that is not allowed, or not looked into: {', '.join(sorted(filters))}"
    if {"/F", "/FFilter", "/FDecodeParms"} & set(stream.keys()):
        yield "6.1.7 a stream whose data are in another file"
    kind = str(stream.get("/Subtype"))
    if kind == "/PS" or "/PS" in stream or "/Ref" in stream or "/OPI" in stream or "/Alternates" in stream:
        yield "6.2.8, 6.2.9 PostScript, a reference or an alternate picture"
    if kind == "/Image" and stream.get("/Interpolate", False):
        yield "6.2.8 a picture that is interpolated"
    if stream.get("/ColorSpace") == Name.DeviceCMYK:
        yield "6.2.4.3 a picture in DeviceCMYK"


def _action(thing: Object) -> Iterator[str]:
    kind = str(thing.get("/S", ""))
    if thing.get("/Type") == "/Action" or "/JS" in thing or "/URI" in thing:
        if kind not in ACTIONS:
            yield f"6.5.1 an action {kind}"
    opened = thing.get("/OpenAction", None)
    if isinstance(opened, Dictionary) and str(opened.get("/S")) not in ACTIONS:
        yield f"6.5.1 an action {opened.get('/S')}"


def _state(thing: Object) -> Iterator[str]:
    """Extended graphics states (6.2.5, 6.2.10)."""
    if thing.get("/Type") != "/ExtGState":
        return
    if "/TR" in thing or "/HTP" in thing or thing.get("/TR2", Name.Default) != Name.Default:
        yield "6.2.5 a transfer function"
    if "/BM" in thing and str(thing.BM) not in BLEND_MODES:
        yield f"6.2.10 a blend mode {thing.BM}"


def _font(thing: Object) -> Iterator[str]:
    """Font programs stand in the file, and every code leads to a glyph and a character (6.2.11)."""
    if thing.get("/Type") != "/Font":
        return
    kind, name = str(thing.get("/Subtype")), str(thing.get("/BaseFont"))
    if kind == "/Type0":
        encoding = thing.Encoding
        if not isinstance(encoding, Stream) and str(encoding) not in ("/Identity-H", "/Identity-V"):
            yield f"6.2.11.3 a character map that is not embedded: {name}"
        if "/ToUnicode" not in thing:
            yield f"6.2.11.7 no characters are said for the codes of {name}"
    elif kind != "/Type3":
        descriptor = thing.get("/FontDescriptor", Dictionary())
        if len({"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())) != 1:
            yield f"6.2.11.4 a font that is not embedded: {name}"
        if kind == "/CIDFontType2" and "/CIDToGIDMap" not in thing:
            yield f"6.2.11.3 no map from characters to glyphs: {name}"
