"""Open files, folders, exams and protocols; whatever goes wrong leaves the open exam as it is."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sonostep.core.problem import Problem, ProblemError
from sonostep.ui.background import Background, Door
from sonostep.ui.beginning import Beginning
from sonostep.ui.language import translate
from sonostep.ui.scanner import Scanner

if TYPE_CHECKING:
    # Not for the first paint: ``exam_files`` and the session are imported with the first exam.
    from sonostep.core.clip import Clip
    from sonostep.core.exam import Exam
    from sonostep.session import Session
    from sonostep.ui.beginning import Begin

_EXAM_SUFFIX = ".json"


class Opening(QObject):
    """Brings things into the window.

    Signals:
        session_opened: a new session takes the place of the one before.
        clips_added: clips were added to the open session.
        protocol_read: a protocol file was read.
        mismatch: a clip of another patient waits for a yes; carries clip and patient.
        report_found: a structured report is among the files; carries it as a clip that shows no picture.
        problem: why something could not be opened.
        finished: a scan has come to its end; carries how many clips can be read.
    """

    session_opened = Signal(object)
    clips_added = Signal()
    protocol_read = Signal(object)
    mismatch = Signal(object, object)
    report_found = Signal(object)
    problem = Signal(Problem)
    finished = Signal(int)
    task_started = Signal(object)
    opened = Signal(object)

    def __init__(self, door: Door, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._door, self._background = door, background
        self._scanner: Scanner | None = None
        self._session: Session | None = None
        self._waiting: list[Sequence[Path]] = []
        self._beginning: Beginning | None = None
        self._resumed: Path | None = None
        self.recent: tuple[str, ...] = ()

    def use_scanner(self, scanner: Scanner) -> None:
        """Hand over who finds clips; what was asked for before is looked for now."""
        self._scanner = scanner
        waiting, self._waiting = self._waiting, []
        for paths in waiting:
            self._scan(paths)

    @property
    def beginning(self) -> bool:
        """Whether an exam is just being begun."""
        return self._beginning is not None

    def adopt(self, session: "Session | None") -> None:
        """Add what is opened from now on to this session; to a new one where there is none."""
        self.close()
        self._session = session

    def close(self) -> None:
        """Give up an exam that is just being begun."""
        beginning, self._beginning = self._beginning, None
        if beginning is not None:
            beginning.drop()

    # ask

    def ask_files(self) -> None:
        """Let the person choose files."""
        from sonostep.ui.choosing import choose_files

        choose_files(self._window, self.open_paths)

    def ask_folder(self) -> None:
        """Let the person choose a folder."""
        from sonostep.ui.choosing import choose_folder

        choose_folder(self._window, self.open_paths)

    def ask_recent(self) -> None:
        """Offer what was opened last, of what is still there."""
        from sonostep.ui.choosing import choose_recent

        choose_recent(self._window, self.recent, self.open_paths)

    def ask_exam(self) -> None:
        """Let the person choose an exam file."""
        from sonostep.ui.choosing import choose_exam

        choose_exam(self._window, self.open_exam)

    def ask_save(self) -> None:
        """Let the person choose where the exam is written to."""
        from sonostep.ui.choosing import choose_target

        choose_target(self._window, self.save_exam)

    def ask_protocol(self) -> None:
        """Let the person choose a protocol file."""
        from sonostep.ui.choosing import choose_protocol

        choose_protocol(self._window, self.open_protocol)

    # open

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open clips, folders and exam files."""
        exams = [p for p in paths if p.suffix.lower() == _EXAM_SUFFIX and p.is_file()]
        for path in exams:
            self.open_exam(path)
        clips = [p for p in paths if p not in exams]
        if clips:
            self.opened.emit(clips)
            self._scan(clips)

    def open_sample(self) -> None:
        """Make the sample exam if it is not there yet, and open it as a new exam."""
        from sonostep.ui.exam_files import make_sample

        title = translate("Opening", "Making the sample exam")
        self._background.run(title, make_sample, self._sample_made)

    def _sample_made(self, paths: Sequence[Path]) -> None:
        self.adopt(None)
        self._scan(paths)

    def open_exam(self, path: str | Path) -> None:
        """Open an exam file."""
        from sonostep.ui.exam_files import read_exam

        self._background.quick(partial(read_exam, Path(path)), self._exam_loaded)

    def open_begun(self, exam: "Exam") -> None:
        """Open an exam that was begun elsewhere, as an amendment is."""
        self._exam_loaded(exam)

    def _exam_loaded(self, exam: "Exam") -> None:
        from sonostep.ui.exam_files import journal_of_file

        self._start(partial(journal_of_file, exam), exam)

    def resume(self, path: Path) -> None:
        """Go on with an exam from its journal; with the one that is open already, just where it is."""
        from sonostep.ui.exam_files import is_journal_of, journal_of_path

        self._resumed = path
        session = self._session
        works = session is not None and session.read_only is None and not session.closed
        if session is not None and works and is_journal_of(path, session.exam):
            self.clips_added.emit()
        else:
            self._start(partial(journal_of_path, path), None)

    def reopen(self) -> None:
        """Open the journal that was resumed last anew, to work on it."""
        if self._resumed is not None:
            self.resume(self._resumed)

    def save_exam(self, path: str | Path) -> None:
        """Write the open exam as a file."""
        from sonostep.ui.exam_files import nothing, write_exam

        if self._session is not None:
            self._background.quick(partial(write_exam, self._session.exam, Path(path)), nothing)

    def open_protocol(self, path: str | Path) -> None:
        """Read a protocol file."""
        from sonostep.ui.exam_files import read_protocol

        self._background.quick(partial(read_protocol, Path(path)), self.protocol_read.emit)

    def _start(self, begin: "Begin", exam: "Exam | None") -> None:
        self.close()
        self._beginning = Beginning(begin, exam)
        self._background.quick(self._beginning.run, self._begun)

    def _begun(self, beginning: Beginning) -> None:
        if beginning is not self._beginning:
            return
        self._beginning = None
        if beginning.problem is not None:
            self.problem.emit(beginning.problem)
        session = beginning.session()
        if session is not None:
            self._session = session
            self.session_opened.emit(session)
            self._scan([Path(c.path) for c in session.exam.clips])
        for clip in beginning.clips:
            self.take(clip)

    # scan

    def _scan(self, paths: Sequence[Path]) -> None:
        if self._scanner is None:
            self._waiting.append(paths)
        elif paths:
            from sonostep.ui.scanning import Scan

            Scan(self, self._door, self._background).begin(self._scanner, paths)

    def take(self, clip: "Clip") -> None:
        """Take a clip in; the first readable one begins an exam where none is open."""
        from sonostep.ui.reports_in import is_report

        session = self._session
        if is_report(clip):
            self.report_found.emit(clip)
        elif self._beginning is not None:
            self._beginning.clips.append(clip)
        elif session is not None:
            self._take_into(session, clip)
        elif clip.readable:
            self._start_with(clip)
        else:
            self.tell_unreadable(clip)

    def _start_with(self, clip: "Clip") -> None:
        from sonostep.ui.exam_files import journal_of_new
        from sonostep.ui.taking import new_exam

        exam = new_exam(clip)
        self._start(partial(journal_of_new, exam), exam)
        self.take(clip)

    def _take_into(self, session: "Session", clip: "Clip") -> None:
        from sonostep.ui.taking import in_question

        if in_question(session.exam, clip):
            self.mismatch.emit(clip, session.exam.patient)
            return
        self.add(clip)

    def add_confirmed(self, clip: "Clip") -> None:
        """Add a clip that a person said is of the exam's patient; this is kept and printed."""
        from sonostep.core.insertion import ConfirmClip

        self.add(clip)
        session = self._session
        if session is not None and any(c.id == clip.id for c in session.exam.clips):
            session.do(ConfirmClip(clip.id))

    def add(self, clip: "Clip") -> None:
        """Add a clip to the open session without asking."""
        session = self._session
        if session is None:
            return
        try:
            session.add_clip(clip)
        except ProblemError as error:
            self.problem.emit(error.problem)
            return
        if not clip.readable:
            self.tell_unreadable(clip)
        elif not session.view.clip:
            session.look(clip=clip.id, frame=1)
        self.clips_added.emit()

    def tell_unreadable(self, clip: "Clip") -> None:
        """Say why a clip cannot be read."""
        if clip.problems:
            self.problem.emit(clip.problems[0])
