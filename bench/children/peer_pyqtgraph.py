"""pyqtgraph as its users read a clip: pydicom's whole array into an ImageView."""

import json
import sys
import time

import pyqtgraph
from pydicom import dcmread
from PySide6.QtCore import QTimer

app = pyqtgraph.mkQApp()
view = pyqtgraph.ImageView()
view.setImage(dcmread(sys.argv[1]).pixel_array, axes={"t": 0, "y": 1, "x": 2, "c": 3})
view.show()
stamps = []


def painted() -> None:
    stamps.append(time.monotonic())
    app.quit()


app.processEvents()
QTimer.singleShot(0, painted)
app.exec()
print(json.dumps({"picture": stamps[0]}))
