"""Two lists of the strip: the drawing of a body mark, and the region that holds where several disagree."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sonostep.core.annotation import Annotation
from sonostep.core.body_marks import DRAWINGS
from sonostep.core.clip import ScaleInfo
from sonostep.core.measure.calibration import NoScale, holding, resolve
from sonostep.core.measure.measurement import measures
from sonostep.core.text import Language
from sonostep.messages import text
from sonostep.ui.kit.inputs import ComboBox
from sonostep.ui.viewer.drawing.readout import region_words


@dataclass(frozen=True, slots=True)
class RegionChoice:
    """The regions that can be chosen between, and the one that was chosen, if one was."""

    info: ScaleInfo
    regions: tuple[int, ...]
    chosen: int | None


def region_choice(shape: Annotation | None, info: ScaleInfo) -> RegionChoice | None:
    """Return what a shape leaves to be chosen: None unless it lies in several regions that disagree."""
    if shape is None or not measures(shape.kind):
        return None
    scale = resolve(shape.points, info)
    if not isinstance(scale, NoScale) or scale.reason.code != "calibration.regions_disagree":
        return None
    return RegionChoice(info, holding(shape.points, info), shape.region)


class DrawingBox(ComboBox):
    """The list of body drawings. ``chosen`` carries the id of a drawing."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("body_drawing")
        self.hide()
        for id_ in DRAWINGS:
            self.addItem("", id_)
        self.activated.connect(self._picked)

    def _picked(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))

    def use_language(self, language: Language) -> None:
        """Name the drawings in a language."""
        for index in range(self.count()):
            self.setItemText(index, text(f"body.{self.itemData(index)}", language))
        self.setAccessibleName(text("body.title", language))


class RegionBox(ComboBox):
    """The list of regions.

    Shown only while there is something to choose. ``chosen`` carries the index of a region, from 0.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("region_choice")
        self.hide()
        self._language: Language = "en"
        self._choice: RegionChoice | None = None
        self.activated.connect(self._picked)

    def _picked(self, index: int) -> None:
        region = self.itemData(index)
        if region is not None:
            self.chosen.emit(region)

    def show_choice(self, choice: RegionChoice | None) -> None:
        """Offer the regions, or nothing."""
        if choice != self._choice:
            self._choice = choice
            self._fill()
        self.setVisible(choice is not None)

    def use_language(self, language: Language) -> None:
        """Speak a language."""
        self._language = language
        self.setAccessibleName(text("region.choose", language))
        self.setToolTip(text("region.choose", language))
        self._fill()

    def _fill(self) -> None:
        self.clear()
        if self._choice is None:
            return
        if self._choice.chosen is None:
            self.addItem(text("region.open", self._language), None)
        for index in self._choice.regions:
            self.addItem(region_words(self._choice.info, index, self._language), index)
        self.setCurrentIndex(max(self.findData(self._choice.chosen), 0))
