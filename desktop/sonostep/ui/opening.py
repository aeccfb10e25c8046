"""Open files, folders, exams and protocols; whatever goes wrong leaves the open exam as it is."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from sonostep.core.clip import Clip, Patient
from sonostep.core.exam import Exam
from sonostep.core.history import History
from sonostep.core.problem import Problem, ProblemError
from sonostep.session import NoJournal, Session
from sonostep.ui.background import Background, Door, Task
from sonostep.ui.exam_files import (
    journal_of_file,
    journal_of_new,
    journal_of_path,
    make_sample,
    nothing,
    read_exam,
    read_protocol,
    write_exam,
)
from sonostep.ui.language import translate

if TYPE_CHECKING:
    from sonostep.session import Journal

_EXAM_SUFFIX = ".json"


class Scanning(Protocol):
    """A scan under way."""

    def cancel(self) -> None:
        """Stop it."""


class Scanner(Protocol):
    """Finds clips; every callback comes on a thread of its own."""

    def scan_async(
        self,
        paths: Sequence[str | Path],
        on_clip: Callable[[Clip], None],
        on_progress: Callable[[int, int], None] | None = None,
        on_done: Callable[[], None] | None = None,
    ) -> Scanning:
        """Look at files, folders, DICOMDIRs and zips."""


class Opening(QObject):
    """Brings things into the window.

    Signals:
        session_opened: a new session takes the place of the one before.
        clips_added: clips were added to the open session.
        protocol_read: a protocol file was read.
        mismatch: a clip of another patient waits for a yes; carries clip and patient.
        problem: why something could not be opened.
        finished: a scan has come to its end; carries how many clips can be read.
    """

    session_opened = Signal(object)
    clips_added = Signal()
    protocol_read = Signal(object)
    mismatch = Signal(object, object)
    problem = Signal(Problem)
    finished = Signal(int)
    task_started = Signal(object)

    def __init__(self, door: Door, background: Background, scanner: Scanner, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._door, self._background, self._scanner = door, background, scanner
        self._session: Session | None = None

    def adopt(self, session: Session | None) -> None:
        """Add what is opened from now on to this session; to a new one where there is none."""
        self._session = session

    # ask

    def ask_files(self) -> None:
        """Let the person choose files."""
        dialog = QFileDialog(self._window, translate("Opening", "Open files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._chosen)
        self._show(dialog)

    def ask_folder(self) -> None:
        """Let the person choose a folder."""
        dialog = QFileDialog(self._window, translate("Opening", "Open folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(self._chosen)
        self._show(dialog)

    def ask_exam(self) -> None:
        """Let the person choose an exam file."""
        dialog = QFileDialog(self._window, translate("Opening", "Open exam file"))
        dialog.setNameFilter("SonoStep (*.json)")
        dialog.fileSelected.connect(self.open_exam)
        self._show(dialog)

    def ask_save(self) -> None:
        """Let the person choose where the exam is written to."""
        dialog = QFileDialog(self._window, translate("Opening", "Save exam file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.fileSelected.connect(self.save_exam)
        self._show(dialog)

    def ask_protocol(self) -> None:
        """Let the person choose a protocol file."""
        dialog = QFileDialog(self._window, translate("Opening", "Use a protocol file"))
        dialog.setNameFilter("YAML (*.yaml *.yml)")
        dialog.fileSelected.connect(self.open_protocol)
        self._show(dialog)

    def _show(self, dialog: QFileDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, paths: Sequence[str]) -> None:
        self.open_paths([Path(p) for p in paths])

    # open

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open clips, folders and exam files."""
        exams = [p for p in paths if p.suffix.lower() == _EXAM_SUFFIX and p.is_file()]
        for path in exams:
            self.open_exam(path)
        clips = [p for p in paths if p not in exams]
        if clips:
            self._scan(clips)

    def open_sample(self) -> None:
        """Make the sample exam if it is not there yet, and open it as a new exam."""
        title = translate("Opening", "Making the sample exam")
        self._background.run(title, make_sample, self._sample_made)

    def _sample_made(self, paths: Sequence[Path]) -> None:
        self._session = None
        self._scan(paths)

    def open_exam(self, path: str | Path) -> None:
        """Open an exam file."""
        self._background.quick(partial(read_exam, Path(path)), self._exam_loaded)

    def _exam_loaded(self, exam: Exam) -> None:
        self._start(partial(journal_of_file, exam), exam)

    def resume(self, path: Path) -> None:
        """Go on with an exam from its journal."""
        self._start(partial(journal_of_path, path), None)

    def save_exam(self, path: str | Path) -> None:
        """Write the open exam as a file."""
        if self._session is not None:
            self._background.quick(partial(write_exam, self._session.exam, Path(path)), nothing)

    def open_protocol(self, path: str | Path) -> None:
        """Read a protocol file."""
        self._background.quick(partial(read_protocol, Path(path)), self.protocol_read.emit)

    def _start(self, begin: "Callable[[], tuple[Journal, History]]", exam: Exam | None) -> None:
        try:
            journal, history = begin()
        except ProblemError as error:
            self.problem.emit(error.problem)
            if exam is None:
                return
            # Better an exam that is told not to be kept than no exam.
            journal, history = NoJournal(), History.start(exam)
        except OSError as error:
            self.problem.emit(Problem.of("ui.home", reason=error.strerror or type(error).__name__))
            if exam is None:
                return
            journal, history = NoJournal(), History.start(exam)
        self._session = Session(history, journal)
        self.session_opened.emit(self._session)
        paths = [Path(c.path) for c in history.exam.clips]
        if paths:
            self._scan(paths)

    # scan

    def _scan(self, paths: Sequence[Path]) -> None:
        scan = _Scan(self, self._door, self._background)
        scan.begin(self._scanner, paths)

    def take(self, clip: Clip) -> None:
        """Take a clip in; the first readable one begins an exam where none is open."""
        session = self._session
        if session is None:
            if not clip.readable:
                self.tell_unreadable(clip)
                return
            self._start(partial(journal_of_new, _new_exam(clip)), _new_exam(clip))
            session = self._session
        if session is None:
            return
        if _other_patient(session.exam, clip):
            self.mismatch.emit(clip, session.exam.patient)
            return
        self.add(clip)

    def add(self, clip: Clip) -> None:
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

    def tell_unreadable(self, clip: Clip) -> None:
        """Say why a clip cannot be read."""
        if clip.problems:
            self.problem.emit(clip.problems[0])


