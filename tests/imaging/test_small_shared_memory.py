"""A container's 64 MB of shared memory: a real one, mounted in a namespace of the test's own."""

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

from helpers.dicom_files import grey, native

ROWS, COLUMNS, FRAMES = 600, 800, 60
"""115 MB of decoded frames, nearly twice what the shared memory holds."""

MOUNT = "mount -t tmpfs -o size=64m tmpfs /dev/shm"


def can_mount() -> bool:
    if not (shutil.which("unshare") and hasattr(os, "geteuid") and os.geteuid() == 0):
        return False
    tried = subprocess.run(["unshare", "-m", "sh", "-c", MOUNT], capture_output=True, check=False)
    return tried.returncode == 0


@pytest.mark.skipif(not can_mount(), reason="mounting a small /dev/shm needs root and unshare")
def test_a_clip_larger_than_shared_memory_plays_frame_by_frame(tmp_path):
    frames = np.stack([grey(n, ROWS, COLUMNS) for n in range(1, FRAMES + 1)])
    clip = native(tmp_path / "large.dcm", frames, Rows=ROWS, Columns=COLUMNS)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = f'{MOUNT} && exec "$0" -m helpers.play_through "$1"'
    ran = subprocess.run(
        ["unshare", "-m", "sh", "-c", command, sys.executable, str(clip)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
