"""The journal: what was acknowledged is on the disk, whatever happens next."""

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.strategies import exams
from sonostep.core.clip import FrameRef, Patient, ScaleInfo
from sonostep.core.edits import AddClips, PutKeyImage, SetPatient, SetWords
from sonostep.core.exam import ClipRecord, Exam, KeyImage
from sonostep.core.problem import ProblemError
from sonostep.session import Session
from sonostep.storage import backup, create_journal, exams_folder, list_exams, open_journal

EXAM = Exam("e-1", "2026-01-02T03:04:05+08:00")
CLIP = ClipRecord("c", "a.dcm", "a", 9, 20.0, ScaleInfo(10, 10))


def code_of(action):
    with pytest.raises(ProblemError) as caught:
        action()
    return caught.value.problem.code


@pytest.fixture
def opened(tmp_path):
    """A session on a new journal, closed at the end."""
    journal, history = create_journal(tmp_path, EXAM)
    session = Session(history, journal)
    yield session, journal
    session.close()


def values(history):
    return [(e.name, e.exam) for e in history.entries], history.cursor


def reread(journal):
    return open_journal(journal.path, read_only=True)[1]


def test_edits_undo_and_redo_are_there_at_once(opened):
    session, journal = opened
    session.do(AddClips((CLIP,)))
    session.do(SetWords("a", "b"))
    assert values(reread(journal)) == values(session.history)
    session.undo()
    assert values(reread(journal)) == values(session.history)
    session.redo()
    session.undo()
    session.do(SetWords("c", "d"))
    assert values(reread(journal)) == values(session.history)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=exams, others=st.lists(exams, max_size=3), cursor=st.integers(0, 3))
def test_any_history_comes_back(tmp_path_factory, first, others, cursor):
    folder = tmp_path_factory.mktemp("journal")
    journal, history = create_journal(folder, first)
    for exam in others:
        history = history.did(exam, "edit")
    history = replace(history, cursor=min(cursor, len(others)))
    journal.keep(history)
    journal.close()
    again, read = open_journal(journal.path)
    again.close()
    assert values(read) == values(history)


def test_states_share_what_they_have_in_common_after_reopening(opened):
    session, journal = opened
    session.do(AddClips((CLIP,)))
    session.do(PutKeyImage(KeyImage("k", FrameRef("c", 1), b"png" * 1000)))
    session.do(SetWords("a", ""))
    history = reread(journal)
    before, after = history.entries[2].exam, history.entries[3].exam
    assert before.key_images is after.key_images
    assert before.clips is after.clips


def test_a_picture_is_stored_once(opened):
    session, journal = opened
    session.do(AddClips((CLIP,)))
    picture = os.urandom(500_000)
    for number in range(10):
        session.do(PutKeyImage(KeyImage(f"k{number}", FrameRef("c", 1), picture)))
    session.close()
    assert journal.path.stat().st_size < 700_000


def test_work_goes_on_where_it_stopped(tmp_path):
    for number in range(3):
        if number:
            journal, history = open_journal(next(tmp_path.glob("*.sonostep")))
        else:
            journal, history = create_journal(tmp_path, EXAM)
        session = Session(history, journal)
        session.do(SetWords(str(number), ""))
        session.close()
    history = reread(journal)
    assert [e.exam.impression for e in history.entries] == ["", "0", "1", "2"]


def test_the_file_is_the_owners_alone(opened):
    if os.name != "posix":
        pytest.skip("file modes are POSIX's")
    _, journal = opened
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(exams_folder().stat().st_mode) == 0o700


@pytest.mark.parametrize("id_", ["../../etc/x", "a/b", "", ".", "名", "x" * 300, "a\0b"])
def test_a_hostile_id_stays_in_the_folder(tmp_path, id_):
    folder = tmp_path / "exams"
    folder.mkdir()
    journal, _ = create_journal(folder, replace(EXAM, id=id_))
    journal.close()
    assert journal.path.resolve().parent == folder.resolve()
    assert [s.id for s in list_exams(folder)] == [id_]


def test_a_journal_may_be_opened_on_one_thread_and_used_on_another(tmp_path):
    with ThreadPoolExecutor(1) as pool:
        journal, history = pool.submit(create_journal, tmp_path, EXAM).result()
        session = Session(history, journal)
        session.do(SetWords("a", ""))
        assert session.unsaved is None
        session.close()
        journal, history = pool.submit(open_journal, journal.path).result()
        session = Session(history, journal)
        session.do(SetWords("b", ""))
        session.close()
    assert reread(journal).exam.impression == "b"


# two instances


def test_a_second_instance_is_told_and_may_look(opened):
    session, journal = opened
    assert code_of(lambda: open_journal(journal.path)) == "journal.locked"
    looking, history = open_journal(journal.path, read_only=True)
    session.do(SetWords("a", ""))
    guest = Session(history, looking)
    guest.do(SetWords("theirs", ""))
    assert guest.unsaved is not None and guest.unsaved.problem.code == "journal.read_only"
    assert reread(journal).exam.impression == "a"


