"""The end of a journey: what is written and signed, and the files that it leaves."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox

from sonostep.demo import robot as hand
from sonostep.demo.case import DemoCase
from sonostep.demo.data_entry import show_panel
from sonostep.demo.robot import Story, Until, pressing, writing
from sonostep.ui.panels.report.export import ExportCard
from sonostep.ui.shell.main_window import MainWindow

DRAFT = "draft"
"""The folder of what is exported before the signature: every format there is."""

FINAL = "final"
"""The folder of the sealed files."""

Stage = Callable[..., Story]


class Closing:
    """Writes, exports and, where the case is to be final, signs."""

    def __init__(self, window: MainWindow, case: DemoCase, out: Path, stage: Stage) -> None:
        self._window, self._case, self._out, self._stage = window, case, out, stage
        self._report = window.exam_view.report
        self._language = window.exam_view.controller_now.language

    def story(self) -> Story:
        """Go on from the differential to the end."""
        if self._case.final:
            yield from self._treatment()
        show_panel(self._window, "report")
        yield from self._words()
        if self._case.final:
            yield from self._all_formats()
            yield from self._sign()
        yield from self._export(self._out / FINAL if self._case.final else self._out)
        yield from self._stage("exported", self._card.result)

    def _treatment(self) -> Story:
        exam_view = self._window.exam_view
        show_panel(self._window, "treatment")
        yield Until(lambda: "differences" in exam_view.treatment.folds, "treatment")
        yield from self._stage("handout")
        fold = exam_view.treatment.folds["differences"]
        yield from pressing(fold.button, "differences")
        yield from self._stage("differences", fold.body)
        yield from pressing(fold.button, "differences")

    def _words(self) -> Story:
        report, case, language = self._report, self._case, self._language
        for field, text in ((report.impression, case.impression), (report.plan, case.plan)):
            yield from writing(field, text.in_language(language), "report")
        if said := case.physician.in_language(language):
            yield from writing(report.fields["physician"], said, "physician")
        yield from self._stage("report", report.fields["patient"])

    def _all_formats(self) -> Story:
        for box in self._card.boxes.values():
            if not box.isChecked():
                yield from _tick(box)
        yield from self._export(self._out / DRAFT)
        yield from self._stage("formats", self._card.result)

    @property
    def _card(self) -> ExportCard:
        return self._report.export_card

    def _export(self, folder: Path) -> Story:
        # a name alone would be taken for a folder beside those of other exams
        folder = folder.absolute()
        card = self._card
        yield from writing(card.folder, str(folder), "folder")
        yield from pressing(card.start, "export")
        yield Until(lambda: card.files != () and card.files[0].is_relative_to(folder), "export", 300.0)
        yield Until(card.start.isEnabled, "export")

    def _sign(self) -> Story:
        signing = self._report.signing
        yield from pressing(signing.sign, "sign")
        yield from self._stage("sign", signing.sign)
        yield from pressing(signing.yes, "sign")
        yield Until(lambda: self._window.session.exam.closed, "final", 120.0)
        yield from self._stage("final", signing)


def _tick(box: QCheckBox) -> Story:
    yield Until(partial(hand.reachable, box), box.text(), looks=1)
    box.click()
