"""The summary at a glance: each complaint with what is supported for it, one press from its reasons."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sonostep.core.differential.result import Band, Differential, Judgement
from sonostep.core.finding import Complaint
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Card, Label, WrapButton, row

_SUPPORTED = (Band.STRONGLY_SUPPORTED, Band.SUPPORTED)


class OverviewCard(Card):
    """The summary card. What explains which complaint; ``picked`` carries the complaint to be shown."""

    picked = Signal(object)

    def __init__(self, shown: Differential, controller: ExamController) -> None:
        super().__init__(spacing=4)
        self._controller = controller
        self.add(Label(translate("Differential", "WHAT EXPLAINS WHICH COMPLAINT"), "heading"))
        judged = {j.complaint for j in shown.judgements}
        for complaint in controller.exam.complaints:
            if complaint.id in judged:
                self._tell(complaint, list(supported(shown, complaint.id)))

    def _tell(self, complaint: Complaint, conditions: list[list[Judgement]]) -> None:
        if not conditions:
            text = translate("Differential", "{label}: undetermined").format(label=complaint.label)
            self._line(text, complaint.id, None)
        for segments in conditions:
            name = segments[0].name.in_language(self._controller.language)
            levels = ", ".join(j.segment.replace("_", "/") for j in segments if j.segment)
            told = translate("Differential", "{label}: {what}")
            what = f"{name} · {levels}" if levels else name
            self._line(told.format(label=complaint.label, what=what), complaint.id, segments[0].band)

    def _line(self, text: str, complaint: str, band: Band | None) -> None:
        button = WrapButton(text, "row", complaint)
        button.picked.connect(self.picked)
        if band is None:
            self.add(button)
            return
        pill = Label(wording.band(band), wrap=False)
        pill.setProperty("band", str(band))
        button.setAccessibleName(f"{text}: {wording.band(band)}")
        self.add(row(button, pill))


def supported(shown: Differential, complaint: str) -> Iterator[list[Judgement]]:
    """Yield each condition that is supported for a complaint, with the segments of its band, best first."""
    found: dict[str, list[Judgement]] = {}
    leading = dict(shown.leading).get(complaint, ())
    for judgement in shown.judgements:
        mine = judgement.complaint == complaint and judgement.band in _SUPPORTED
        if mine and (not judgement.parent or judgement.condition in leading):
            found.setdefault(judgement.condition, []).append(judgement)
    for segments in found.values():
        yield [j for j in segments if j.band is segments[0].band]


def foot(shown: Differential, controller: ExamController) -> list[QWidget]:
    """Return what the summary was weighed with: the setting, the knowledge, the clinic's own on top."""
    ref, layers = shown.knowledge, controller.library.knowledge.layers
    setting = shown.setting.in_language(controller.language)
    chosen = translate("Differential", "Clinical setting: {text}").format(text=setting)
    text = translate("Differential", "Knowledge base {id} {version}, {hash}")
    lines = [
        chosen if controller.exam.setting else setting,
        text.format(id=ref.id, version=ref.version, hash=ref.sha256[:12]),
    ]
    if layers:
        own = translate("Differential", "With this clinic's own knowledge: {names}")
        lines.append(own.format(names=", ".join(layers)))
    return [Label(line, "small") for line in lines]
