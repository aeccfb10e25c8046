"""Clip details: what the file of a clip says of patient, visit, scanner, scale, times and orientation."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from sonostep.core.clip import Clip
from sonostep.core.measure.orientation import anatomical
from sonostep.core.text import Language
from sonostep.messages import sentence
from sonostep.ui.kit.formatting import number, plain_name
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Label, Scroll

Row = tuple[str, str]
"""A name and what the file says; a row of nothing is not shown."""


class ClipDetails(QDialog):
    """Shows what the file says; nothing of it is taken into the exam from here."""

    def __init__(self, clip: Clip, language: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("clip_details")
        self.setWindowTitle(translate("ClipDetails", "About this clip"))
        self.rows = tuple(r for r in rows(clip, language) if r[1])
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for at, (name, said) in enumerate(self.rows):
            grid.addWidget(Label(name, "muted", wrap=False), at, 0, Qt.AlignmentFlag.AlignTop)
            value = Label(said)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setAccessibleName(f"{name}: {said}")
            grid.addWidget(value, at, 1)
        area = Scroll(margin=12, spacing=6)
        area.fill([inner])
        column = QGridLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        self.resize(560, 620)


def rows(clip: Clip, language: Language) -> Iterator[Row]:
    """Yield name and text of all that the file may say, in the order in which a person asks for it."""
    patient, visit, study = clip.patient, clip.visit, clip.study
    yield translate("ClipDetails", "Clip"), clip.label
    yield translate("ClipDetails", "Patient"), plain_name(patient.name)
    yield translate("ClipDetails", "Patient ID"), patient.id
    yield translate("ClipDetails", "Date of birth"), _date(patient.birth_date)
    yield translate("ClipDetails", "Age as stored"), visit.age
    yield translate("ClipDetails", "Height"), _metric(visit.height_m, "m")
    yield translate("ClipDetails", "Weight"), _metric(visit.weight_kg, "kg")
    yield translate("ClipDetails", "Body mass index"), _metric(visit.bmi, "kg/m²", 1)
    yield translate("ClipDetails", "Referrer"), plain_name(visit.referrer)
    yield translate("ClipDetails", "Performing physician"), plain_name(visit.performer)
    yield translate("ClipDetails", "Operator"), plain_name(visit.operator)
    yield translate("ClipDetails", "Reason for the exam"), visit.reason
    yield translate("ClipDetails", "Study"), study.study_description
    yield translate("ClipDetails", "Series"), study.series_description
    yield translate("ClipDetails", "Acquired"), _moment(study.study_date, visit.acquired or study.study_time)
    yield translate("ClipDetails", "Institution"), study.institution
    yield translate("ClipDetails", "Body part"), study.body_part
    yield translate("ClipDetails", "Side as stored"), study.laterality
    yield translate("ClipDetails", "Scanner"), " ".join(filter(None, (study.manufacturer, study.model)))
    yield translate("ClipDetails", "Probe"), study.transducer
    yield translate("ClipDetails", "Frequency"), _metric(study.frequency_mhz, "MHz")
    yield translate("ClipDetails", "Depth"), _metric(study.depth_mm, "mm")
    yield from _picture(clip)
    notes = "\n".join(sentence(p, language) for p in clip.problems)
    yield translate("ClipDetails", "Notes on the file"), notes


def _picture(clip: Clip) -> Iterator[Row]:
    """What the frames are: their number and size, times, coding, and how they lie."""
    size = translate("ClipDetails", "{frames} of {columns} × {rows}")
    said = size.format(frames=clip.frames, columns=clip.scale.columns, rows=clip.scale.rows)
    yield translate("ClipDetails", "Frames"), said
    rate = clip.timing.fps if clip.frames > 1 else None
    yield translate("ClipDetails", "Frames per second"), "" if rate is None else number(round(rate, 2))
    yield translate("ClipDetails", "Compression"), clip.study.codec
    yield translate("ClipDetails", "Orientation"), orientation_words(clip)


_DIRECTIONS = {
    "L": lambda: translate("ClipDetails", "left"),
    "R": lambda: translate("ClipDetails", "right"),
    "P": lambda: translate("ClipDetails", "back"),
    "A": lambda: translate("ClipDetails", "front"),
    "H": lambda: translate("ClipDetails", "head"),
    "F": lambda: translate("ClipDetails", "foot"),
}


def orientation_words(clip: Clip) -> str:
    """Return where the picture's right edge and lower edge lie, as the file states; empty without it."""
    cosines = clip.study.orientation
    if len(cosines) != 6:
        return ""
    if not clip.study.in_patient:
        text = translate(
            "ClipDetails", "Rows along ({row}), columns along ({column}), in the volume's own axes"
        )
        row, column = (", ".join(f"{c:g}" for c in part) for part in (cosines[:3], cosines[3:]))
        return text.format(row=row, column=column)
    text = translate("ClipDetails", "To the right of the picture: the patient's {right}. Down: {down}.")
    right, down = (_letters(part) for part in (cosines[:3], cosines[3:]))
    return text.format(right=right, down=down)


def _letters(axis: tuple[float, ...]) -> str:
    return translate("ClipDetails", " and ").join(_DIRECTIONS[letter]() for letter in anatomical(axis))


def _metric(value: float | None, unit: str, digits: int = 2) -> str:
    return "" if value is None else f"{number(round(value, digits))} {unit}"


def _date(stored: str) -> str:
    return f"{stored[:4]}-{stored[4:6]}-{stored[6:8]}" if len(stored) == 8 and stored.isdigit() else stored


def _moment(date: str, time: str) -> str:
    clock = f"{time[:2]}:{time[2:4]}" if time[:4].isdigit() and len(time) >= 4 else ""
    return " ".join(filter(None, (_date(date), clock)))
