"""Run by a test: open a file as ``sonostep open`` does, and say when its picture is seen, then the viewer's.

Nothing is imported at the top: the worker imports this module, too.
"""

import sys
from pathlib import Path


def main(folder: Path) -> None:
    from helpers.dicom_files import grey, native

    path = native(folder / "clip.dcm", [grey(n) for n in (1, 2, 3)])
    assert not any(name.startswith("PySide6") for name in sys.modules)
    from sonostep.cli.window import early_look

    look = early_look([path])
    assert look is not None
    assert not any(name.startswith("PySide6") for name in sys.modules)
    show(path, look)


def show(path: Path, look: object) -> None:
    from PySide6.QtCore import QTimer

    from sonostep.app import Program, make_application

    app = make_application()
    program = Program(app, look=look)
    window = program.window
    said: list[str] = []

    def first() -> None:
        if not window.has_exam:
            said.append("first")

    program.start_up.first_seen.connect(first)
    window.picture_shown.connect(lambda: (said.append("viewer"), QTimer.singleShot(300, window.close)))
    QTimer.singleShot(60_000, window.close)
    program.start([path])
    try:
        app.exec()
    finally:
        program.shut_down()
    sys.stdout.write("\n".join(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
