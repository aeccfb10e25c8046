"""A clip of 60 frames a second, played in the viewer pane: how many frames a second come on the screen."""

import json
import sys
import time

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer

from bench.children.paint import Ready, make_clip_60, make_pane
from sonostep.app import make_application
from sonostep.ui.viewer.pane import ViewerPane

_SECONDS = 1.5


class PaintedFrames(QObject):
    """Counts the frames that were painted, each time that another one is."""

    def __init__(self, pane: ViewerPane) -> None:
        super().__init__(pane)
        self._pane, self._last, self.count = pane, 0, 0
        pane.canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        frame = self._pane.looking.view.frame
        if event.type() == QEvent.Type.Paint and frame != self._last:
            self._last = frame
            self.count += 1
        return False


def played(pane: ViewerPane) -> float:
    """Play for a while, and return the frames that were painted per second."""
    frames, loop = PaintedFrames(pane), QEventLoop()
    start = time.perf_counter()
    pane.play_pause()
    QTimer.singleShot(round(_SECONDS * 1000), loop.quit)
    loop.exec()
    pane.play_pause()
    rate = frames.count / (time.perf_counter() - start)
    pane.canvas.removeEventFilter(frames)
    return rate


def main(rounds: int) -> None:
    app = make_application()
    clip = make_clip_60()
    loader = Ready(clip)
    panes = {"bare": make_pane(clip, loader, ()), "one": make_pane(clip, loader, (1,))}
    app.processEvents()
    rates: dict[str, list[float]] = {name: [] for name in panes}
    for n in range(rounds + 1):
        for name in ("bare", "one") if n % 2 else ("one", "bare"):
            rate = played(panes[name])
            if n:
                rates[name].append(rate)
    for pane in panes.values():
        pane.close()
    print(json.dumps({"rates": rates}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
