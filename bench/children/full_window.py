"""The whole program, as `sonostep open` runs it: exec to the window's first paint, and to the clip's.

Nothing is imported at the top: the program's workers import this module, too, as they do the program's own.
"""

import json
import sys
import time
from pathlib import Path


def main() -> None:
    begun = {"python": time.monotonic()}
    paths = [Path(argument) for argument in sys.argv[1:]]
    import sonostep.cli.window  # the command imports it first

    sonostep.cli.window.hasten()
    look = sonostep.cli.window.early_look(paths)
    begun["worker"] = time.monotonic()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QMainWindow  # noqa: F401

    begun["qt"] = time.monotonic()
    from sonostep.app import Program, make_application

    begun["imported"] = time.monotonic()
    from bench.children.clip_watch import ClipWatch
    from bench.children.painted import when_painted

    app = make_application()
    program = Program(app, look=look)
    watch = ClipWatch(program, begun)
    watch.mark("built")

    def painted() -> None:
        watch.mark("painted")
        if not paths:
            program.window.close()

    kept = when_painted(program.window, painted)
    QTimer.singleShot(30_000, program.window.close)
    program.start(paths)
    try:
        app.exec()
    finally:
        program.shut_down()
    del kept
    print(json.dumps({**watch.stamps, "problems": watch.problems}))


if __name__ == "__main__":
    main()
