"""Signing is cut off between keeping the frozen report and the journal: nothing is lost, and it is mended."""

import os
import signal
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sonostep.core.edits import SetWords
from sonostep.core.exam import Exam, ExamState, Signature
from sonostep.core.finalise import Obstacles, close
from sonostep.reporting import files_of, freeze, verify, zipped
from sonostep.session import Session
from sonostep.storage import (
    create_journal,
    exam_to_json,
    final_path,
    keep_final,
    list_exams,
    open_journal,
    settled,
)

EXAM = Exam("e-1", "2026-01-02T03:04:05+08:00", physician="Lin", impression="as signed")
SIGNED = Signature("Lin", "", "2026-01-02T04:00:00+08:00")
SIGNING = f"""
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from storage.test_finals import EXAM, begun, frozen
from sonostep.storage import keep_final
folder = Path(sys.argv[1])
begun(folder)
keep_final(folder, EXAM.id, frozen())
os.kill(os.getpid(), signal.SIGKILL)
"""


def begun(folder):
    """The exam in its journal, with an edit after its start."""
    journal, history = create_journal(folder, replace(EXAM, impression=""))
    session = Session(history, journal)
    session.do(SetWords(EXAM.impression, ""))
    return session


def frozen(exam=EXAM):
    _, files = freeze(close(exam, SIGNED, Obstacles()), lambda e: {"report.pdf": b"%PDF"}, exam_to_json)
    return zipped(files)


def reopened(folder):
    journal, history = open_journal(next(folder.glob("*.sonostep")))
    try:
        return settled(journal, history)
    finally:
        journal.close()


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
def test_a_kill_between_report_and_journal_leaves_a_final_exam(tmp_path):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", SIGNING, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert [s.state for s in list_exams(tmp_path)] == ["draft"]
    history, told = reopened(tmp_path)
    assert told.code == "final.attached"
    assert history.exam.state is ExamState.FINAL and history.exam.signature == SIGNED
    # it is mended once, and what was sealed is what stands beside it
    again, nothing = reopened(tmp_path)
    assert (again.exam, nothing) == (history.exam, None)
    verdict = verify(files_of(final_path(tmp_path, EXAM.id)))
    assert verdict.unaltered and verdict.sha256 == history.exam.final_sha256


def changed_since(folder):
    session = begun(folder)
    keep_final(folder, EXAM.id, frozen())
    session.do(SetWords("changed since", ""))
    session.close()


def damaged(folder):
    begun(folder).close()
    path = keep_final(folder, EXAM.id, frozen())
    path.chmod(0o600)
    with zipfile.ZipFile(path) as archive:
        report = archive.getinfo("report.pdf")
    data = bytearray(path.read_bytes())
    # in the compressed bytes: a bit of the zip's own headers may say nothing about what was sealed
    data[report.header_offset + 30 + len(report.filename) + report.compress_size // 2] ^= 1
    path.write_bytes(data)


def of_other_bytes(folder):
    """A zip that is whole but holds another file than was sealed."""
    begun(folder).close()
    path = keep_final(folder, EXAM.id, frozen())
    path.chmod(0o600)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("more.txt", "x")


@pytest.mark.parametrize("left", [changed_since, damaged, of_other_bytes])
def test_a_report_that_does_not_fit_is_set_aside_and_the_draft_can_be_signed(tmp_path, left):
    left(tmp_path)
    was = final_path(tmp_path, EXAM.id).read_bytes()
    history, told = reopened(tmp_path)
    assert told.code == "final.set_aside"
    assert history.exam.state is ExamState.DRAFT
    (aside,) = tmp_path.glob("*aside*")
    assert aside.read_bytes() == was and aside.name == dict(told.params)["file"]
    again = keep_final(tmp_path, EXAM.id, frozen(history.exam))
    assert verify(files_of(again)).unaltered


def test_what_belongs_together_is_left_alone(tmp_path):
    begun(tmp_path).close()
    assert reopened(tmp_path)[1] is None
    keep_final(tmp_path, EXAM.id, frozen())
    journal, history = open_journal(next(tmp_path.glob("*.sonostep")), read_only=True)
    assert settled(journal, history) == (history, None)


def test_a_frozen_report_is_written_by_nobody(tmp_path):
    path = keep_final(tmp_path, EXAM.id, frozen())
    assert stat.S_IMODE(path.stat().st_mode) == 0o400


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_report_and_its_name_are_durable_before_anybody_hears_of_it(tmp_path, monkeypatch):
    """After a power loss the journal said final in 88 of 375 places where no report was."""
    done = []
    sync, move = os.fsync, os.replace

    def synced(handle):
        done.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        sync(handle)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", lambda a, b: (done.append("name"), move(a, b)))
    keep_final(tmp_path, EXAM.id, frozen())
    assert done == ["file", "name", "folder"]
