"""Opens an exam and adds clips to it: no exam, one being begun off the main thread, or one that is open."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sonostep.core.problem import Problem, ProblemError
from sonostep.ui.kit.tasks import Background
from sonostep.workflows.begin_exam import PendingExam

if TYPE_CHECKING:
    # Not for the first paint: ``exam_files`` and the session are imported with the first exam.
    from sonostep.core.clip import Clip, Patient
    from sonostep.core.exam import Exam
    from sonostep.session import Session
    from sonostep.workflows.begin_exam import Begin


class ExamOpener(QObject):
    """Opens exams. Holds the session that clips are added to.

    A clip that comes while an exam is being begun waits for it; the first readable one begins an exam where
    there is none.

    Signals:
        begun: an exam that was being begun is there, or could not be begun.
        session_opened: a new session takes the place of the one before.
        clips_wanted: the paths of the clips that a new session has.
        clips_added: clips were added to the open session.
        mismatch: a clip of another patient waits for a yes; carries clip and patient.
        report_found: a structured report is among the files; carries it as a clip that shows no picture.
        problem: why something could not be opened.
    """

    begun = Signal()
    session_opened = Signal(object)
    clips_wanted = Signal(object)
    clips_added = Signal()
    mismatch = Signal(object, object)
    report_found = Signal(object)
    problem = Signal(Problem)

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self.session: Session | None = None
        self.pending: PendingExam | None = None
        self._resumed: Path | None = None

    def adopt(self, session: "Session | None") -> None:
        """Add what is opened from now on to this session; to a new one where there is none."""
        self.close()
        self.session = session

    def close(self) -> None:
        """Give up an exam that is just being begun."""
        pending, self.pending = self.pending, None
        if pending is not None:
            pending.drop()

    def open(self, exam: "Exam") -> None:
        """Open an exam that came from elsewhere: a file, a report, or an amendment."""
        from sonostep.workflows.exam_files import journal_of_file

        self._begin(partial(journal_of_file, exam), exam)

    def resume(self, path: Path) -> None:
        """Go on with an exam from its journal; with the one that is open already, just where it is."""
        from sonostep.workflows.exam_files import is_journal_of, journal_of_path

        self._resumed = path
        session = self.session
        works = session is not None and session.read_only is None and not session.closed
        if session is not None and works and is_journal_of(path, session.exam):
            self.clips_added.emit()
        else:
            self._begin(partial(journal_of_path, path), None)

    def reopen(self) -> None:
        """Open the journal that was resumed last anew, to work on it."""
        if self._resumed is not None:
            self.resume(self._resumed)

    def _begin(self, begin: "Begin", exam: "Exam | None", clips: "Sequence[Clip]" = ()) -> None:
        self.close()
        self.pending = PendingExam(begin, exam)
        self.pending.clips += clips
        self._background.quick(self.pending.run, self._begun)

    def _begun(self, pending: PendingExam) -> None:
        if pending is not self.pending:
            return
        self.pending = None
        if pending.problem is not None:
            self.problem.emit(pending.problem)
        session = pending.session()
        if session is not None:
            self.session = session
            self.session_opened.emit(session)
            if session.exam.clips:
                self.clips_wanted.emit([Path(c.path) for c in session.exam.clips])
        self.take(pending.clips, pending.visit)
        self.begun.emit()

    def take(self, clips: "Sequence[Clip]", visit: object = None) -> None:
        """Take clips in, as they come from a scan; ``visit`` is the scan, whose clips are one edit."""
        from sonostep.workflows.report_import import is_report

        fitting = []
        for clip in clips:
            if is_report(clip):
                self.report_found.emit(clip)
            elif self.pending is not None:
                self.pending.clips.append(clip)
                self.pending.visit = visit
            elif self.session is not None:
                fitting += self._fitting(self.session, clip)
            elif clip.readable:
                self._begin_with(clip, visit)
            else:
                self._tell_unreadable(clip)
        if self.session is not None and fitting:
            self._add(self.session, fitting, visit)

    def _begin_with(self, clip: "Clip", visit: object) -> None:
        from sonostep.workflows.exam_files import journal_of_new, new_exam

        exam = new_exam(clip)
        self._begin(partial(journal_of_new, exam), exam, [clip])
        if self.pending is not None:
            self.pending.visit = visit

    def _fitting(self, session: "Session", clip: "Clip") -> "list[Clip]":
        """The clip, or nothing where it has to be asked about first."""
        from sonostep.workflows.exam_files import in_question

        if in_question(session.exam, clip):
            self.mismatch.emit(clip, session.exam.patient)
            return []
        return [clip]

    def add_confirmed(self, clip: "Clip", patient: "Patient") -> None:
        """Add a clip that a person said is of the exam's patient; this is kept and printed.

        ``patient`` is whom the question named: where the exam is of another by now, it is asked anew.

        An exam that names nobody is then of the clip's patient.
        """
        from sonostep.core.checks.identity import stated
        from sonostep.core.edits import ConfirmClip, SetPatient

        session = self.session
        if session is None:
            return
        if patient != session.exam.patient:
            self.take([clip])
            return
        if not stated(session.exam.patient) and stated(clip.patient):
            session.do(SetPatient(clip.patient))
        self._add(session, [clip])
        if any(c.id == clip.id for c in session.exam.clips):
            session.do(ConfirmClip(clip.id))

    def _add(self, session: "Session", clips: "Sequence[Clip]", visit: object = None) -> None:
        try:
            session.add_clips(clips, visit)
        except ProblemError as error:
            self.problem.emit(error.problem)
            return
        for clip in clips:
            if not clip.readable:
                self._tell_unreadable(clip)
            elif not session.view.clip:
                session.look(clip=clip.id, frame=1)
        self.clips_added.emit()

    def _tell_unreadable(self, clip: "Clip") -> None:
        if clip.problems:
            self.problem.emit(clip.problems[0])
