"""Sides and patients that do not fit together: step, DICOM laterality and label; clip and exam."""

from collections.abc import Iterator
from dataclasses import replace

from sonostep.core.checks.check import SIDES, Check, CheckKind, key_text
from sonostep.core.clip import Clip, FrameRef, Patient
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.finding import Side
from sonostep.core.progress.view_match import named_side
from sonostep.core.protocol import Vocabulary
from sonostep.core.sentences import said
from sonostep.core.text import LocalText

_LATERALITY = {"L": Side.LEFT, "R": Side.RIGHT}
"""Of Laterality (0020,0060) and Image Laterality (0020,0062), PS3.3 C.7.3.1 and C.7.6.1; B and U: none."""


def side_checks(exam: Exam, vocabulary: Vocabulary) -> Iterator[Check]:
    """Yield every place where a step's side differs from what the clip or the label says."""
    clips = {c.id: c for c in exam.clips}
    for image in exam.key_images:
        text = said("check.side.key_image")
        for frame, other, where in _others(image.side, (image.frame,), image.caption, clips):
            yield _side(text, image.side, other, where, (frame,))
    for shape in exam.annotations:
        text = said("check.side.measurement")
        for frame, other, where in _others(shape.side, (shape.frame,), shape.label, clips):
            check = _side(text, shape.side, other, where, (frame,))
            yield Check(check.kind, check.text, (), check.frames, (shape.id,), check.clips)
    for finding in exam.findings:
        text, key = key_text(finding.key, vocabulary), finding.key
        for frame, other, where in _others(key.side, finding.frames, "", clips):
            check = _side(text, key.side, other, where, (frame,))
            yield Check(check.kind, check.text, (key,), check.frames, (), check.clips)


Other = tuple[FrameRef, Side, LocalText]


def _others(
    side: Side | None, frames: tuple[FrameRef, ...], label: str, clips: dict[str, ClipRecord]
) -> Iterator[Other]:
    if side not in (Side.LEFT, Side.RIGHT):
        return
    for frame in frames:
        clip = clips.get(frame.clip)
        named = [(named_side(label), said("check.side.label"))]
        if clip is not None:
            named.append((_LATERALITY.get(clip.study.laterality), said("check.side.file")))
            words = f"{clip.label} {clip.study.series_description}"
            named.append((named_side(words), said("check.side.clip_name")))
        yield from ((frame, other, where) for other, where in named if other not in (None, side) and other)


def _side(
    text: LocalText, side: Side | None, other: Side, where: LocalText, frames: tuple[FrameRef, ...]
) -> Check:
    own = SIDES[side] if side else ""
    words = said("check.side.differs", text=text, own=own, where=where, other=SIDES[other])
    return Check(CheckKind.SIDE, words, (), frames, (), tuple(dict.fromkeys(f.clip for f in frames)))


def differs(one: Patient, other: Patient) -> bool:
    """Whether two patients are stated and cannot be the same: id, name or birth date contradict."""
    pairs = (
        (one.id.strip(), other.id.strip()),
        (_plain_name(one.name), _plain_name(other.name)),
        (one.birth_date.strip(), other.birth_date.strip()),
    )
    return any(a and b and a != b for a, b in pairs)


def same_person(one: Patient, other: Patient) -> bool:
    """Whether both state an id or a name that is the same, and nothing contradicts.

    A clip that says only a name, in an exam that says only an id, shows nothing of either.
    """
    pairs = ((one.id.strip(), other.id.strip()), (_plain_name(one.name), _plain_name(other.name)))
    return any(a and a == b for a, b in pairs) and not differs(one, other)


def named_alike(one: Patient, other: Patient) -> bool:
    """Whether two exams may be of one person: the same person, or neither names anybody."""
    if stated(one) or stated(other):
        return same_person(one, other)
    return not differs(one, other)


def _plain_name(name: str) -> str:
    """The first component group of a DICOM person name (PS3.5 6.2.1), spaces and case aside."""
    return " ".join(name.partition("=")[0].replace("^", " ").split()).casefold()


def name_readings(clip: Clip) -> tuple[str, ...]:
    """Return every reading of the patient's name that a clip's bytes allow, the one it shows first.

    Empty where there is no doubt.
    """
    others = [p.mapping["other"] for p in clip.problems if p.code == "imaging.name_readings"]
    return (clip.patient.name, *others) if others else ()


def as_read_for(patient: Patient, clip: Clip) -> Clip:
    """Return the clip with its patient's name read as the exam has it, where its bytes allow that."""
    if patient.name == clip.patient.name or patient.name not in name_readings(clip):
        return clip
    return replace(clip, patient=replace(clip.patient, name=patient.name))


def stated(patient: Patient) -> bool:
    """Whether a patient is named at all."""
    return bool(patient.id.strip() or patient.name.strip())


def unconfirmed_clips(exam: Exam) -> tuple[ClipRecord, ...]:
    """Return the clips of a named patient in an exam of another, or of nobody, that no person vouched for."""
    return tuple(
        c
        for c in exam.clips
        if not c.confirmed and stated(c.patient) and not same_person(c.patient, exam.patient)
    )


def patient_checks(exam: Exam) -> Iterator[Check]:
    """Yield the clips of another patient than the exam's, and those that name none.

    Without a patient of the exam the first clip that names one stands for it.
    """
    first = next((c.patient for c in exam.clips if stated(c.patient)), exam.patient)
    expected = exam.patient if stated(exam.patient) else first
    for clip in exam.clips:
        if differs(clip.patient, expected):
            there, here = _shown(clip.patient), _shown(expected)
            words = said("check.patient.differs", clip=clip.label, there=there, here=here)
            yield Check(CheckKind.PATIENT, _confirmed(words, clip), clips=(clip.id,))
        elif stated(expected) and not stated(clip.patient):
            words = said("check.patient.unnamed", clip=clip.label)
            yield Check(CheckKind.NO_IDENTITY, _confirmed(words, clip), clips=(clip.id,))


def _confirmed(words: LocalText, clip: ClipRecord) -> LocalText:
    return said("check.patient.confirmed", check=words) if clip.confirmed else words


def _shown(patient: Patient) -> str:
    parts = (patient.name.replace("^", " ").strip(), patient.id.strip(), patient.birth_date.strip())
    return ", ".join(p for p in parts if p)
