"""Run by a test in a namespace of its own: play a clip through the loader and say what was wrong."""

import sys
import threading
from pathlib import Path

from helpers.dicom_files import grey
from sonostep.core.clip import Frame, FrameRef
from sonostep.core.problem import Problem
from sonostep.imaging import FrameLoader, read_clip


def frame(loader: FrameLoader, ref: FrameRef) -> Frame | Problem:
    """Return one frame, however long it takes within reason."""
    got: list[Frame | Problem] = []
    done = threading.Event()
    loader.request(ref, lambda _, result: (got.append(result), done.set()))
    assert done.wait(60), "the loader never answered"
    return got[0]


def play(path: Path) -> int:
    """Return how many frames came out wrong, the first and last held all the while."""
    clip = read_clip(path)
    loader = FrameLoader()
    loader.start()
    wrong = 0
    try:
        loader.open(clip)
        for number in range(1, clip.frames + 1):
            shown = frame(loader, FrameRef(clip.id, number))
            expected = grey(number, clip.scale.rows, clip.scale.columns)
            wrong += isinstance(shown, Problem) or not (shown[:, :, 0] == expected).all()
            loader.prefetch(clip, number, 1)
    finally:
        loader.close()
    return wrong


if __name__ == "__main__":
    sys.exit(play(Path(sys.argv[1])))
