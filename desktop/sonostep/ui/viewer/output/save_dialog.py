"""How a picture or a cine is to leave: format, frames, marks, and whether it says whose it is."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QRadioButton, QVBoxLayout, QWidget

from sonostep.core.problem import Problem
from sonostep.messages import sentence
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.inputs import SpinBox
from sonostep.ui.kit.widgets import Button, Label, row
from sonostep.workflows.pictures.order import CINE_FORMATS, STILL_FORMATS, PictureOrder


class SavePictureDialog(QDialog):
    """Asks, and says in ``wanted`` what is to be written: a ``PictureOrder`` and the id of its format."""

    wanted = Signal(object, str)

    def __init__(self, order: PictureOrder, span: tuple[int, int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("save_picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Pictures", "Save picture or cine"))
        self._order = order
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        self.formats: dict[str, QRadioButton] = {}
        for format_, text in self._offered().items():
            self.formats[format_] = button = QRadioButton(text)
            button.setObjectName(f"format_{format_}")
            button.toggled.connect(self._settle)
            column.addWidget(button)
        column.addWidget(self._range(span))
        self.marks = self._check("with_marks", translate("Pictures", "With shapes, names and values"))
        self.marks.setChecked(True)
        self.identity = self._check(
            "with_identity", translate("Pictures", "With the patient's name, ID, birth date and day")
        )
        self.looked = self._check(
            "no_name_seen", translate("Pictures", "I looked at these frames: no name stands in the picture")
        )
        for box in (self.marks, self.identity, self.looked):
            column.addWidget(box)
        self.said = Label("", "muted")
        column.addWidget(self.said)
        self.save, self.cancel = (
            Button(translate("Pictures", "Save…"), "primary"),
            Button(translate("Pictures", "Cancel")),
        )
        self.save.clicked.connect(self._wanted)
        self.cancel.clicked.connect(self.reject)
        column.addWidget(row(1, self.cancel, self.save))
        self.formats["png"].setChecked(True)
        self.setMinimumWidth(460)
        self._settle()

    def _offered(self) -> dict[str, str]:
        texts = {
            "png": translate("Pictures", "This frame as a picture (PNG)"),
            "mp4": translate("Pictures", "The cine as a film (MP4)"),
            "gif": translate("Pictures", "The cine as a moving picture (GIF)"),
            "dcm": translate("Pictures", "The cine for an archive (DICOM Secondary Capture)"),
        }
        cine = CINE_FORMATS if self._order.clip.frames > 1 else ()
        return {format_: texts[format_] for format_ in (*STILL_FORMATS, *cine)}

    def _range(self, span: tuple[int, int]) -> QWidget:
        self.first, self.last = (SpinBox(1, self._order.clip.frames, at) for at in span)
        names = (translate("Pictures", "First frame"), translate("Pictures", "Last frame"))
        for box, name in zip((self.first, self.last), names, strict=True):
            box.setAccessibleName(name)
            box.valueChanged.connect(self._settle)
        frames, to = Label(translate("Pictures", "Frames"), wrap=False), Label("–", wrap=False)
        self.range = row(frames, self.first, to, self.last, 1)
        return self.range

    def _check(self, name: str, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setObjectName(name)
        box.toggled.connect(self._settle)
        return box

    @property
    def format(self) -> str:
        """The id of the chosen format."""
        return next((f for f, button in self.formats.items() if button.isChecked()), "png")

    def order(self) -> PictureOrder:
        """Return what is to be written, as it is chosen now."""
        chosen = replace(
            self._order, marks=self.marks.isChecked(), identity=self.identity.isChecked(),
            looked=self.looked.isChecked(),
        )  # fmt: skip
        if self.format in STILL_FORMATS:
            return chosen
        first, last = sorted((self.first.whole(), self.last.whole()))
        return replace(chosen, first=first, last=last)

    def _settle(self) -> None:
        """Ask only what matters to what is chosen, and say what keeps it from being saved."""
        if not hasattr(self, "save"):
            return
        self.range.setEnabled(self.format in CINE_FORMATS)
        doubtful = self._order.unlimited and not self.identity.isChecked()
        self.looked.setVisible(doubtful)
        open_ = doubtful and not self.looked.isChecked()
        self.save.setEnabled(not open_)
        self.said.setText(self._words(open_))

    def _words(self, open_: bool) -> str:
        if open_:
            return sentence(Problem.of("export.name_in_pixels"), self._order.language)
        if self.identity.isChecked():
            return translate("Pictures", "Pixels stay as they are; the name stands above them.")
        if self._order.unlimited:
            return translate("Pictures", "Pixels stay as they are, without a name.")
        return translate("Pictures", "What the machine wrote around the ultrasound picture is made black.")

    def _wanted(self) -> None:
        self.wanted.emit(self.order(), self.format)
        self.accept()
