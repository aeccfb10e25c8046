"""Ties an answer to the frame and the shape that show it, and says when a shape is gone."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.clip import FrameRef
from sonostep.core.finding import Finding, FindingKey
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Label

_Shown = tuple[tuple[str, ...], tuple[FrameRef, ...], tuple[str, ...]]


class EvidenceLinks(QWidget):
    """A button that ties the answer to what is in view, and one for each thing that it is tied to.

    ``tie`` is there where a frame can show what is asked (``pictured``), or where one is tied already.
    """

    def __init__(self, controller: ExamController, key: FindingKey, *, pictured: bool = True) -> None:
        super().__init__()
        self._controller, self._key, self._pictured = controller, key, pictured
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._line: QWidget | None = None
        self._shown: _Shown | None = None
        self.tie: Button | None = None
        self.weighs: Button | None = None

    def refresh(self) -> None:
        """Show what the answer is tied to now."""
        finding = self._controller.exam.finding(self._key)
        known = {a.id for a in self._controller.exam.annotations}
        gone = tuple(a for a in finding.annotations if a not in known)
        shown = (finding.annotations, finding.frames, gone)
        if shown != self._shown:
            self._shown = shown
            self._build(finding, gone)

    def _build(self, finding: Finding, gone: tuple[str, ...]) -> None:
        self.tie = self._tying() if self._pictured or finding.annotations or finding.frames else None
        self.weighs = Button(translate("Links", "What it changes"), "quiet")
        self.weighs.clicked.connect(self._weigh)
        parts: list[QWidget] = [*([self.tie] if self.tie is not None else []), self.weighs]
        for frame in self._frames(finding):
            text = translate("Links", "Frame {number}").format(number=frame.frame)
            link = Button(text, "quiet", frame, name=translate("Links", "Show {what}").format(what=text))
            link.picked.connect(self._show)
            parts.append(link)
        if gone:
            parts.append(Label(translate("Links", "⚠ Its measurement was removed"), "warning", wrap=False))
        if self._line is not None:
            self._line.deleteLater()
        self._line = flow(parts, 2)
        self._column.addWidget(self._line)

    def _tying(self) -> Button:
        tie = Button(translate("Links", "Tie to this frame"), "quiet")
        tie.clicked.connect(self._tie)
        return tie

    def _frames(self, finding: Finding) -> tuple[FrameRef, ...]:
        drawn = [a.frame for a in self._controller.exam.annotations if a.id in finding.annotations]
        return tuple(dict.fromkeys((*drawn, *finding.frames)))

    def _weigh(self) -> None:
        self._controller.bears_on.emit((self._key,))

    def _tie(self) -> None:
        view, finding = self._controller.session.view, self._controller.exam.finding(self._key)
        here = [
            a
            for a in self._controller.exam.annotations
            if a.id == view.selected or self._fits(a.step, a.slot)
        ]
        shapes = tuple(a.id for a in here if a.frame == view.frame_ref)
        frames = (view.frame_ref,) if view.frame_ref else ()
        self._controller.answer(
            replace(
                finding,
                annotations=tuple(dict.fromkeys((*finding.annotations, *shapes))),
                frames=tuple(dict.fromkeys((*finding.frames, *frames))),
            )
        )

    def _fits(self, step: str, slot: str) -> bool:
        return bool(slot) and step == self._controller.session.view.step

    def _show(self, frame: FrameRef) -> None:
        drawn = self._controller.exam.finding(self._key).annotations
        here = [a.id for a in self._controller.exam.annotations_on(frame) if a.id in drawn]
        self._controller.session.look(clip=frame.clip, frame=frame.frame, selected=here[0] if here else "")
