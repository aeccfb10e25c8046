"""What the chosen step is for and how it is done, in the person's language."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonostep.core.finding import Side
from sonostep.core.protocol import Step
from sonostep.core.text import Language, LocalText
from sonostep.ui.background import Background
from sonostep.ui.language import N, translate
from sonostep.ui.panels.mark_picture import MarkPicture
from sonostep.ui.panels.reference import Diagram, ReferenceStills, is_diagram
from sonostep.ui.widgets import Button, Card, Label, row

_PARTS: tuple[tuple[str, str], ...] = (
    ("position", N("Guidance", "Position")),
    ("probe", N("Guidance", "Probe")),
    ("how", N("Guidance", "How to get the view")),
    ("normal", N("Guidance", "Normal")),
    ("pathology", N("Guidance", "Pathology")),
    ("pitfalls", N("Guidance", "Pitfalls")),
)


class Guidance(QWidget):
    """The purpose of a step, and on request everything else that the protocol says of it."""

    def __init__(
        self,
        step: Step,
        language: Language,
        background: Background,
        side: Side | None,
        *,
        opened: bool,
        limits: LocalText | None = None,
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Label(step.purpose.in_language(language)))
        if step.applies is not None:
            column.addWidget(Label(step.applies.in_language(language), "muted"))
        self.limits = Label(limits.in_language(language), "warning") if limits and step.limits else None
        if self.limits is not None:
            self.limits.setAccessibleName(translate("Guidance", "Limits of the method"))
            column.addWidget(self.limits)
        parts = [(title, text) for name, title in _PARTS if (text := getattr(step, name)) is not None]
        scenes = [(v.id, v.text.in_language(language)) for v in step.views] or [(step.phantom, "")]
        self.stills = ReferenceStills(scenes, side, background, step.phantom) if step.phantom else None
        self.details = _details(parts, step, language, self.stills, side)
        self.details.setVisible(opened)
        self.more = Button("", "quiet", name=translate("Guidance", "Guidance of this step"))
        self.more.setCheckable(True)
        self.more.setChecked(opened)
        self.more.toggled.connect(self._toggle)
        self._toggle(opened)
        if parts or step.diagram or step.mark or step.phantom:
            column.addWidget(row(self.more, 1))
            column.addWidget(self.details)

    def _toggle(self, opened: bool) -> None:
        self.details.setVisible(opened)
        if opened and self.stills is not None:
            self.stills.begin()
        self.more.setText(
            translate("Guidance", "Hide guidance ▲") if opened else translate("Guidance", "Show guidance ▼")
        )


def _details(
    parts: list[tuple[str, LocalText]],
    step: Step,
    language: Language,
    stills: QWidget | None,
    side: Side | None,
) -> QWidget:
    holder = Card(spacing=2)
    column = holder.column
    drawn = _drawings(step, language, side)
    if drawn:
        line = QHBoxLayout()
        for picture in drawn:
            line.addWidget(picture, int(isinstance(picture, Diagram)))
        column.addLayout(line)
    for title, text in parts:
        column.addWidget(Label(translate("Guidance", title), "heading"))
        column.addWidget(Label(text.in_language(language)))
        column.addSpacing(6)
    if stills is not None:
        holder.add(stills)
    if step.sources:
        sources = ", ".join(step.sources)
        column.addWidget(Label(translate("Guidance", "Sources: {ids}").format(ids=sources), "small"))
    return holder


def _drawings(step: Step, language: Language, side: Side | None) -> list[QWidget]:
    """How the probe stands to the structure, and where on the body."""
    title = step.title.in_language(language)
    made: list[QWidget] = []
    if is_diagram(step.diagram):
        name = translate("Guidance", "Probe placement: {step}").format(step=title)
        made.append(Diagram(step.diagram, name))
    if step.mark is not None:
        name = translate("Guidance", "Body mark: {step}").format(step=title)
        made.append(MarkPicture(step.mark, side, name))
    return made
