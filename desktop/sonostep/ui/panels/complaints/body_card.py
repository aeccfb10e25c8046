"""The body map of a complaint, with the choice of what a press on it means."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.finding import BodyArea, Complaint
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Label, Segmented, row
from sonostep.ui.panels.complaints.body_map import BodyMap


class BodyMapCard(QWidget):
    """The card of a body map.

    ``areas_changed`` carries all areas of the complaint, ``site_pressed`` a site of its route.
    """

    areas_changed = Signal(object)
    site_pressed = Signal(str)

    def __init__(self, name: str, sites: Mapping[str, str]) -> None:
        super().__init__()
        self._sites, self._hint = sites, ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        what = translate("BodyMap", "Draw on the body map")
        modes = [
            (False, translate("BodyMap", "Press the route")),
            (True, translate("BodyMap", "Draw the area")),
        ]
        self.modes = Segmented(modes, "", f"{name}, {what}")
        self.modes.picked.connect(self._choose)
        self.back = Button(translate("BodyMap", "Take last area back"), "quiet")
        self.back.clicked.connect(self._take_back)
        self.map = BodyMap()
        self.map.setAccessibleName(f"{name}: {translate('BodyMap', 'Body map')}")
        self.map.site_pressed.connect(self.site_pressed)
        self.map.area_drawn.connect(self._add)
        self.map.taken_back.connect(self._take_back)
        self.map.near.connect(self._name)
        heading = Label(translate("BodyMap", "WHERE IT HURTS"), "heading", wrap=False)
        self.hint = Label("", "small")
        for widget in (row(heading, 1, self.back), self.modes, self.map, self.hint):
            column.addWidget(widget)
        self._areas: tuple[BodyArea, ...] = ()
        self._choose(False)

    def _choose(self, areas: bool) -> None:
        self.modes.show_choice(areas)
        self.map.draw_areas(areas)
        route = translate("BodyMap", "Press the sites in the order the pain runs, or use arrows and Enter.")
        area = translate("BodyMap", "Draw around the area, or set corners with arrows and Enter.")
        self._hint = area if areas else route
        self.hint.setText(self._hint)
        self.map.setAccessibleDescription(self._hint)

    def _name(self, site: str) -> None:
        """Name the site that a press would mean, in the place of the hint."""
        self.hint.setText(self._sites.get(site, self._hint))

    def show_complaints(self, complaints: tuple[Complaint, ...], mine: Complaint) -> None:
        """Show all pains, and the one that is drawn on."""
        self._areas = mine.areas
        self.back.setVisible(bool(mine.areas))
        self.map.show_complaints(complaints, mine.id)

    def _add(self, area: BodyArea) -> None:
        self.areas_changed.emit((*self._areas, area))

    def _take_back(self) -> None:
        if self._areas:
            self.areas_changed.emit(self._areas[:-1])