class _Scan(QObject):
    """One scan: its progress, its cancel, and how many clips it gave."""

    def __init__(self, opening: Opening, door: Door, background: Background) -> None:
        super().__init__(opening)
        self._opening, self._door = opening, door
        self._task = Task(door, translate("Opening", "Looking at files"), self)
        self._readable = self._all = 0
        background.started.emit(self._task)

    def begin(self, scanner: Scanner, paths: Sequence[Path]) -> None:
        """Start looking."""
        door = self._door
        handle = scanner.scan_async(
            list(paths),
            lambda clip: door.post(self._clip, clip),
            lambda done, known: door.post(self._progress, done, known),
            lambda: door.post(self._done),
        )
        self._task.cancel_by(handle.cancel)

    def _clip(self, clip: Clip) -> None:
        if not self._task.cancelled:
            self._all += 1
            self._readable += clip.readable
            self._opening.take(clip)

    def _progress(self, done: int, known: int) -> None:
        self._task.progressed.emit(done / max(known, 1), f"{done} / {known}")

    def _done(self) -> None:
        self._task.end()
        if self._all == 0 and not self._task.cancelled:
            self._opening.problem.emit(Problem.of("ui.no_clips"))
        self._opening.finished.emit(self._readable)
        self.deleteLater()


def _new_exam(clip: Clip) -> Exam:
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return Exam(str(uuid.uuid4()), now, clip.patient)


def _other_patient(exam: Exam, clip: Clip) -> bool:
    """Whether both name a patient, and not the same one; a clip that is part of the exam was asked for."""
    if any(c.id == clip.id for c in exam.clips):
        return False
    mine, its = exam.patient, clip.patient
    if mine == Patient() or its == Patient():
        return False
    return (mine.id, mine.name) != (its.id, its.name)
