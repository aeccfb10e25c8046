"""One path to its clip, one clip to its frames; every failure of a file is a Problem."""

from pathlib import Path

from sonostep.core.clip import Clip, ClipKind
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.archive import real_path
from sonostep.imaging.file_type import FileKind, sniff
from sonostep.imaging.numbered_stills import sequence_paths
from sonostep.imaging.source import ClipSource
from sonostep.imaging.worker.jobs import unreadable


def read_clip(path: str) -> Clip:
    """Read what one file says of itself.

    A file that is what it seems but whose pictures cannot be read gives a clip with 0 frames and a problem.

    Raises:
        ProblemError: when it is nothing that we can read.
    """
    try:
        return _read(path)
    except OSError as error:
        raise ProblemError(unreadable(path, error)) from None


def _read(path: str) -> Clip:
    sequence = sequence_paths(Path(path))
    if sequence:
        from sonostep.imaging.stills.clips import read_sequence_clip

        return read_sequence_clip(sequence, path)
    file = real_path(path)
    kind = sniff(file)
    if kind is FileKind.DICOM:
        from sonostep.imaging.dicom.reader import read_dicom_clip

        return read_dicom_clip(file, path)
    if kind is FileKind.VIDEO:
        from sonostep.imaging.video.reader import read_video_clip

        return read_video_clip(file, path)
    if kind is FileKind.STILL:
        from sonostep.imaging.stills.clips import read_still_clip

        return read_still_clip(file, path)
    if kind is FileKind.DICOMDIR:
        raise ProblemError.of("imaging.is_dicomdir", file=Path(path).name)
    raise ProblemError.of("imaging.not_an_image", file=Path(path).name)


def open_clip_source(clip: Clip) -> ClipSource:
    """Open the frames of a clip that was read before.

    Raises:
        ProblemError: when it has none, or its file is gone or changed.
    """
    if not clip.readable:
        raise ProblemError(clip.problems[0] if clip.problems else Problem.of("imaging.no_frames_stored"))
    try:
        return _open(clip)
    except OSError as error:
        raise ProblemError(unreadable(clip.path, error)) from None


def _open(clip: Clip) -> ClipSource:
    sequence = sequence_paths(Path(clip.path))
    if sequence:
        from sonostep.imaging.stills.clips import SequenceSource

        return SequenceSource(sequence[: clip.frames], clip)
    file = real_path(clip.path)
    if clip.kind is ClipKind.DICOM:
        from sonostep.imaging.dicom.reader import open_dicom

        return open_dicom(file, clip)
    if clip.kind is ClipKind.VIDEO:
        from sonostep.imaging.video.reader import open_video

        return open_video(file, clip)
    from sonostep.imaging.stills.clips import StillSource

    return StillSource(file, clip)
