"""Structured reports among the opened files: what they hold is offered to the exam, and taken in on a yes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sonostep.core.problem import Problem
from sonostep.messages import sentence, text
from sonostep.ui.kit.i18n import translate

if TYPE_CHECKING:
    from sonostep.core.annotation import Annotation
    from sonostep.core.clip import Clip
    from sonostep.core.edits import Together
    from sonostep.ui.shell.main_window import MainWindow
    from sonostep.workflows.report_import import ReadReport


class ReportsIn(QObject):
    """Imports structured reports.

    Reads reports once all files of a scan are known: their shapes lie on the clips among them.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[Path] = []
        window.opening.exams.report_found.connect(self._found)
        window.opening.finished.connect(self.read_waiting)
        window.opening.exams.begun.connect(self.read_waiting)

    def _found(self, clip: "Clip") -> None:
        self._waiting.append(Path(clip.path))

    def read_waiting(self) -> None:
        """Read what was found; what an exam that is being begun may take waits until it is there."""
        if self._window.opening.exams.pending is not None:
            # the exam is just being made; its opening calls this again
            return
        from sonostep.workflows.report_import import read_report

        waiting, self._waiting = self._waiting, []
        for path in waiting:
            self._window.background.quick(partial(read_report, path), partial(self._offer, path))

    def _offer(self, path: Path, report: "ReadReport") -> None:
        from sonostep.core.checks.identity import differs
        from sonostep.ui.kit.formatting import patient_name
        from sonostep.workflows.report_import import entries_for, left_out, unframed_entries

        window, file = self._window, path.name
        if window.opening.exams.pending is not None or (window.has_exam and window.controller is None):
            # another report is just beginning the exam, or its protocols are still read: it would be replaced
            self._waiting.append(path)
            return
        if window.controller is None:
            self._begin_with(file, report)
            return
        exam = window.session.exam
        if differs(report.patient, exam.patient):
            named = {"its": patient_name(report.patient), "mine": patient_name(exam.patient)}
            window.tell(Problem.of("report.other_patient", file=file, **named))
            return
        edit, left = entries_for(report, exam), left_out(report, exam)
        unframed = unframed_entries(report, exam)
        if edit.edits:
            self._ask(file, report, edit, left)
        elif left:
            window.tell(Problem.of("report.nothing_taken", file=file, reasons=self._said(left)))
        else:
            window.tell(Problem.of("report.nothing_here", file=file))
        for clip in dict.fromkeys(a.frame.clip for a in unframed):
            self._ask_frame(file, clip, [a for a in unframed if a.frame.clip == clip])

    def _begin_with(self, file: str, report: "ReadReport") -> None:
        """Begin an exam with what our own report tells; another program's needs the pictures it lies on."""
        from sonostep.workflows.report_import import exam_of

        if not report.ours:
            self._window.tell(Problem.of("report.needs_images", file=file))
            return
        self._window.opening.exams.open(exam_of(report))

    def _said(self, left: Mapping[str, int]) -> str:
        """What is not taken, counted by reason, in the interface's language."""
        language = self._window.session.view.language
        said = [text(f"report.left.{reason}", language, count=count) for reason, count in left.items()]
        return ("、" if language == "zh-TW" else "; ").join(said)

    def _ask_frame(self, file: str, clip: str, shapes: "Sequence[Annotation]") -> None:
        """Shapes that name no frame lie where a person says: on the frame in view, or nowhere."""
        label = next((c.label for c in self._window.session.exam.clips if c.id == clip), clip)
        asked = translate(
            "Window", "{n} shapes of {file} are on the clip {clip}, but on which frame is not said. "
            "Put them on the frame that is in view?"
        )  # fmt: skip
        yes, no = translate("Window", "Put them there"), translate("Window", "Leave them out")
        line = self._window.notices.ask(asked.format(n=len(shapes), file=file, clip=label), yes, no)
        line.accepted.connect(partial(self._put_on_frame, file, label, clip, tuple(shapes)))

    def _put_on_frame(self, file: str, label: str, clip: str, shapes: "Sequence[Annotation]") -> None:
        from sonostep.core.edits import PutAnnotation, Together

        frame = self._window.session.view.frame_ref
        controller = self._window.controller
        if controller is None or frame is None or frame.clip != clip:
            self._window.tell(Problem.of("report.choose_frame", clip=label, file=file))
            return
        placed = (PutAnnotation(replace(a, frame=frame, last_frame=0)) for a in shapes)
        controller.do(Together(tuple(placed), "take_report"))

    def _ask(self, file: str, report: "ReadReport", edit: "Together", left: Mapping[str, int]) -> None:
        from sonostep.core.checks.identity import stated
        from sonostep.core.edits import SetPatient, Together
        from sonostep.ui.kit.formatting import patient_name

        said = translate("Window", "{file}, another program's report, has {n} shapes on frames of this exam.")
        yes = translate("Window", "Show them there")
        if report.ours:
            said = translate("Window", "{file}, a SonoStep report, has {n} entries that this exam lacks.")
            yes = translate("Window", "Take them in")
        asked = said.format(file=file, n=len(edit.edits))
        if stated(report.patient) and not stated(self._window.session.exam.patient):
            named = translate("Window", "The exam names nobody; it is then of {its}, as the report is.")
            asked = f"{asked} {named.format(its=patient_name(report.patient))}"
            edit = Together((SetPatient(report.patient), *edit.edits), edit.name)
        if left:
            asked = f"{asked} {sentence(self._left(file, left), self._window.session.view.language)}"
        line = self._window.notices.ask(asked, yes, translate("Window", "Leave it out"))
        line.accepted.connect(partial(self._take, edit, self._left(file, left) if left else None))

    def _left(self, file: str, left: Mapping[str, int]) -> Problem:
        return Problem.of("report.left_out", file=file, reasons=self._said(left))

    def _take(self, edit: "Together", left: Problem | None) -> None:
        """One entry of the history; then the first of the shapes is looked at, and what is not there told."""
        from sonostep.core.edits import PutAnnotation

        controller = self._window.controller
        if controller is None or not controller.do(edit):
            return
        drawn = [e.annotation for e in edit.edits if isinstance(e, PutAnnotation)]
        if drawn:
            self._window.session.look(clip=drawn[0].frame.clip, frame=drawn[0].frame.frame)
        if left is not None:
            self._window.tell(left)
