#!/usr/bin/env bash
# imagecodecs 2026.3.6 has three decoders of lossless JPEG (ITU-T T.81 process 14); two of them return other values
# where the scan header has a point transform Pt: jpegsof3 and ljpeg give them shifted down or otherwise, and only
# libjpeg-turbo (jpeg8) shifts them up by Pt, as T.81 H.1.2.1 and A.4 say and as DCMTK 3.6.7 (dcmj2pnm) does.
#
# Nothing is reported: the picture is there, half or an eighth as bright.
#
# Exits non-zero when this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check imagecodecs==2026.3.6 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import imagecodecs
import numpy as np

PT = 1
picture = (np.arange(48 * 64, dtype=np.uint32).reshape(48, 64) * 7 % 256).astype(np.uint8) >> PT << PT
# what is coded are the shifted values, in 8 - Pt bits; the headers are then told of 8 bits and of Pt
stream = bytearray(imagecodecs.jpeg8_encode(picture >> PT, lossless=True, bitspersample=8 - PT))
stream[stream.index(b"\xff\xc3") + 4] = 8
stream[stream.index(b"\xff\xda") + 9] = PT
found = {}
for name in ("jpeg8", "jpegsof3", "ljpeg"):
    decoded = np.asarray(getattr(imagecodecs, f"{name}_decode")(bytes(stream))).reshape(48, 64)
    found[name] = bool((decoded == picture).all())
    print(f"{name:9} pixel 20,30: {int(decoded[20, 30]):3}, stored {picture[20, 30]}; equal: {found[name]}")
print("imagecodecs", imagecodecs.__version__)
sys.exit(0 if found == {"jpeg8": True, "jpegsof3": False, "ljpeg": False} else "this has changed")
PYTHON
