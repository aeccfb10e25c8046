"""napari as its users read a clip: pydicom's whole array as an RGB layer."""

import json
import sys
import time

import napari
from pydicom import dcmread
from qtpy.QtCore import QTimer
from qtpy.QtWidgets import QApplication

viewer = napari.Viewer()
viewer.add_image(dcmread(sys.argv[1]).pixel_array, rgb=True)
app = QApplication.instance()
app.processEvents()
stamps = []


def painted() -> None:
    stamps.append(time.monotonic())
    viewer.close()


QTimer.singleShot(0, painted)
napari.run()
print(json.dumps({"picture": stamps[0]}))
