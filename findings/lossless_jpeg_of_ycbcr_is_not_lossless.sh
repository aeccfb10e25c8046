#!/usr/bin/env bash
# imagecodecs 2026.3.6 (libjpeg-turbo 3.1.3) writes lossless JPEG that does not come back when it is told that the
# samples are YCbCr: its own decoder returns other pixels, off by up to 255, and no error is raised on either way.
#
# The scan header names Huffman table 0 for all three components; a decoder that gives the second table to chroma
# (jpegsof3) gets the picture, which is how the stream was coded. Told that the same samples are RGB, or nothing, it
# is lossless. Cameras and carts that store YBR_FULL in JPEG Lossless are the ones to meet this.
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

# a grey scan with a patch of flow, as YCbCr: luma is speckle, chroma is nearly flat
picture = np.full((48, 64, 3), 128, np.uint8)
picture[:, :, 0] = np.random.default_rng(1).rayleigh(18, (48, 64)).clip(0, 255)
picture[6:14, 20:32] = (87, 84, 215)
found = {}
for space in ("RGB", "YCBCR"):
    told = {"colorspace": space, "outcolorspace": space}
    stream = imagecodecs.jpeg8_encode(picture, lossless=True, **told)
    scan = stream.index(b"\xff\xda")
    tables = [stream[scan + 6 + 2 * n] >> 4 for n in range(3)]
    back = imagecodecs.jpeg8_decode(stream, **told)
    other = imagecodecs.jpegsof3_decode(stream)
    found[space] = (int(np.abs(back.astype(int) - picture).max()), int(np.abs(other.astype(int) - picture).max()))
    print(f"{space:6} own decoder off by {found[space][0]}, jpegsof3 by {found[space][1]}, tables {tables},",
          f"{stream.count(bytes((0xFF, 0xC4)))} tables defined")
print("imagecodecs", imagecodecs.__version__, imagecodecs.jpeg8_version())
sys.exit(0 if found["RGB"] == (0, 0) and found["YCBCR"][0] > 0 == found["YCBCR"][1] else "this has changed")
PYTHON
