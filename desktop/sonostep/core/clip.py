"""Clips: what can be played, what is known of it, and the interface to its frames."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from sonostep.core.problem import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]
    """One picture: rows x columns x 4, uint8, B G R X: the layout that Qt's RGB32 paints without a copy."""


def __getattr__(name: str) -> object:
    """``Frame`` comes with the first who asks for it: all else of a clip does without numpy, which takes as
    long to import as Qt.
    """
    if name != "Frame":
        raise AttributeError(name)
    import numpy as np
    from numpy.typing import NDArray

    globals()[name] = NDArray[np.uint8]
    return globals()[name]


class ClipKind(StrEnum):
    """What a clip was read from."""

    DICOM = "dicom"
    VIDEO = "video"
    STILL = "still"
    SEQUENCE = "sequence"


class TimingSource(StrEnum):
    """Where the times of the frames come from (PS3.3 C.7.6.5, in the order they are looked for)."""

    FRAME_TIME_VECTOR = "frame_time_vector"
    FRAME_TIME = "frame_time"
    FUNCTIONAL_GROUPS = "functional_groups"
    CINE_RATE = "cine_rate"
    DISPLAY_RATE = "recommended_display_frame_rate"
    CONTAINER = "container"
    STREAM = "stream"
    DEFAULT = "default"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class FrameRef:
    """One frame of one clip. Frames count from 1, as in DICOM."""

    clip: str
    frame: int


