"""Structured reports among the opened files: what they hold is offered to the exam, and taken in on a yes."""

import uuid
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sonostep.core.problem import Problem
from sonostep.ui.language import translate

if TYPE_CHECKING:
    from sonostep.core.clip import Clip, Patient
    from sonostep.core.edits import Together
    from sonostep.reporting.sr_report import ReadReport
    from sonostep.ui.main_window import MainWindow


def is_report(clip: "Clip") -> bool:
    """Whether a file that shows no picture is a DICOM structured report."""
    kinds = [p.mapping.get("kind", "") for p in clip.problems if p.code == "imaging.no_pixels"]
    return any(kind.endswith("SR Storage") for kind in kinds) and Path(clip.path).is_file()


class ReportsIn(QObject):
    """Reads reports once all files of a scan are known: their shapes lie on the clips among them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[Path] = []
        window.opening.report_found.connect(self._found)
        window.opening.finished.connect(self._read_all)
        window.opening.session_opened.connect(self._read_all)

    def _found(self, clip: "Clip") -> None:
        self._waiting.append(Path(clip.path))

    def _read_all(self, _: object) -> None:
        if self._window.opening.beginning:
            # the exam is just being made; its opening calls this again
            return
        waiting, self._waiting = self._waiting, []
        for path in waiting:
            self._window.background.quick(partial(_read, path), partial(self._offer, path.name))

    def _offer(self, file: str, report: "ReadReport") -> None:
        from sonostep.core.identity_checks import differs
        from sonostep.reporting.sr_taken import taking

        window = self._window
        if window.desk is None:
            self._begin_with(file, report)
            return
        exam = window.session.exam
        if differs(report.patient, exam.patient):
            named = {"its": _named(report.patient), "mine": _named(exam.patient)}
            window.tell(Problem.of("report.other_patient", file=file, **named))
            return
        edit = taking(report, exam)
        if edit.edits:
            self._ask(file, report.ours, edit)
        else:
            window.tell(Problem.of("report.nothing_here", file=file))

    def _begin_with(self, file: str, report: "ReadReport") -> None:
        """Begin an exam with what our own report tells; another program's needs the pictures it lies on."""
        from sonostep.core.exam import Exam
        from sonostep.reporting.sr_taken import taking

        if not report.ours:
            self._window.tell(Problem.of("report.needs_images", file=file))
            return
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        exam = Exam(str(uuid.uuid4()), now, report.patient)
        self._window.opening.open_begun(taking(report, exam).apply(exam))

    def _ask(self, file: str, ours: bool, edit: "Together") -> None:
        text = translate("Window", "{file}, another program's report, has {n} shapes on frames of this exam.")
        yes = translate("Window", "Show them there")
        if ours:
            text = translate("Window", "{file}, a SonoStep report, has {n} entries that this exam lacks.")
            yes = translate("Window", "Take them in")
        asked = text.format(file=file, n=len(edit.edits))
        line = self._window.notices.ask(asked, yes, translate("Window", "Leave it out"))
        line.accepted.connect(partial(self._take, edit))

    def _take(self, edit: "Together") -> None:
        """One entry of the history; then the first of the shapes is looked at."""
        from sonostep.core.edits import PutAnnotation

        desk = self._window.desk
        if desk is None or not desk.do(edit):
            return
        drawn = [e.annotation for e in edit.edits if isinstance(e, PutAnnotation)]
        if drawn:
            self._window.session.look(clip=drawn[0].frame.clip, frame=drawn[0].frame.frame)


def _read(path: Path) -> "ReadReport":
    from sonostep.reporting.sr_read import read_sr

    return read_sr(path)


def _named(patient: "Patient") -> str:
    return " ".join(t for t in (patient.name.replace("^", " ").strip(), patient.id) if t)
