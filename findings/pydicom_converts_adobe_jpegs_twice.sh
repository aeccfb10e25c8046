#!/usr/bin/env bash
# pydicom 3.0.2 with Pillow 13.0.0 shows a JPEG with an Adobe marker, which says YCbCr, in wrong colours under a YBR
# label, and refuses one whose components are named R, G and B.
#
# Pillow itself, and dcmj2pnm of DCMTK 3.6.7, show both rightly: libjpeg converts what the marker calls YCbCr, and
# pydicom then converts by the label once more. With a JFIF marker in its place the same picture is right.
#
# Exits non-zero when this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pydicom==3.0.2 pillow==13.0.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import pixel_array

y, x = np.mgrid[:48, :64]
tint = np.stack([120 + x // 2, 60 + y // 2, 30 + (x + y) // 4], 2).astype(np.uint8)


def shown(stream):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.50"
    ds.Rows, ds.Columns, ds.SamplesPerPixel, ds.PlanarConfiguration = 48, 64, 3, 0
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 8, 8, 7, 0
    ds.PhotometricInterpretation = "YBR_FULL_422"
    ds.PixelData = encapsulate([stream])
    ds["PixelData"].VR = "OB"
    try:
        return pixel_array(ds, decoding_plugin="pillow")
    except Exception as error:  # noqa: BLE001
        return type(error).__name__


def error(picture):
    return picture if isinstance(picture, str) else round(float(np.abs(picture.astype(int) - tint).mean()), 1)


target = io.BytesIO()
Image.fromarray(tint).save(target, "JPEG", quality=95, subsampling=0)
jfif = target.getvalue()
adobe = jfif[:2] + b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x01" + jfif[20:]
target = io.BytesIO()
Image.fromarray(tint).save(target, "JPEG", quality=95, subsampling=0, keep_rgb=True)
named = target.getvalue()
at = named.index(b"\xff\xee")
named = named[:at] + named[at + 16 :]
results = {}
for name, stream in (("JFIF", jfif), ("Adobe transform 1", adobe), ("components R G B", named)):
    plain = np.asarray(Image.open(io.BytesIO(stream)).convert("RGB"))
    results[name] = (error(plain), error(shown(stream)))
    print(f"{name:18} Pillow off by {results[name][0]}, pydicom {results[name][1]}")
print("pydicom", pydicom.__version__)
right = all(of_pillow < 2 for of_pillow, _ in results.values()) and results["JFIF"][1] < 2
twice = isinstance(results["Adobe transform 1"][1], float) and results["Adobe transform 1"][1] > 50
refused = isinstance(results["components R G B"][1], str)
sys.exit(0 if right and twice and refused else "this has changed")
PYTHON
