"""Write the founding case in every form that we export, for programs of others to look at."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom

from helpers import founding_case as founding
from helpers import sample_exam as sample
from helpers.certificates import PASSPHRASE, pkcs12_file
from sonostep.core.clip import Clip, ClipKind, Timing, TimingSource
from sonostep.core.exam import ClipRecord, Exam, ExamState, Predecessor, Signature
from sonostep.reporting import FORMATS, freeze, render, write_out
from sonostep.reporting.sealing.certificate import Certificate, CertificateFile, open_certificate
from sonostep.storage import exam_to_json

LANGUAGES = ("en", "zh-TW")


class Video:
    """The frames of the case's video: a bar that wanders over grey, at uneven times."""

    def __init__(self, record: ClipRecord) -> None:
        starts = tuple(n / 25 + (0.01 if n % 7 == 3 else 0.0) for n in range(record.frames))
        timing = Timing(starts, starts[-1] + 0.04, TimingSource.CONTAINER, 25.0)
        self.clip = Clip(record.id, "", ClipKind.VIDEO, "", record.frames, record.scale, timing)

    def frame(self, number: int) -> np.ndarray:
        picture = np.full((480, 640, 4), 60, np.uint8)
        picture[:, 6 * number : 6 * number + 20, :3] = (40, 160, 220)
        return picture

    def close(self) -> None:
        """There is nothing to let go of."""


def make(folder: Path) -> list[Path]:
    """Write each language's draft, its amended and certified final report, and a draft on a greyscale clip.

    A draft leaves the video where it is, so that its structured report points at saved key frames; a final
    report brings it along as a multi-frame object and points at that.
    """
    certificate = open_certificate(CertificateFile(pkcs12_file(folder / "lin.p12"), PASSPHRASE))
    colour, grey = (_on(sample.stored_clip(folder, p)) for p in ("RGB", "MONOCHROME2"))
    made = []
    for language in LANGUAGES:
        everything = {
            f"draft-{language}": _rendered(colour, language, [f for f in FORMATS if f != "clips"]),
            f"final-{language}": _final(colour, language, certificate),
            f"greyscale-{language}": _rendered(grey, language, ["states"]),
        }
        for name, files in everything.items():
            write_out(folder / name, files)
            made.append(folder / name)
    return made


def _on(clip: Path) -> Exam:
    """The founding case with its DICOM clip at hand, and a plan that names the trochanter in Chinese."""
    exam = founding.exam()
    ds, patient, study = pydicom.dcmread(clip), exam.patient, exam.clips[0].study
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.PatientName, ds.PatientID = patient.name, patient.id
    ds.PatientBirthDate, ds.PatientSex = patient.birth_date, patient.sex
    ds.AccessionNumber = study.accession_number
    ds.save_as(clip, enforce_file_format=True)
    plan = f"{exam.plan}\n大轉子壓痛兩週後再評估。"
    return replace(exam, plan=plan, clips=(replace(exam.clips[0], path=str(clip)), *exam.clips[1:]))


def _rendered(
    exam: Exam, language: str, formats: list[str], certificate: Certificate | None = None
) -> Mapping[str, bytes]:
    return render(
        founding.report(exam, language),  # type: ignore[arg-type]
        formats,
        exam_json=exam_to_json(exam),
        opened=Video,
        signer=(lambda pdf: certificate.sign(pdf, exam.physician)) if certificate else None,
    )


def _final(draft: Exam, language: str, certificate: Certificate) -> Mapping[str, bytes]:
    before = Predecessor("1", "0" * 64, 1, "side corrected", "2.25.1", "2.25.2", "2.25.3")
    signature = certificate.signed(Signature("林 醫師", "A. Chen", draft.created))
    closed = replace(draft, state=ExamState.AMENDED, amends=before, signature=signature)
    return freeze(closed, lambda e: _rendered(e, language, list(FORMATS), certificate), exam_to_json)[1]
