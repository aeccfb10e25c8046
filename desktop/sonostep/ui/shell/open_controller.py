"""Open files, folders, exams and protocols: file dialogs, scans, and what is read for them."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from sonostep.core.problem import Problem
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.tasks import Background, Door, Task
from sonostep.ui.shell.exam_opener import ExamOpener

if TYPE_CHECKING:
    # Not for the first paint.
    from sonostep.core.clip import Clip
    from sonostep.core.exam import Exam
    from sonostep.workflows.exam_files import ExamFiles
    from sonostep.workflows.frame_loader import Scanner

T = TypeVar("T")
_EXAM_SUFFIX = ".json"
_BUNDLE = 150
"""Milliseconds during which found clips are gathered: each bundle is one write to the disk and one list."""


class Opening(QObject):
    """Opens files, exams and reports.

    Brings things into the window; whatever goes wrong leaves the open exam as it is.

    The clips of a scan go to ``exams``, which opens an exam for them or adds them to the open one.

    Signals:
        protocol_read: a protocol file was read.
        problem: why something could not be opened.
        finished: a scan has come to its end; carries how many clips can be read.
        opened: the files and folders that a person asked for.
        saved: an exam was written as a file; carries the path and the exam's id.
        settled: a problem that was told no longer holds: the same was tried again.
        others_found: exam files that wait, since one exam is open at a time; carries (path, exam) of each.
    """

    protocol_read = Signal(object)
    problem = Signal(Problem)
    finished = Signal(int)
    opened = Signal(object)
    saved = Signal(object, str)
    settled = Signal(Problem)
    others_found = Signal(object)

    def __init__(self, door: Door, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._door, self._background = door, background
        self._scanner: Scanner | None = None
        self._waiting: list[Sequence[Path]] = []
        self.recent: tuple[str, ...] = ()
        self.exams = ExamOpener(background, self)
        self.exams.problem.connect(self.problem)
        self.exams.clips_wanted.connect(self._scan)
        self.exams.begun.connect(self._exam_begun)
        self._others: ExamFiles = ()
        self._refusals: dict[str, tuple[Problem, ...]] = {}

    def use_scanner(self, scanner: "Scanner") -> None:
        """Hand over who finds clips; what was asked for before is looked for now."""
        self._scanner = scanner
        waiting, self._waiting = self._waiting, []
        for paths in waiting:
            self._scan(paths)

    # ask

    def ask_files(self) -> None:
        """Let the person choose files."""
        from sonostep.ui.kit.file_dialogs import choose_files

        choose_files(self._window, self.open_paths)

    def ask_folder(self) -> None:
        """Let the person choose a folder."""
        from sonostep.ui.kit.file_dialogs import choose_folder

        choose_folder(self._window, self.open_paths)

    def ask_recent(self) -> None:
        """Offer what was opened last, of what is still there."""
        from sonostep.ui.kit.file_dialogs import choose_recent

        choose_recent(self._window, self.recent, self.open_paths)

    def ask_exam(self) -> None:
        """Let the person choose an exam file."""
        from sonostep.ui.kit.file_dialogs import choose_exam

        choose_exam(self._window, self.open_exam)

    def ask_save(self) -> None:
        """Let the person choose where the exam is written to."""
        from sonostep.ui.kit.file_dialogs import choose_target

        choose_target(self._window, self.save_exam)

    def ask_protocol(self) -> None:
        """Let the person choose a protocol file."""
        from sonostep.ui.kit.file_dialogs import choose_protocol

        choose_protocol(self._window, self.open_protocol)

    # open

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open clips, folders and exam files."""
        exams = [p for p in paths if p.suffix.lower() == _EXAM_SUFFIX and p.is_file()]
        clips = [p for p in paths if p not in exams]
        if clips:
            self.opened.emit(clips)
        if exams:
            self._open_exams(exams, clips)
        elif clips:
            self._scan(clips)

    def open_sample(self) -> None:
        """Make the sample exam if it is not there yet, and open it as a new exam."""
        from sonostep.workflows.exam_files import make_sample

        title = translate("Opening", "Making the sample exam")
        self._background.run(title, make_sample, self._sample_made)

    def _sample_made(self, paths: Sequence[Path]) -> None:
        self.exams.adopt(None)
        self._scan(paths)

    def open_exam(self, path: str | Path) -> None:
        """Open an exam file."""
        self._open_exams([Path(path)], ())

    def _open_exams(self, paths: Sequence[Path], clips: Sequence[Path]) -> None:
        """Open the first exam file that can be read, name the others, and add the clips to what is opened."""
        from sonostep.workflows.exam_files import read_exams

        self._try("exam", partial(read_exams, paths), partial(self._exams_read, clips))

    def _exams_read(self, clips: Sequence[Path], found: "tuple[ExamFiles, tuple[Problem, ...]]") -> None:
        files, problems = found
        self._refuse("exam", *problems)
        if files:
            self._others = files[1:]
            self.exams.open(files[0][1])
        # only now: before, they would be added to the exam that was open
        self._scan(clips)

    def _exam_begun(self) -> None:
        if self._others:
            # once it is shown: what was asked of the exam before goes with it
            QTimer.singleShot(0, self, self._name_others)

    def _name_others(self) -> None:
        self.others_found.emit(self._others)

    def open_other(self, path: Path, exam: "Exam") -> None:
        """Open one of the exam files that wait, in place of the open exam; the others wait on."""
        self._others = tuple(f for f in self._others if f[0] != path)
        self.exams.open(exam)

    def leave_other(self, path: Path) -> None:
        """Let an exam file be."""
        self._others = tuple(f for f in self._others if f[0] != path)

    def save_exam(self, path: str | Path) -> None:
        """Write the open exam as a file, with what is being typed."""
        from sonostep.ui.kit.autosave import save_typed

        save_typed()
        if self.exams.session is not None:
            self.write_exam(self.exams.session.exam, path)

    def write_exam(self, exam: "Exam", path: str | Path) -> None:
        """Write an exam as a file."""
        from sonostep.workflows.exam_files import write_exam

        self._try("save", partial(write_exam, exam, Path(path)), partial(self._saved, Path(path), exam.id))

    def _saved(self, path: Path, exam: str, _: object) -> None:
        self.saved.emit(path, exam)

    def open_protocol(self, path: str | Path) -> None:
        """Read a protocol file."""
        from sonostep.workflows.exam_files import read_protocol

        self._try("protocol", partial(read_protocol, Path(path)), self.protocol_read.emit)

    def _try(self, act: str, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Do something short in the background; why the same could not be done before is no longer told."""
        for problem in self._refusals.pop(act, ()):
            self.settled.emit(problem)
        self._background.quick(work, done, partial(self._refuse, act))

    def _refuse(self, act: str, *problems: Problem) -> None:
        if problems:
            self._refusals[act] = problems
        for problem in problems:
            self.problem.emit(problem)

    def _scan(self, paths: Sequence[Path]) -> None:
        if self._scanner is None:
            self._waiting.append(paths)
        elif paths:
            _Scan(self, self._door, self._background).begin(self._scanner, paths)


class _Scan(QObject):
    """One look at files and folders: its progress, its cancel, and how many clips it gave."""

    def __init__(self, opening: Opening, door: Door, background: Background) -> None:
        super().__init__(opening)
        self._opening, self._door = opening, door
        self._task = Task(door, translate("Opening", "Looking at files"), self)
        self._readable = self._all = 0
        self._found: list[Clip] = []
        self._bundle = QTimer(self)
        self._bundle.setSingleShot(True)
        self._bundle.setInterval(_BUNDLE)
        self._bundle.timeout.connect(self._hand_over)
        background.started.emit(self._task)

    def begin(self, scanner: "Scanner", paths: Sequence[Path]) -> None:
        """Start looking."""
        door = self._door
        handle = scanner.scan_async(
            list(paths),
            lambda clip: door.post(self._clip, clip),
            lambda done, known: door.post(self._progress, done, known),
            lambda: door.post(self._done),
        )
        self._task.cancel_by(handle.cancel)

    def _clip(self, clip: "Clip") -> None:
        if not self._task.cancelled:
            self._all += 1
            self._readable += clip.readable
            self._found.append(clip)
            if self._all == 1:
                # the first picture waits for nothing
                self._hand_over()
            elif not self._bundle.isActive():
                self._bundle.start()

    def _hand_over(self) -> None:
        """Give on what was found since last time: one edit and one list, however many there are."""
        found, self._found = self._found, []
        if found and not self._task.cancelled:
            self._opening.exams.take(found, self)

    def _progress(self, done: int, known: int) -> None:
        self._task.progressed.emit(done / max(known, 1), f"{done} / {known}")

    def _done(self) -> None:
        self._bundle.stop()
        self._hand_over()
        self._task.end()
        if self._all == 0 and not self._task.cancelled:
            self._opening.problem.emit(Problem.of("ui.no_clips"))
        self._opening.finished.emit(self._readable)
        self.deleteLater()
