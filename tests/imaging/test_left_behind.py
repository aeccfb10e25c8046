"""What was unpacked is gone after the program was killed, once another begins."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sonostep.imaging.worker import scratch_folder

_VICTIM = """
import sys, time
from sonostep.imaging.worker import scratch_folder
made = scratch_folder.folder()
(made / "CHEN^MEILI.dcm").write_bytes(b"x")
print(made, flush=True)
sys.stdin.readline()
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks of files that end with the process")


@pytest.fixture
def victim(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    command = [sys.executable, "-c", _VICTIM]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    ) as child:
        folder = Path(child.stdout.readline().strip())
        yield child, folder
        child.kill()


def test_a_killed_programs_unpacked_files_are_swept(victim):
    child, folder = victim
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert (folder / "CHEN^MEILI.dcm").exists()
    scratch_folder.sweep()
    assert not folder.exists()


def test_a_living_programs_unpacked_files_stay(victim):
    _, folder = victim
    scratch_folder.sweep()
    assert (folder / "CHEN^MEILI.dcm").exists()


def test_unpacked_files_are_gone_at_the_end_and_their_folder_is_the_owners_alone(victim):
    child, folder = victim
    assert folder.stat().st_mode & 0o077 == 0
    child.communicate("\n")
    assert not folder.exists()


def test_a_folder_of_the_same_name_that_is_not_ours_stays(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    others = tmp_path / "sonostep-notes"
    others.mkdir()
    (others / "note.txt").write_text("mine")
    scratch_folder.sweep()
    assert (others / "note.txt").exists()


def test_the_sweep_leaves_the_folders_of_its_own_process(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    own = scratch_folder.make()
    scratch_folder.sweep()
    assert own.is_dir()
    scratch_folder.remove(own)
    assert not own.exists()
