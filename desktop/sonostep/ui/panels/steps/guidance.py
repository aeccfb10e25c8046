"""What the chosen step is for and how it is done, in the person's language."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonostep.core.finding import Side
from sonostep.core.protocol import Step
from sonostep.core.text import Language, LocalText
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.tasks import Background
from sonostep.ui.kit.widgets import Button, Card, Label, show_in_place, unfold
from sonostep.ui.panels.steps.body_mark_image import MarkPicture
from sonostep.ui.panels.steps.reference_images import Diagram, ReferenceStills, is_diagram

_PARTS: tuple[tuple[str, str], ...] = (
    ("position", N("Guidance", "Position")),
    ("probe", N("Guidance", "Probe")),
    ("how", N("Guidance", "How to get the view")),
    ("normal", N("Guidance", "Normal")),
    ("pathology", N("Guidance", "Pathology")),
    ("pitfalls", N("Guidance", "Pitfalls")),
)


class Guidance(QWidget):
    """The card of guidance.

    When a step applies and what limits its method; on request its purpose and all else that the protocol says
    of it. ``more`` asks for it, and is placed by who shows it.
    """

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
        self.purpose = Label(step.purpose.in_language(language))
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
        self.more = Button("", "quiet", name=translate("Guidance", "Guidance of this step"))
        self.more.setCheckable(True)
        self.more.setChecked(opened)
        self.more.toggled.connect(self._toggle)
        for part in (self.purpose, self.details):
            column.addWidget(part)
        self._always = step.applies is not None or self.limits is not None
        self._empty = not (parts or step.diagram or step.mark or step.phantom)
        self._toggle(opened)

    def _toggle(self, opened: bool) -> None:
        show_in_place(self.purpose, opened)
        show_in_place(self.details, opened and not self._empty)
        show_in_place(self, opened or self._always)
        if opened and self.isVisible():
            unfold(self.purpose)
        if opened and self.stills is not None:
            self.stills.begin()
        self.more.setText(translate("Guidance", "Guide ▲") if opened else translate("Guidance", "Guide ▼"))


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
