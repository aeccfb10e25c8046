"""Suggestions that a person accepts or not: a border from image analysis, a remembered scale."""

from dataclasses import dataclass

from sonostep.core.annotation import Annotation
from sonostep.core.clip import Clip, Frame, ScaleInfo
from sonostep.core.edits import CalibrateClip, Edit, PutAnnotation
from sonostep.core.exam import Exam
from sonostep.core.measure.calibration import LengthScale, resolve
from sonostep.core.measure.geometry import Point
from sonostep.core.text import Language
from sonostep.messages import text
from sonostep.storage.calibrations import remember, remembered
from sonostep.ui.viewer.drawing.border_detection import offered
from sonostep.ui.viewer.drawing.readout import short, value_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion. An edit that waits for a person's word.

    Attributes:
        words: what is offered, in one sentence.
        edit: what accepting does.
        shape: how it would look, to be shown beside what is there; None where there is nothing to see.
    """

    words: str
    edit: Edit
    shape: Annotation | None = None


def border_offer(frame: Frame, shape: Annotation, info: ScaleInfo, language: Language) -> Offer | None:
    """Offer the border or caliper as image analysis sees it; None where it sees nothing else."""
    made = offered(frame, shape)
    if made is None:
        return None
    words = text("offer.border", language, value=short(value_of(made, info)))
    return Offer(words, PutAnnotation(made, "accept_border"), made)


def scale_offer(clip: Clip, info: ScaleInfo, language: Language) -> Offer | None:
    """Offer the scale that was set by hand for this scanner and depth before, for a clip without any."""
    if info.user is not None or not clip.readable:
        return None
    if isinstance(resolve([Point(info.columns / 2, info.rows / 2)], info), LengthScale):
        return None
    known = remembered(clip)
    if known is None:
        return None
    words = text(
        "offer.scale",
        language,
        scale=f"{known.mm_per_pixel_x:.4g}",
        scanner=f"{clip.study.manufacturer} {clip.study.model}".strip(),
        depth=f"{clip.study.depth_mm:g}",
    )
    return Offer(words, CalibrateClip(clip.id, known))


def remember_scale(clip: Clip, before: Exam, after: Exam) -> None:
    """Keep the scale that a person has just set for a clip, for the next exam of this scanner and depth."""
    old = next((c.scale.user for c in before.clips if c.id == clip.id), None)
    new = next((c.scale.user for c in after.clips if c.id == clip.id), None)
    if new is not None and new != old:
        remember(clip, new)
