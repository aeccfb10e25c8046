"""What is chosen for all copies: what becomes of dates, which folder; and how far the writing is."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressBar, QVBoxLayout, QWidget

from sonostep.privacy import Dates
from sonostep.ui.dialogs.deidentify.texts import DeidentifyTexts
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Card, Label, row
from sonostep.workflows.deidentify_review import Review

_DATES = (
    (Dates.REMOVE, N("Leaving", "Remove"), N("Leaving", "No date leaves, as the basic profile says.")),
    (Dates.SHIFT, N("Leaving", "Shift"),
     N("Leaving", "All dates of a patient go back by one hidden number of days; intervals stay.")),
    (Dates.KEEP, N("Leaving", "Keep"),
     N("Leaving", "Dates leave as they are. They can help to recognise somebody.")),
)  # fmt: skip


class Departing:
    """The parts around the review: ``header`` above it, ``dates_card`` beside it, ``footer`` below it."""

    def __init__(self) -> None:
        self.chosen = Dates.REMOVE
        self.words = DeidentifyTexts()
        said = N(
            "Leaving",
            "Copies without names, for teaching, research or a second opinion. The originals stay as they "
            "are; a copy leaves once you have looked at it.",
        )
        self.header = self.words.label(said, "muted")
        self.files = self.words.button(N("Leaving", "Add files…"))
        self.dates_card = self._dates()
        self.folder = LineEdit()
        self.words.name(self.folder, N("Leaving", "New folder for the copies"))
        self.name_folder()
        self.choose = self.words.button(N("Leaving", "Choose…"), name=N("Leaving", "Choose a new folder"))
        self.start = Button("", "primary")
        self.cancel = self.words.button(N("Leaving", "Cancel"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.words.name(self.bar, N("Leaving", "Writing de-identified copies"))
        self.said = Label("", "warning")
        self.said.hide()
        self.footer = self._footer()

    def _dates(self) -> QWidget:
        card = Card()
        choices = tuple((value, text) for value, text, _ in _DATES)
        heading = self.words.label(N("Leaving", "DATES"), "heading")
        self.dates = self.words.segmented(choices, N("Leaving", "Dates"))
        self.dates.picked.connect(self._choose)
        self.meaning = Label("", "small")
        self.meaning.setMinimumHeight(self.meaning.fontMetrics().lineSpacing() * 3)
        self.meaning.setAlignment(Qt.AlignmentFlag.AlignTop)
        card.add(heading, self.dates, self.meaning)
        self._choose(self.chosen)
        card.add(self.words.label(N("Leaving", "UIDs are mapped, alike in all copies of this run."), "small"))
        return card

    def retranslate(self) -> None:
        """Write every text again but the count and what is said in the footer."""
        self.words.again()
        self._choose(self.chosen)

    def beside(self, clips: QWidget) -> QWidget:
        """Return the column beside the review: dates, the list of clips, and a way to add files."""
        left = QWidget()
        left.setFixedWidth(300)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.dates_card)
        column.addWidget(clips, 1)
        column.addWidget(self.files)
        return left

    def _choose(self, value: object) -> None:
        self.chosen = Dates(str(value))
        self.dates.show_choice(self.chosen)
        self.meaning.setText(next(translate("Leaving", m) for v, _, m in _DATES if v is self.chosen))

    def _footer(self) -> QWidget:
        footer = QWidget()
        column = QVBoxLayout(footer)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.said)
        to = self.words.label(N("Leaving", "New folder"), "muted", wrap=False)
        self.working = row(self.bar, self.cancel)
        column.addWidget(self.working)
        column.addWidget(row(to, self.folder, self.choose, self.start))
        return footer

    def name_folder(self) -> None:
        """Propose a folder that is not there yet."""
        self.folder.setText(str(Path.home() / f"deidentified-{datetime.now():%Y%m%d-%H%M%S}"))

    def ask_folder(self) -> None:
        """Let the person choose a folder."""
        dialog = QFileDialog(self.footer.window(), translate("Leaving", "Choose a new folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_count(self, reviews: tuple[Review, ...], *, busy: bool) -> None:
        """Say how many would leave now."""
        count = sum(r.refused is None for r in reviews)
        text = translate("Leaving", "Write {count} of {all}")
        self.start.setText(text.format(count=count, all=len(reviews)))
        self.start.setAccessibleName(self.start.text())
        self.start.setEnabled(count > 0 and not busy)
        self.working.setVisible(busy)
        if busy:
            self.say("")

    def show_progress(self, fraction: float, _: str = "") -> None:
        """Say how far the writing is."""
        self.bar.setValue(round(fraction * 1000))

    def say(self, text: str) -> None:
        """Say something in the footer, or nothing."""
        self.said.setText(text)
        self.said.setVisible(bool(text))
