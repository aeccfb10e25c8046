#!/usr/bin/env bash
# OpenCV 5.0.0.93 reads a TIFF whose Orientation tag is 5 to 8 from memory (imdecode) and not from its file (imread),
# which returns nothing. Pillow 13.0.0 reads both and turns them upright; orientations 1 to 4 are read by all.
#
# Exits non-zero when this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    opencv-python-headless==5.0.0.93 pillow==13.0.0 numpy==2.4.6
"$folder/venv/bin/python" - "$folder" 2>/dev/null <<'PYTHON'
import io
import sys

import cv2
import numpy as np
from PIL import Image

picture = np.arange(48 * 64 * 3, dtype=np.uint32).reshape(48, 64, 3).astype(np.uint8)
found = {}
for orientation in range(1, 9):
    target = io.BytesIO()
    Image.fromarray(picture).save(target, "TIFF", tiffinfo={274: orientation})
    data = target.getvalue()
    path = f"{sys.argv[1]}/{orientation}.tif"
    with open(path, "wb") as file:
        file.write(data)
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    try:
        read = cv2.imread(path)
    except cv2.error:
        read = None
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        found[orientation] = (read is not None, decoded is not None, image.size)
    print(orientation, "imread:", "read" if read is not None else "nothing", " imdecode:", decoded.shape[1::-1],
          " Pillow:", image.size)
print("OpenCV", cv2.__version__)
turned = all(not found[n][0] and found[n][1:] == (True, (48, 64)) for n in (5, 6, 7, 8))
straight = all(found[n][0] and found[n][1:] == (True, (64, 48)) for n in (1, 2, 3, 4))
sys.exit(0 if turned and straight else "this has changed")
PYTHON
