"""DICOM objects that hold no picture: a report keeps that it was one, and a document gives way to a blank."""

from pathlib import Path

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from sonostep.core.problem import ProblemError
from sonostep.privacy.attributes import Cleaner
from sonostep.privacy.choices import Choices
from sonostep.privacy.dicom import guarded, read, say_method, written

_REPORTS = "1.2.840.10008.5.1.4.1.1.88."
_DOCUMENTS = "1.2.840.10008.5.1.4.1.1.104."
"""Beginnings of the SOP classes of structured reports and of encapsulated documents (PS3.4 B.5)."""

_BLANK = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def deidentified(path: Path, cleaner: Cleaner, choices: Choices) -> bytes:
    """Return the file of a structured report or an encapsulated document with all that it says replaced.

    Raises:
        ProblemError: ``privacy.no_picture`` for any other object; ``privacy.unreadable``.
    """
    with guarded():
        dataset = read(path)
        kind = str(dataset.get("SOPClassUID", ""))
        if not kind.startswith((_REPORTS, _DOCUMENTS)):
            raise ProblemError.of("privacy.no_picture")
        is_pdf = dataset.get("MIMETypeOfEncapsulatedDocument") == "application/pdf"
        cleaner.clean(dataset)
        if kind.startswith(_DOCUMENTS):
            _replace(dataset, is_pdf=is_pdf)
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        say_method(dataset, choices, "what it says replaced")
        return written(dataset)


def _replace(dataset: Dataset, *, is_pdf: bool) -> None:
    blank = _BLANK if is_pdf else b"\0\0"
    dataset.EncapsulatedDocument = blank + b"\0" * (len(blank) % 2)
    dataset.EncapsulatedDocumentLength = len(blank)
    # type 2: there, but empty (PS3.3 C.24.2)
    dataset.DocumentTitle = ""
