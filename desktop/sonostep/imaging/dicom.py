"""A DICOM file to a Clip and to its frames: the one place where the families of transfer syntaxes meet."""

from dataclasses import dataclass
from pathlib import Path

from pydicom.dataset import Dataset, FileDataset

from sonostep.core.clip import Clip, ClipKind, ScaleInfo, StudyInfo
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.decoders import Decoder, Family, decoder_for, refusal
from sonostep.imaging.dicom_encapsulated import EncapsulatedSource, index_of
from sonostep.imaging.dicom_file import DicomFile, read_dicom, reading
from sonostep.imaging.dicom_header import is_synthetic, patient_of, scale_of, study_of, whole_number
from sonostep.imaging.dicom_native import NativeSource, native_frames, native_layout
from sonostep.imaging.dicom_pixels import PixelLayout, layout_of
from sonostep.imaging.dicom_timing import timing_of
from sonostep.imaging.file_bytes import FileBytes
from sonostep.imaging.identity import file_hash
from sonostep.imaging.names import text_of, was_repaired
from sonostep.imaging.source import ClipSource
from sonostep.imaging.timing import STILL


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
    file = read_dicom(path)
    with reading(path):
        frames, problems = _count_or_say(file)
        return _clip(file, shown_path, frames, problems)


def _count_or_say(file: DicomFile) -> tuple[int, tuple[Problem, ...]]:
    try:
        return _count(_parts(file))
    except ProblemError as error:
        return 0, (error.problem,)


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
        from sonostep.imaging.dicom_video import open_dicom_video

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
    layout = layout_of(file.dataset, file.little)
    if decoder.family is Family.NATIVE:
        layout = native_layout(file, layout)
    return _Parts(file, decoder, layout)


def _require_pixels(file: DicomFile) -> None:
    if file.pixel_keyword == "PixelData":
        return
    if file.pixel_keyword:
        raise ProblemError.of("imaging.float_pixels")
    if "Rows" in file.dataset and "PixelDataProviderURL" not in file.dataset:
        raise ProblemError.of("imaging.dicom_broken_off", file=file.path.name)
    if "Image Storage" in _kind_of_object(file.dataset):
        raise ProblemError.of("imaging.no_frames_stored")
    raise ProblemError.of("imaging.no_pixels", kind=_kind_of_object(file.dataset))


def _kind_of_object(dataset: FileDataset) -> str:
    uid = dataset.get("SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID")
    return str(getattr(uid, "name", "")) or text_of(dataset, "Modality") or "DICOM"


def _count(parts: _Parts) -> tuple[int, tuple[Problem, ...]]:
    """Return how many frames the stream really holds, and say where the header disagrees."""
    if parts.decoder.family is Family.VIDEO:
        from sonostep.imaging.dicom_video import count_frames

        return count_frames(parts.file)
    declared = parts.layout.frames
    if parts.decoder.family is Family.NATIVE:
        found, broken_off = native_frames(parts.file, parts.layout), False
    else:
        with FileBytes(parts.file.path) as data:
            index = index_of(parts.file, data, declared)
        found, broken_off = index.count, index.broken_off
    if found < 1:
        raise ProblemError.of("imaging.dicom_broken_off", file=parts.file.path.name)
    problems = [Problem.of("imaging.last_frame_broken")] if broken_off else []
    if found != declared:
        problems.append(Problem.of("imaging.frame_count", declared=declared, found=found))
    return found, tuple(problems)


def _clip(file: DicomFile, shown_path: str, frames: int, problems: tuple[Problem, ...]) -> Clip:
    dataset = file.dataset
    timing, timing_problems = timing_of(dataset, frames)
    notes = _notes(file)
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
        study=study,
        problems=(*problems, *timing_problems, *notes),
        synthetic=is_synthetic(dataset),
    )


def _notes(file: DicomFile) -> tuple[Problem, ...]:
    notes = [Problem.of("imaging.name_repaired")] if was_repaired(file.dataset) else []
    if (file.dataset.preamble or b"").startswith(b"MZ"):
        # a file that is DICOM and a Windows program at once (CVE-2019-11687)
        notes.append(Problem.of("imaging.program_preamble", file=file.path.name))
    return tuple(notes)


def _scale(dataset: Dataset) -> ScaleInfo:
    return scale_of(dataset, whole_number(dataset, "Rows"), whole_number(dataset, "Columns"))


def _label(study: StudyInfo, shown_path: str) -> str:
    return study.series_description or Path(shown_path).name
