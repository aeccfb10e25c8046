"""Edits exams and says so, until it is killed: run by test_kill.py.

For each line on stdin, the path of a folder, a forked child makes or opens the journal there, and edits
without end. It writes one line per acknowledged edit to the pipe that it inherited as stdout.
"""

import os
import sys
import traceback
from pathlib import Path

from sonostep.core.clip import FrameRef, ScaleInfo
from sonostep.core.edits import AddClips, PutKeyImage, SetWords
from sonostep.core.exam import ClipRecord, Exam, KeyImage
from sonostep.session import Session
from sonostep.storage import create_journal, list_exams, open_journal

CLIP = ClipRecord("c", "a.dcm", "a", 9, 20.0, ScaleInfo(10, 10))


def acknowledge(line: str) -> None:
    """Write a line whole; a pipe keeps lines this short together."""
    os.write(1, (line + "\n").encode())


def edit_without_end(folder: Path) -> None:
    """Do, undo and redo; each acknowledged state is told by its count and its words."""
    begun = [summary.path for summary in list_exams(folder)]
    start = Exam("e-1", "2026-01-02T03:04:05+08:00")
    journal, history = open_journal(begun[0]) if begun else create_journal(folder, start)
    session = Session(history, journal)
    session.do(AddClips((CLIP,)))
    number = len(session.history.entries)
    while session.unsaved is None:
        number += 1
        session.do(SetWords(str(number), "x" * 3000))
        if number % 5 == 0:
            session.do(PutKeyImage(KeyImage(f"k{number % 50}", FrameRef("c", 1), os.urandom(20_000))))
        if number % 7 == 0:
            session.undo()
            session.undo()
            session.redo()
        acknowledge(f"{len(session.history.entries)} {session.history.cursor} {session.exam.impression}")


def main() -> None:
    """Serve one child per line."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                edit_without_end(Path(line.strip()))
            except Exception:  # noqa: BLE001 - told, since nobody sees this process
                traceback.print_exc()
            finally:
                os._exit(1)
        acknowledge(f"pid {child}")
        os.waitpid(child, 0)
        acknowledge("dead")


main()