@dataclass(frozen=True, slots=True)
class Region:
    """One item of SequenceOfUltrasoundRegions (0018,6011), as stored; nothing repaired.

    The box is inclusive at both ends, in pixel indices from 0. ``reference_*`` pixels are relative to the
    box's origin. Deltas are in the stored unit (centimetres for unit code 3, seconds for 4, cm/s for 7)
    per pixel and may be negative.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    spatial_format: int
    data_type: int
    units_x: int
    units_y: int
    delta_x: float
    delta_y: float
    flags: int = 0
    reference_x: float = 0.0
    reference_y: float = 0.0
    reference_value_x: float = 0.0
    reference_value_y: float = 0.0


@dataclass(frozen=True, slots=True)
class UserCalibration:
    """A scale that the user set with two clicks on something of known length.

    Attributes:
        mm_per_pixel_x, mm_per_pixel_y: millimetres per pixel along x and y.
        relative_uncertainty: of the scale, k = 2, as a fraction.
    """

    mm_per_pixel_x: float
    mm_per_pixel_y: float
    relative_uncertainty: float = 0.0

    def __post_init__(self) -> None:
        if not (1e-12 < self.mm_per_pixel_x < 1e12 and 1e-12 < self.mm_per_pixel_y < 1e12):
            raise ValueError("a scale is a positive number of millimetres per pixel")
        if not 0.0 <= self.relative_uncertainty < math.inf:
            raise ValueError("an uncertainty is not negative")


@dataclass(frozen=True, slots=True)
class ScaleInfo:
    """All that a clip says of its scale; ``core.calibration`` decides what of it holds.

    Attributes:
        rows, columns: size of the stored frame in pixels.
        regions: the regions as stored.
        pixel_spacing: (row, column) spacing in millimetres, PixelSpacing (0028,0030), if stored.
        uncorrected_spacing: (row, column) of ImagerPixelSpacing or NominalScannedPixelSpacing: shown, never
            applied.
        pixel_aspect_ratio: (vertical, horizontal) PixelAspectRatio (0028,0034), if stored.
        user: the user's own calibration, if set.
        clamp_regions: the user agreed to regions that exceed the picture.
        unused: what the file states of a scale that cannot be used, and why; None where it states none.
    """

    rows: int
    columns: int
    regions: tuple[Region, ...] = ()
    pixel_spacing: tuple[float, float] | None = None
    uncorrected_spacing: tuple[float, float] | None = None
    pixel_aspect_ratio: tuple[float, float] | None = None
    user: UserCalibration | None = None
    clamp_regions: bool = False
    unused: Problem | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """When each frame is shown.

    Attributes:
        starts: start of each frame in seconds from the first; ascending, starts[0] == 0.0.
        duration: length of one pass in seconds, the last frame included.
        source: where the times come from.
        fps: mean rate in frames per second; 0 for a still.
        sweeps: the file prefers to be played on and back (PreferredPlaybackSequencing (0018,1244) is 1).
    """

    starts: tuple[float, ...]
    duration: float
    source: TimingSource
    fps: float
    sweeps: bool = False


@dataclass(frozen=True, slots=True)
class Patient:
    """Who was examined, as the file says; empty strings where it says nothing."""

    name: str = ""
    id: str = ""
    birth_date: str = ""
    sex: str = ""


@dataclass(frozen=True, slots=True)
class StudyInfo:
    """Where a clip belongs and how it was made, as the file says; empty where it says nothing.

    Attributes:
        orientation: direction cosines of a row and of a column (ImageOrientationVolume (0020,9302), else
            ImageOrientationPatient), where all frames share them.
        in_patient: whether these are in the patient's coordinates, and not in a volume's own.
    """

    study_uid: str = ""
    series_uid: str = ""
    sop_class_uid: str = ""
    transfer_syntax_uid: str = ""
    study_date: str = ""
    study_time: str = ""
    study_description: str = ""
    series_description: str = ""
    accession_number: str = ""
    institution: str = ""
    manufacturer: str = ""
    model: str = ""
    laterality: str = ""
    body_part: str = ""
    transducer: str = ""
    depth_mm: float | None = None
    frequency_mhz: float | None = None
    codec: str = ""
    orientation: tuple[float, ...] = ()
    in_patient: bool = False


@dataclass(frozen=True, slots=True)
class VisitInfo:
    """Who asked, who examined, and what the file says of the patient on that day; empty for nothing.

    It is offered to a person, and never taken into an exam by itself.

    Attributes:
        referrer, performer, operator: names as in DICOM (ReferringPhysicianName (0008,0090),
            PerformingPhysicianName (0008,1050), OperatorsName (0008,1070)).
        age: PatientAge (0010,1010) as stored, such as ``062Y``.
        height_m, weight_kg: PatientSize (0010,1020) and PatientWeight (0010,1030), where positive.
        reason: why the study was asked for: the reason of procedure or study, else the admitting diagnosis.
        acquired: time of day at which the instance was acquired, ``HHMMSS``.
    """

    referrer: str = ""
    performer: str = ""
    operator: str = ""
    age: str = ""
    height_m: float | None = None
    weight_kg: float | None = None
    reason: str = ""
    acquired: str = ""

    @property
    def bmi(self) -> float | None:
        """Body mass index, kg/m2; None where a size or weight is missing, or is none of a person.

        Carts write centimetres where DICOM asks for metres; such a size is not repaired.
        """
        if self.height_m is None or self.weight_kg is None:
            return None
        plausible = 0.3 <= self.height_m <= 2.6 and 1.0 <= self.weight_kg <= 450.0
        return self.weight_kg / self.height_m**2 if plausible else None


@dataclass(frozen=True, slots=True)
class Clip:
    """One playable thing: a multi-frame instance, a video or a still.

    Attributes:
        id: SOP Instance UID, or ``sha256:`` and the hash of the file where there is none.
        path: the file, as given.
        label: short name for lists (series description or file name).
        frames: number of frames that can be read; 0 when none can.
        problems: what a person must know of it; a clip without frames has at least one.
        synthetic: the file says that it is a SonoStep phantom.
    """

    id: str
    path: str
    kind: ClipKind
    label: str
    frames: int
    scale: ScaleInfo
    timing: Timing
    patient: Patient = Patient()
    study: StudyInfo = StudyInfo()
    problems: tuple[Problem, ...] = ()
    synthetic: bool = False
    visit: VisitInfo = VisitInfo()

    @property
    def title(self) -> str:
        """The label, without the mark of a phantom, which is shown apart from it."""
        return self.label.removeprefix("SYNTHETIC ") if self.synthetic else self.label

    @property
    def readable(self) -> bool:
        """Whether there is at least one frame to show."""
        return self.frames > 0


class FrameSource(Protocol):
    """Gives the frames of one clip, one at a time; not thread-safe unless it says so."""

    @property
    def clip(self) -> Clip:
        """What is known of the clip."""

    def frame(self, number: int) -> "Frame":
        """Return frame ``number`` (from 1) as rows x columns x 4 uint8, B G R X.

        Raises:
            ProblemError: when that frame cannot be decoded or does not exist.
        """

    def close(self) -> None:
        """Let go of the file; calling it twice does no harm."""
