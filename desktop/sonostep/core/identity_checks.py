"""Sides and patients that do not fit together: step, DICOM laterality and label; clip and exam."""

import re
from collections.abc import Iterator

from sonostep.core.check import SIDES, Check, CheckKind, key_text
from sonostep.core.clip import FrameRef, Patient
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.finding import Side
from sonostep.core.protocol import Vocabulary
from sonostep.core.text import LocalText

_LATERALITY = {"L": Side.LEFT, "R": Side.RIGHT}
"""Of Laterality (0020,0060) and Image Laterality (0020,0062), PS3.3 C.7.3.1 and C.7.6.1; B and U: none."""

_WORDS = {
    Side.LEFT: re.compile(r"(?<![a-z])(left|lt)(?![a-z])|左", re.IGNORECASE),
    Side.RIGHT: re.compile(r"(?<![a-z])(right|rt)(?![a-z])|右", re.IGNORECASE),
}


def named_side(words: str) -> Side | None:
    """Return the side that a label names; None where it names none, or both."""
    named = [side for side, pattern in _WORDS.items() if pattern.search(words)]
    return named[0] if len(named) == 1 else None


def side_checks(exam: Exam, vocabulary: Vocabulary) -> Iterator[Check]:
    """Yield every place where a step's side differs from what the clip or the label says."""
    clips = {c.id: c for c in exam.clips}
    for image in exam.key_images:
        text = LocalText("Key image", "關鍵影像")
        for frame, other, where in _others(image.side, (image.frame,), image.caption, clips):
            yield _side(text, image.side, other, where, (frame,))
    for shape in exam.annotations:
        text = LocalText("Measurement", "測量")
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
        said = [(named_side(label), LocalText("its label", "標示文字"))]
        if clip is not None:
            said.append((_LATERALITY.get(clip.study.laterality), LocalText("the DICOM file", "DICOM 檔案")))
            words = f"{clip.label} {clip.study.series_description}"
            said.append((named_side(words), LocalText("the clip's name", "影片名稱")))
        yield from ((frame, other, where) for other, where in said if other not in (None, side) and other)


def _side(
    text: LocalText, side: Side | None, other: Side, where: LocalText, frames: tuple[FrameRef, ...]
) -> Check:
    own = SIDES[side] if side else LocalText("", "")
    words = LocalText(
        f"{text.en}: recorded for the {own.en}, but {where.en} says {SIDES[other].en}",
        f"{text.zh_tw}：記錄為{own.zh_tw}，但{where.zh_tw}為{SIDES[other].zh_tw}",
    )
    return Check(CheckKind.SIDE, words, (), frames, (), tuple(dict.fromkeys(f.clip for f in frames)))


def differs(one: Patient, other: Patient) -> bool:
    """Whether two patients are stated and cannot be the same: id, name or birth date contradict."""
    pairs = (
        (one.id.strip(), other.id.strip()),
        (_plain_name(one.name), _plain_name(other.name)),
        (one.birth_date.strip(), other.birth_date.strip()),
    )
    return any(a and b and a != b for a, b in pairs)


def _plain_name(name: str) -> str:
    """The first component group of a DICOM person name (PS3.5 6.2.1), spaces and case aside."""
    return " ".join(name.partition("=")[0].replace("^", " ").split()).casefold()


def stated(patient: Patient) -> bool:
    """Whether a patient is named at all."""
    return bool(patient.id.strip() or patient.name.strip())


def patient_checks(exam: Exam) -> Iterator[Check]:
    """Yield the clips of another patient than the exam's, and those that name none.

    Without a patient of the exam the first clip that names one stands for it.
    """
    first = next((c.patient for c in exam.clips if stated(c.patient)), exam.patient)
    expected = exam.patient if stated(exam.patient) else first
    for clip in exam.clips:
        if differs(clip.patient, expected):
            there, here = _shown(clip.patient), _shown(expected)
            words = LocalText(
                f"The clip {clip.label} is of {there}, the exam of {here}",
                f"影片 {clip.label} 的病人為 {there}，檢查的病人為 {here}",
            )
            yield Check(CheckKind.PATIENT, _confirmed(words, clip), clips=(clip.id,))
        elif stated(expected) and not stated(clip.patient):
            words = LocalText(
                f"The clip {clip.label} names no patient", f"影片 {clip.label} 未載明病人"
            )  # fmt: skip
            yield Check(CheckKind.NO_IDENTITY, _confirmed(words, clip), clips=(clip.id,))


def _confirmed(words: LocalText, clip: ClipRecord) -> LocalText:
    if not clip.confirmed:
        return words
    return LocalText(
        f"{words.en}; confirmed by a person when it was added", f"{words.zh_tw}；加入時已由人員確認"
    )


def _shown(patient: Patient) -> str:
    parts = (patient.name.replace("^", " ").strip(), patient.id.strip(), patient.birth_date.strip())
    return ", ".join(p for p in parts if p)
