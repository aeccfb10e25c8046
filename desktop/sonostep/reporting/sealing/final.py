"""The frozen report: rendered once, sealed, and verified to the byte."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pydicom

from sonostep.core.exam import Exam
from sonostep.core.finalise import EXAM_FILE, SEAL_FILE, hashes, seal, seal_of, sealed
from sonostep.core.problem import Problem
from sonostep.reporting.sealing.certificate import PdfSignature, signatures

SCHEMA: Final = "sonostep.seal"
_REPORT: Final = "report.sr.dcm"


def freeze(
    closed: Exam, render: Callable[[Exam], Mapping[str, bytes]], exam_json: Callable[[Exam], bytes]
) -> tuple[Exam, dict[str, bytes]]:
    """Render a closed exam once and seal what came out.

    Args:
        closed: as ``core.finalise.close`` returns it.
        render: makes the files of a closed exam.
        exam_json: makes the bytes of an exam file.

    Returns:
        The sealed exam, and all files: the rendered ones, ``exam.json`` and ``seal.json``.
    """
    files = dict(render(closed))
    files[EXAM_FILE] = exam_json(closed)
    final = sealed(closed, seal(files))
    files[EXAM_FILE] = exam_json(final)
    files[SEAL_FILE] = _seal_bytes(final.id, final.final_sha256, hashes(files))
    return final, files


def _seal_bytes(exam: str, sha: str, listed: Mapping[str, str]) -> bytes:
    order = dict(sorted(listed.items()))
    said = {"schema": SCHEMA, "version": 1, "exam": exam, "final_sha256": sha, "files": order}
    return json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n"


@dataclass(frozen=True, slots=True)
class SealVerdict:
    """What verifying found.

    Attributes:
        exam: id of the exam; sha256: its seal; both empty without a readable seal.
        count: number of sealed files.
        altered, missing, added: names of files.
        broken: seal, list of files and exam file do not belong together.
        no_seal: there was no seal to verify.
    """

    exam: str = ""
    sha256: str = ""
    count: int = 0
    altered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    broken: bool = False
    no_seal: bool = False

    @property
    def unaltered(self) -> bool:
        """Whether every byte is as it was sealed."""
        return not (self.altered or self.missing or self.added or self.broken or self.no_seal)

    def problems(self, where: str) -> tuple[Problem, ...]:
        """Return one problem for each kind of difference."""
        if self.no_seal:
            return (Problem.of("verify.no_seal", path=where),)
        kinds = (("altered", self.altered), ("missing", self.missing), ("added", self.added))
        made = [Problem.of(f"verify.{kind}", files=", ".join(names)) for kind, names in kinds if names]
        return (*made, *([Problem.of("verify.broken_seal")] if self.broken else []))


def verify(files: Mapping[str, bytes]) -> SealVerdict:
    """Compare the files of a frozen report with its seal."""
    if SEAL_FILE not in files:
        return SealVerdict(no_seal=True)
    said = _read_seal(files[SEAL_FILE])
    if said is None:
        return SealVerdict(altered=(SEAL_FILE,), broken=True)
    exam, sha, listed = said
    rewritten = _seal_bytes(exam, sha, listed) != files[SEAL_FILE]
    found = hashes({name: data for name, data in files.items() if name != SEAL_FILE})
    return SealVerdict(
        exam,
        sha,
        len(listed),
        tuple(n for n in listed if n in found and found[n] != listed[n]) + (SEAL_FILE,) * rewritten,
        tuple(n for n in listed if n not in found),
        tuple(n for n in found if n not in listed),
        broken=seal_of(listed) != sha or not _carries(files.get(EXAM_FILE, b""), exam, sha),
    )


def _read_seal(data: bytes) -> tuple[str, str, dict[str, str]] | None:
    try:
        plain = json.loads(data.decode("utf-8"))
        exam, sha, listed = plain["exam"], plain["final_sha256"], plain["files"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    texts = [exam, sha, *listed, *listed.values()] if isinstance(listed, dict) else [None]
    known = plain.get("schema") == SCHEMA and plain.get("version") == 1
    return (exam, sha, listed) if known and all(isinstance(t, str) for t in texts) else None


def _carries(exam_json: bytes, exam: str, sha: str) -> bool:
    """Whether an exam file is of this exam and names exactly this seal."""
    try:
        said = json.loads(exam_json.decode("utf-8"))["exam"]
        return bool(said["id"] == exam and said["final_sha256"] == sha)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def signed_files(files: Mapping[str, bytes]) -> list[tuple[str, PdfSignature]]:
    """Return the signatures made with a certificate, each with the name of its PDF."""
    # most reports have none, and looking at signatures takes a library that is slow to import
    maybe = [n for n, data in files.items() if n.endswith(".pdf") and b"/ByteRange" in data]
    return [(name, found) for name in maybe for found in signatures(files[name])]


def report_reference(files: Mapping[str, bytes]) -> tuple[str, str, str]:
    """Return study, series and instance UID of a frozen structured report; empty where there is none."""
    if _REPORT not in files:
        return "", "", ""
    ds = pydicom.dcmread(io.BytesIO(files[_REPORT]), stop_before_pixels=True)
    return str(ds.StudyInstanceUID), str(ds.SeriesInstanceUID), str(ds.SOPInstanceUID)
