"""A DICOM file to a Clip and to its frames: the one place where the families of transfer syntaxes meet."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydicom.dataset import Dataset, FileDataset

from sonostep.core.clip import Clip, ClipKind, ScaleInfo, StudyInfo, Timing
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.text import plain_text
from sonostep.imaging.dicom.decoders import Decoder, Family, decoder_for, refusal
from sonostep.imaging.dicom.display.lookup_tables import table_notes
from sonostep.imaging.dicom.display.overlays import overlay_notes, overlays_of
from sonostep.imaging.dicom.elements.functional_groups import volume_notes
from sonostep.imaging.dicom.elements.numbers import number, whole_number
from sonostep.imaging.dicom.elements.private import private_pixels
from sonostep.imaging.dicom.elements.text import text_of, text_problems
from sonostep.imaging.dicom.encapsulated import EncapsulatedSource, index_of
from sonostep.imaging.dicom.file import DicomFile, read_dicom, reading
from sonostep.imaging.dicom.header import is_synthetic, number_notes, patient_of, scale_of, study_of, visit_of
from sonostep.imaging.dicom.header_cache import HeaderCache, HeaderPrint, print_of, with_told
from sonostep.imaging.dicom.native import NativeSource, native_frames, native_layout
from sonostep.imaging.dicom.pixels import PixelLayout, layout_of
from sonostep.imaging.dicom.timing import timing_of
from sonostep.imaging.file_bytes import FileBytes
from sonostep.imaging.identity import file_hash
from sonostep.imaging.source import ClipSource
from sonostep.imaging.video.timing import STILL


@dataclass(frozen=True, slots=True)
class _Parts:
    file: DicomFile
    decoder: Decoder
    layout: PixelLayout


def read_dicom_clip(path: Path, shown_path: str) -> Clip:
    """Read what a DICOM file says of itself; pixels that cannot be read become the clip's problem.

    Raises:
        ProblemError: when the file is no DICOM instance at all.
    """
    header = print_of(path)
    known = _headers.get(header) if header else None
    if header and known and _stored_alike(known, header, path):
        label = _label(known.clip.study, shown_path)
        return with_told(known.clip, header, shown_path, label)
    return read_whole_clip(path, shown_path, header)


def read_whole_clip(path: Path, shown_path: str, header: HeaderPrint | None = None) -> Clip:
    """Read it with pydicom, whatever was read before; what it says is kept for the next such ``header``.

    Raises:
        ProblemError: when the file is no DICOM instance at all.
    """
    file = read_dicom(path)
    with reading(path):
        try:
            parts = _parts(file)
            stored = _stored(parts)
            frames, problems = _count(parts, stored)
        except ProblemError as error:
            return _clip(file, shown_path, 0, (error.problem,))
        clip = _clip(file, shown_path, frames, problems)
    if header and _says_no_name(clip, path) and parts.decoder.family is not Family.VIDEO:
        _headers.keep(header, _Known(clip, parts, stored))
    return clip


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a header: the clip, the parts without its pixels, and what the pixels held."""

    clip: Clip
    parts: _Parts
    stored: tuple[int, bool]


_headers: Final[HeaderCache[_Known]] = HeaderCache()
"""Of this process; the worker that reads a folder has one."""


def _stored_alike(known: _Known, header: HeaderPrint, path: Path) -> bool:
    """Whether the pixels of a file with a known header hold as many frames, as whole, as those known."""
    before = known.parts.file
    file = DicomFile(before.dataset, path, before.syntax, before.little, *header.pixels)
    try:
        return _stored(_Parts(file, known.parts.decoder, known.parts.layout)) == known.stored
    except (ProblemError, ValueError, struct.error):
        return False


def _says_no_name(clip: Clip, path: Path) -> bool:
    """Whether nothing that is said of a clip names its file."""
    return not any(path.name in str(value) for problem in clip.problems for _, value in problem.params)


def open_dicom(path: Path, clip: Clip) -> ClipSource:
    """Open the frames of a DICOM clip.

    Raises:
        ProblemError: when its pixels cannot be read.
    """
    file = read_dicom(path)
    with reading(path):
        parts = _parts(file)
        return _source(clip, file, parts)


def _source(clip: Clip, file: DicomFile, parts: _Parts) -> ClipSource:
    if parts.decoder.family is Family.NATIVE:
        return NativeSource(clip, file, parts.layout)
    if parts.decoder.family is Family.VIDEO:
        from sonostep.imaging.dicom.video import open_dicom_video

        return open_dicom_video(clip, file)
    return EncapsulatedSource(clip, file, parts.layout, parts.decoder)


