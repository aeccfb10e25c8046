"""The PDFs are PDF/A-3b; and what looks at them finds it where a PDF is not."""

import re

import pdf_oxide
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from helpers import pdfa
from sonostep.core.text import LANGUAGES


@pytest.fixture(scope="module")
def good(founding_files, tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "good.pdf"
    path.write_bytes(founding_files["zh-TW"]["report.pdf"])
    return path


@pytest.mark.parametrize("name", ["report.pdf", "handout.pdf"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_write_is_pdf_a(founding_files, language, name, tmp_path):
    path = tmp_path / name
    path.write_bytes(founding_files[language][name])
    assert pdfa.problems(path) == []
    said = pdf_oxide.PdfDocument(str(path)).validate_pdf_a("3b")
    assert said["valid"] and said["errors"] == []


def test_the_exam_is_attached_as_its_source(good):
    with pikepdf.open(good) as pdf:
        (spec,) = pdf.Root.AF
        assert (str(spec.UF), spec.AFRelationship, spec.EF.F.Subtype) == (
            "exam.json", Name.Source, Name("/application/json"),
        )  # fmt: skip


def described(pdf, change):
    """Change the XMP packet."""
    text = pdf.Root.Metadata.read_bytes().decode()
    changed = change(text)
    assert changed != text
    pdf.Root.Metadata = pdf.make_stream(changed.encode(), Type=Name.Metadata, Subtype=Name.XML)


def unknown_property(text):
    return re.sub(r"(<rdf:Description[^>]*)>", r'\1 xmlns:o="o:o" o:b="c">', text, count=1)


def each(pdf, kind):
    return [o for o in pdf.objects if isinstance(o, Dictionary | Stream) and o.get("/Type") == kind]


def no_font_program(pdf):
    for descriptor in each(pdf, "/FontDescriptor"):
        for key in {"/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            del descriptor[key]


def no_relationship(pdf):
    for spec in each(pdf, "/Filespec"):
        del spec["/AFRelationship"]


def no_characters(pdf):
    for font in each(pdf, "/Font"):
        if "/ToUnicode" in font:
            del font["/ToUnicode"]


def annotated(pdf, **entries):
    note = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries))
    pdf.pages[0].Annots = Array([note])


def painted(pdf, content):
    pdf.pages[0].contents_add(pdf.make_stream(content))


def attached(pdf):
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([]))


def transferred(pdf):
    pdf.Root.Extra = pdf.make_indirect(Dictionary(Type=Name.ExtGState, TR=Name.Identity, BM=Name.Strange))


def put(pdf, key, value):
    pdf.Root[key] = value


def drop(pdf, key):
    del pdf.Root[key]


SPOILT = {
    "6.6.2.1 no XMP": lambda p: drop(p, "/Metadata"),
    "6.6.4": lambda p: described(p, lambda x: x.replace("part>3<", "part>1<")),
    "6.6.2.3": lambda p: described(p, unknown_property),
    "6.2.3 not one": lambda p: drop(p, "/OutputIntents"),
    "6.2.3 the output": lambda p: p.Root.OutputIntents[0].DestOutputProfile.write(b"no profile" * 20),
    "6.7 not tagged": lambda p: drop(p, "/MarkInfo"),
    "6.7.4": lambda p: drop(p, "/Lang"),
    "6.8 a file without": no_relationship,
    "6.8 a file that nothing": lambda p: drop(p, "/AF"),
    "6.2.11.4": no_font_program,
    "6.2.11.7": no_characters,
    "6.3.1": lambda p: annotated(p, Subtype=Name.Movie, F=4, AP=Dictionary(N=1)),
    "6.3.2": lambda p: annotated(p, Subtype=Name.Square, F=2, AP=Dictionary(N=1)),
    "6.3.3": lambda p: annotated(p, Subtype=Name.Square, F=4),
    "6.2.4.3": lambda p: painted(p, b" 0 0 0 1 k 0 0 9 9 re f "),
    "6.2.2": lambda p: painted(p, b" 1 2 strange "),
    "6.1.13 graphics": lambda p: painted(p, b"q " * 30 + b"Q " * 30),
    "6.5.1 an action": lambda p: put(p, "/OpenAction", Dictionary(S=Name.JavaScript, JS="app.alert(1)")),
    "6.5.1, 6.10": attached,
    "6.5.2": lambda p: put(p, "/AA", Dictionary()),
    "6.2.5": transferred,
    "6.2.10": transferred,
    "6.1.7 a filter": lambda p: put(p, "/Extra", p.make_indirect(Stream(p, b"", Filter=Name.JPXDecode))),
    "6.1.7 a stream": lambda p: put(p, "/Extra", p.make_indirect(Stream(p, b"", F=String("x")))),
    "6.1.13 a long": lambda p: put(p, "/" + "n" * 200, 1),
    "6.1.13 a string": lambda p: put(p, "/Extra", String("s" * 40_000)),
    "6.4": lambda p: put(p, "/AcroForm", Dictionary(NeedAppearances=True)),
    "6.1.12": lambda p: put(p, "/Perms", Dictionary(Other=1)),
}  # fmt: skip
"""Ways to spoil a file, by the clause that says so."""


@pytest.mark.parametrize("clause", SPOILT)
def test_each_fault_is_found(good, clause, tmp_path):
    path = tmp_path / "spoilt.pdf"
    with pikepdf.open(good) as pdf:
        SPOILT[clause](pdf)
        pdf.save(path)
    assert [said for said in pdfa.problems(path) if said.startswith(clause)]


def test_encryption_and_what_follows_the_end_are_found(good, tmp_path):
    path = tmp_path / "locked.pdf"
    with pikepdf.open(good) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="x", user=""))
    assert "6.1.3 encrypted" in pdfa.problems(path)
    path.write_bytes(good.read_bytes() + b"more")
    assert pdfa.problems(path) == ["6.1.3 data after the end of the file"]