OPEN_IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from sonostep.core.problem import ProblemError
from sonostep.storage import open_journal
try:
    open_journal(Path(sys.argv[1]))
except ProblemError as error:
    sys.stdout.write(error.problem.code)
"""


def test_another_process_is_told_too(opened):
    _, journal = opened
    command = [sys.executable, "-c", OPEN_IN_ANOTHER_PROCESS, str(journal.path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "journal.locked"


def test_closing_lets_the_next_in(opened):
    session, journal = opened
    session.close()
    session.close()
    other, _ = open_journal(journal.path)
    other.close()


def test_the_same_exam_is_not_begun_twice(opened, tmp_path):
    session, _ = opened
    assert code_of(lambda: create_journal(tmp_path, EXAM)) == "journal.exists"
    session.close()
    assert code_of(lambda: create_journal(tmp_path, EXAM)) == "journal.exists"


def test_a_journal_that_was_never_begun_is_begun_now(tmp_path):
    (tmp_path / "e-1.sonostep").write_bytes(b"")
    journal, history = create_journal(tmp_path, EXAM)
    journal.close()
    assert values(reread(journal)) == values(history)


# a medium that fails


def fill(journal, pages=0):
    """Let the file grow by no more than ``pages``: SQLite then reports a full disk."""
    connection = journal._connection
    (count,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {count + pages}")


def test_on_a_full_disk_the_exam_stays_and_is_whole_again_once_there_is_room(opened):
    session, journal = opened
    session.do(AddClips((CLIP,)))
    saved = values(session.history)
    fill(journal)
    for number in range(5):
        session.do(SetPatient(Patient("name " * 2000 + str(number))))
    session.undo()
    assert session.unsaved is not None and session.unsaved.problem.code == "journal.full"
    assert values(reread(journal)) == saved
    assert not session.keep_again()
    fill(journal, 10_000)
    assert session.keep_again()
    assert session.unsaved is None
    assert values(reread(journal)) == values(session.history)


def test_the_next_edit_after_a_failure_writes_all_that_is_missing(opened):
    session, journal = opened
    fill(journal)
    session.do(SetPatient(Patient("name " * 2000)))
    fill(journal, 10_000)
    session.do(SetWords("a", ""))
    assert session.unsaved is None
    assert values(reread(journal)) == values(session.history)


ACTS = st.lists(
    st.sampled_from(["words", "big words", "picture", "undo", "redo", "fill", "room", "reopen"]), max_size=25
)


@given(acts=ACTS)
def test_whatever_happens_the_file_holds_all_or_the_session_says_so(tmp_path_factory, acts):
    start = replace(EXAM, clips=(CLIP,))
    journal, history = create_journal(tmp_path_factory.mktemp("journal"), start)
    session, saved = Session(history, journal), values(history)
    for number, act in enumerate(acts):
        match act:
            case "words" | "big words":
                session.do(SetWords(str(number), "x" * (20_000 if act == "big words" else 1)))
            case "picture":
                picture = bytes([number]) * 9_000
                session.do(PutKeyImage(KeyImage(f"k{number % 3}", FrameRef("c", 1), picture)))
            case "undo":
                session.undo()
            case "redo":
                session.redo()
            case "fill":
                fill(journal)
            case "room":
                fill(journal, 10_000)
            case "reopen" if session.unsaved is None:
                session.close()
                journal, history = open_journal(journal.path)
                session = Session(history, journal)
        if session.unsaved is None:
            saved = values(session.history)
        assert values(reread(journal)) == saved
    fill(journal, 10_000)
    assert session.keep_again()
    assert values(reread(journal)) == values(session.history)
    session.close()


def test_an_interrupt_in_the_middle_of_a_write_spoils_nothing(opened, monkeypatch):
    session, journal = opened
    session.do(AddClips((CLIP,)))
    kept = values(session.history)
    write = journal._write

    def interrupted(*arguments):
        write(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(journal, "_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        session.do(PutKeyImage(KeyImage("k", FrameRef("c", 1), b"png")))
    assert values(reread(journal)) == kept
    monkeypatch.undo()
    assert session.keep_again()
    assert values(reread(journal)) == values(session.history)


def test_a_real_full_disk(tmp_path):
    """On a file system of 512 kB, where this machine lets us make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        journal, history = create_journal(disk, EXAM)
        session = Session(history, journal)
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * (os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - 8192))
        session.do(SetWords("w" * 100_000, ""))
        assert session.unsaved is not None and session.unsaved.problem.code == "journal.full"
        ballast.unlink()
        session.do(SetWords("short", ""))
        assert session.unsaved is None
        session.close()
        assert [e.exam.impression[:5] for e in reread(journal).entries] == ["", "wwwww", "short"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_that_cannot_be_written(tmp_path):
    assert code_of(lambda: create_journal(tmp_path / "none", EXAM)) == "journal.not_writable"


# damage


def test_a_journal_that_is_gone(tmp_path):
    assert code_of(lambda: open_journal(tmp_path / "x.sonostep")) == "journal.missing"


@pytest.fixture
def closed(tmp_path):
    """The file of a journal with a few states that nobody has open."""
    journal, history = create_journal(tmp_path, EXAM)
    session = Session(history, journal)
    session.do(AddClips((CLIP,)))
    session.do(SetPatient(Patient("陳大文")))
    session.close()
    return journal.path


def test_flipped_bytes_never_pass_for_an_exam(closed, scaled):
    whole = closed.read_bytes()
    right = values(open_journal(closed, read_only=True)[1])
    step = max(1, len(whole) // scaled(4000))
    for position in range(7, len(whole), step):
        broken = bytearray(whole)
        broken[position] ^= 0xFF
        closed.write_bytes(broken)
        try:
            read = values(open_journal(closed, read_only=True)[1])
        except ProblemError as error:
            assert error.problem.code.startswith("journal.")
        else:
            assert read == right


@pytest.mark.parametrize("keep", [0, 10, 100, 5000])
def test_a_file_that_was_cut_off(closed, keep):
    closed.write_bytes(closed.read_bytes()[:keep])
    code = code_of(lambda: open_journal(closed))
    assert code == ("journal.empty" if not keep else "journal.damaged")
    assert code_of(lambda: open_journal(closed, read_only=True)) == code


def test_a_newer_or_foreign_file(closed, tmp_path):
    with sqlite3.connect(closed) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert code_of(lambda: open_journal(closed)) == "journal.newer"
    other = tmp_path / "other.sonostep"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    assert code_of(lambda: open_journal(other)) == "journal.damaged"
    assert not [p for p in tmp_path.glob("*-wal") if p.stat().st_size]


# lists and copies


def test_the_list_says_what_there_is_newest_first_with_the_damaged_last(closed, tmp_path):
    journal, _ = create_journal(tmp_path, Exam("e-2", "2026-02-02T03:04:05+08:00"))
    (tmp_path / "bad.sonostep").write_bytes(b"no database at all, but long enough" * 100)
    (tmp_path / "begun.sonostep").write_bytes(b"")
    new, old, bad = list_exams(tmp_path)
    journal.close()
    assert (new.id, new.patient, new.clips, new.state) == ("e-2", Patient(), 0, "draft")
    assert (old.id, old.patient, old.clips) == ("e-1", Patient("陳大文"), 1)
    assert bad.problem is not None and bad.problem.code == "journal.damaged"
    assert list_exams(tmp_path / "none") == ()


def test_a_backup_while_editing_is_one_whole_file(opened, tmp_path):
    session, journal = opened
    session.do(SetWords("a", ""))
    target = tmp_path / "copy" / "b.sonostep"
    target.parent.mkdir()
    target.write_bytes(b"an older backup")
    backup(journal.path, target)
    session.do(SetWords("b", ""))
    assert [p.name for p in target.parent.iterdir()] == ["b.sonostep"]
    restored, history = open_journal(target)
    restored.close()
    assert history.exam.impression == "a"
    backup(target, tmp_path / "restored.sonostep")
    assert open_journal(tmp_path / "restored.sonostep", read_only=True)[1].exam.impression == "a"


def test_a_backup_that_fails_leaves_the_old_one(closed, tmp_path):
    target = tmp_path / "b.sonostep"
    backup(closed, target)
    good = target.read_bytes()
    closed.write_bytes(b"damage" * 3000)
    assert code_of(lambda: backup(closed, target)).startswith("journal.")
    assert target.read_bytes() == good
    assert code_of(lambda: backup(target, tmp_path / "no" / "b")) == "journal.backup_failed"


def test_a_file_on_a_read_only_medium_can_be_looked_at(closed, tmp_path):
    """Where WAL's side files cannot be made (root ignores file modes, so a mount is needed)."""
    medium = tmp_path / "medium"
    medium.mkdir()
    (medium / closed.name).write_bytes(closed.read_bytes())
    bind = [["mount", "--bind", str(medium), str(medium)]]
    bind.append(["mount", "-o", "remount,ro,bind", str(medium)])
    if sys.platform != "linux" or os.geteuid() or subprocess.run(bind[0], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        subprocess.run(bind[1], check=True)
        path = medium / closed.name
        assert open_journal(path, read_only=True)[1].exam.patient.name == "陳大文"
        assert code_of(lambda: open_journal(path)) == "journal.not_writable"
        assert [s.clips for s in list_exams(medium)] == [1]
    finally:
        subprocess.run(["umount", str(medium)], check=True)


def test_many_states_are_kept_at_once_and_again_after_going_back_to_the_start(tmp_path):
    journal, history = create_journal(tmp_path, EXAM)
    start = history
    for number in range(500):
        history = history.did(replace(EXAM, plan=str(number)), "set_words")
    journal.keep(history)
    journal.keep(start)
    journal.keep(history)
    journal.close()
    assert len(reread(journal).entries) == 501