def _parts(file: DicomFile) -> _Parts:
    """Check that there are pixels we can read.

    Raises:
        ProblemError: when there are none, or no decoder for them.
    """
    decoder = decoder_for(file.syntax)
    _require_pixels(file)
    if decoder.family is Family.REFUSED:
        raise ProblemError(refusal(decoder))
    # the reverse, items in an element of stated length, occurs and can be read
    if file.encapsulated and decoder.family is Family.NATIVE:
        raise ProblemError.of("imaging.syntax_contradicts", syntax=decoder.name)
    layout = layout_of(file.dataset, file.little, _FLOAT_BITS.get(file.pixel_keyword, 0))
    if decoder.family is Family.NATIVE:
        layout = native_layout(file, layout)
    return _Parts(file, decoder, layout)


_FLOAT_BITS: Final = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}
"""Bits of a value in the elements that hold floating-point numbers (PS3.3 C.7.6.24 and C.7.6.25)."""


def _require_pixels(file: DicomFile) -> None:
    if file.pixel_keyword:
        return
    private = private_pixels(file.dataset)
    if private:
        raise ProblemError.of("imaging.private_pixels", maker=private)
    if "Rows" in file.dataset and "PixelDataProviderURL" not in file.dataset:
        raise ProblemError.of("imaging.dicom_broken_off", file=file.path.name)
    if "Image Storage" in _kind_of_object(file.dataset):
        raise ProblemError.of("imaging.no_frames_stored")
    raise ProblemError.of("imaging.no_pixels", kind=_kind_of_object(file.dataset))


def _kind_of_object(dataset: FileDataset) -> str:
    uid = dataset.get("SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID")
    return str(getattr(uid, "name", "")) or text_of(dataset, "Modality") or "DICOM"


def _stored(parts: _Parts) -> tuple[int, bool]:
    """Return how many frames the pixel element really holds, and whether it breaks off."""
    if parts.decoder.family is Family.VIDEO:
        return 0, False
    if parts.decoder.family is Family.NATIVE:
        return native_frames(parts.file, parts.layout), False
    with FileBytes(parts.file.path) as data:
        index = index_of(parts.file, data, parts.layout, parts.decoder)
    return index.count, index.broken_off


def _count(parts: _Parts, stored: tuple[int, bool]) -> tuple[int, tuple[Problem, ...]]:
    """Return how many frames the stream really holds, and say where the header disagrees."""
    if parts.decoder.family is Family.VIDEO:
        from sonostep.imaging.dicom.video import count_frames

        return count_frames(parts.file)
    declared = parts.layout.frames
    found, broken_off = stored
    if found < 1:
        raise ProblemError.of("imaging.dicom_broken_off", file=parts.file.path.name)
    problems = [Problem.of("imaging.last_frame_broken")] if broken_off else []
    if found != declared:
        problems.append(_other_count(parts.file.dataset, declared, found))
    overlays = overlays_of(parts.file.dataset, parts.layout)
    return found, (*problems, *table_notes(parts.file.dataset, parts.layout), *overlay_notes(overlays))


def _other_count(dataset: Dataset, declared: int, found: int) -> Problem:
    if number(dataset, "NumberOfFrames") is None:
        return Problem.of("imaging.frame_count_missing", found=found)
    return Problem.of("imaging.frame_count", declared=declared, found=found)


def _clip(file: DicomFile, shown_path: str, frames: int, problems: tuple[Problem, ...]) -> Clip:
    dataset = file.dataset
    timing, timing_problems = _timing(file, frames)
    notes = (*number_notes(dataset), *volume_notes(dataset, frames), *_notes(file))
    study = study_of(dataset, file.syntax, decoder_for(file.syntax).codec)
    return Clip(
        id=text_of(dataset, "SOPInstanceUID") or file_hash(file.path),
        path=shown_path,
        kind=ClipKind.DICOM,
        label=_label(study, shown_path),
        frames=frames,
        scale=_scale(dataset),
        timing=timing if frames else STILL,
        patient=patient_of(dataset),
        visit=visit_of(dataset),
        study=study,
        problems=(*problems, *timing_problems, *notes),
        synthetic=is_synthetic(dataset),
    )


def _timing(file: DicomFile, frames: int) -> tuple[Timing, tuple[Problem, ...]]:
    if frames > 1 and decoder_for(file.syntax).family is Family.VIDEO:
        from sonostep.imaging.dicom.video import video_timing

        return video_timing(file, frames)
    return timing_of(file.dataset, frames)


def _notes(file: DicomFile) -> tuple[Problem, ...]:
    notes = list(text_problems(file.dataset))
    if (file.dataset.preamble or b"").startswith(b"MZ"):
        # a file that is DICOM and a Windows program at once (CVE-2019-11687)
        notes.append(Problem.of("imaging.program_preamble", file=file.path.name))
    return tuple(notes)


def _scale(dataset: Dataset) -> ScaleInfo:
    return scale_of(dataset, whole_number(dataset, "Rows"), whole_number(dataset, "Columns"))


def _label(study: StudyInfo, shown_path: str) -> str:
    return study.series_description or plain_text(Path(shown_path).name)
