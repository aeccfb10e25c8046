"""Measurements and key images of a report; a shape has the same number in the table and on its picture."""

from collections.abc import Iterable, Sequence

from sonostep.core.annotation import Annotation
from sonostep.core.clip import FrameRef
from sonostep.core.exam import ClipRecord, Exam, KeyImage
from sonostep.core.measure.calibration import known_aspect
from sonostep.core.measure.measurement import measure_all, measures
from sonostep.core.measure.quantity import Measured, Refused
from sonostep.core.problem import Problem
from sonostep.core.protocol import ProtocolDefinition, Slot, Step
from sonostep.core.report.model import ImageEntry, Mark, MeasurementEntry
from sonostep.core.text import LocalText


def measurements(exam: Exam, protocols: Sequence[ProtocolDefinition]) -> tuple[MeasurementEntry, ...]:
    """Return every shape with a value, numbered from 1 in the order of drawing.

    A calibration line measures nothing: its length is what it was said to be.
    """
    measuring = (a for a in exam.annotations if measures(a.kind) and not a.calibrates)
    return tuple(_measurement(exam, protocols, n, a) for n, a in enumerate(measuring, 1))


def _measurement(
    exam: Exam, protocols: Sequence[ProtocolDefinition], number: int, annotation: Annotation
) -> MeasurementEntry:
    clip = _clip(exam, annotation.frame.clip)
    step = find_step(protocols, annotation.step)
    values = _values(annotation, clip)
    slot = next((s for s in (step.slots if step else ()) if s.id == annotation.slot), None)
    return MeasurementEntry(
        number,
        annotation,
        values[0][1],
        _label(annotation, slot),
        step.title if step else None,
        clip,
        slot.code if slot else None,
        _shown_on(exam.key_images, annotation),
        next((p.region for p in protocols if step in p.steps), ""),
        values[1:],
    )


def _values(annotation: Annotation, clip: ClipRecord | None) -> tuple[tuple[str, Measured], ...]:
    """All that a shape says, the value of ``measure`` first."""
    if clip is None:
        return (("", Refused(Problem.of("clip.not_in_exam", clip=annotation.frame.clip))),)
    try:
        return measure_all(annotation, clip.scale)
    except ValueError:
        return (("", Refused(Problem.of("measure.degenerate"))),)


def _label(annotation: Annotation, slot: Slot | None) -> LocalText | None:
    """The physician's own words win over the slot's name."""
    of_slot = (slot.id, slot.text.en, slot.text.zh_tw) if slot else ()
    if annotation.label and annotation.label not in of_slot:
        return LocalText(annotation.label, annotation.label)
    return slot.text if slot else None


def images(
    exam: Exam, protocols: Sequence[ProtocolDefinition], measured: Sequence[MeasurementEntry]
) -> tuple[ImageEntry, ...]:
    """Return the key images with the shapes that lie on their frames, numbered from 1."""
    return tuple(_image(exam, protocols, measured, n, k) for n, k in enumerate(exam.key_images, 1))


def _image(
    exam: Exam,
    protocols: Sequence[ProtocolDefinition],
    measured: Sequence[MeasurementEntry],
    number: int,
    image: KeyImage,
) -> ImageEntry:
    clip = _clip(exam, image.frame.clip)
    step = find_step(protocols, image.step)
    view = next((v for v in (step.views if step else ()) if v.id == image.view), None)
    scale = clip.scale if clip else None
    return ImageEntry(
        number=number,
        id=image.id,
        png=image.png,
        caption=image.caption,
        frame=image.frame,
        clip=clip,
        rows=scale.rows if scale else 0,
        columns=scale.columns if scale else 0,
        aspect=(known_aspect(scale) if scale else None) or 1.0,
        side=image.side,
        step_title=step.title if step else None,
        view_text=view.text if view else None,
        marks=tuple(_mark(a, measured) for a in exam.annotations_on(image.frame) if not a.hidden),
    )


def marks(exam: Exam, measured: Sequence[MeasurementEntry]) -> tuple[Mark, ...]:
    """Return every shape with its number where it has a value."""
    return tuple(_mark(a, measured) for a in exam.annotations)


def _mark(annotation: Annotation, measured: Sequence[MeasurementEntry]) -> Mark:
    entry = next((m for m in measured if m.annotation.id == annotation.id), None)
    if entry is None:
        label = LocalText(annotation.label, annotation.label) if annotation.label else None
        return Mark(annotation, label=label)
    return Mark(annotation, entry.number, entry.measured, entry.label)


def numbers_on(key_images: Sequence[KeyImage], frames: Iterable[FrameRef]) -> tuple[int, ...]:
    """Return the numbers, from 1, of the key images that show any of the frames."""
    wanted = set(frames)
    return tuple(n for n, k in enumerate(key_images, 1) if k.frame in wanted)


def _shown_on(key_images: Sequence[KeyImage], annotation: Annotation) -> tuple[int, ...]:
    shown = (n for n, k in enumerate(key_images, 1) if annotation.on(k.frame))
    return () if annotation.hidden else tuple(shown)


def find_step(protocols: Sequence[ProtocolDefinition], id_: str) -> Step | None:
    """Return the step with that id in any of the protocols, None where there is none."""
    return next((s for p in protocols for s in p.steps if s.id == id_), None) if id_ else None


def _clip(exam: Exam, id_: str) -> ClipRecord | None:
    return next((c for c in exam.clips if c.id == id_), None)
