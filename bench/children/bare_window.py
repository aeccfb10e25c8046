"""A bare QMainWindow: exec to its first paint."""

import json
import time

from PySide6.QtWidgets import QApplication, QMainWindow

from bench.children.painted import when_painted


def main() -> None:
    app = QApplication([])
    window = QMainWindow()
    stamps: list[float] = []

    def done() -> None:
        stamps.append(time.monotonic())
        app.quit()

    watch = when_painted(window, done)
    window.resize(1440, 900)
    window.show()
    app.exec()
    del watch
    print(json.dumps({"painted": stamps[0]}))


main()
