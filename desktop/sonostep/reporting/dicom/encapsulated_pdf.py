"""The PDF inside a DICOM object, for archives that take nothing else."""

from pydicom.dataset import Dataset
from pydicom.uid import EncapsulatedPDFStorage

from sonostep.core.report.model import Report
from sonostep.reporting.dicom.values import digest, file_bytes, marked, new_instance, short_text
from sonostep.reporting.words import ReportLanguage


def render_encapsulated(report: Report, language: ReportLanguage, pdf: bytes) -> bytes:
    """Return the PDF as an Encapsulated PDF object (PS3.3 A.45.1), concept LOINC 25061-3."""
    ds = new_instance(report, EncapsulatedPDFStorage, "pdf", language, digest(report))
    ds.Modality, ds.ConversionType = "DOC", "WSD"
    ds.SeriesNumber, ds.InstanceNumber = 9004, 1
    ds.SeriesDescription = marked(report, "SonoStep report as PDF")
    ds.BurnedInAnnotation = "YES"
    ds.AcquisitionDateTime = ""
    ds.DocumentTitle = short_text("Musculoskeletal ultrasound report")
    ds.ConceptNameCodeSequence = [_concept()]
    ds.VerificationFlag = "UNVERIFIED"
    ds.MIMETypeOfEncapsulatedDocument = "application/pdf"
    ds.EncapsulatedDocumentLength = len(pdf)
    ds.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)
    return file_bytes(ds)


def _concept() -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "25061-3", "LN", "Ultrasound Report"
    return code
