#!/usr/bin/env bash
# GDCM 3.2.6 gives an ultrasound file the spacing of its region (0018,6011) as stored, in centimetres, where it gives
# every other spacing in millimetres: 0.051 for a picture of 0.51 mm per pixel, a factor of ten. SimpleITK 2.5.7, which
# reads by GDCM, takes no region at all: 1.0, which looks like millimetres and is none, or PixelSpacing (0028,0030)
# where the file has one, whatever the region says. None of them says that there is another scale.
#
# The input is a file that pydicom 3.0.2 ships, with and without a PixelSpacing added. Exits non-zero when this is no
# longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    simpleitk==2.5.7 python-gdcm==3.2.6 pydicom==3.0.2 numpy
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys

import gdcm
import pydicom
import SimpleITK as sitk
from pydicom.data import get_testdata_file

dataset = pydicom.dcmread(get_testdata_file("examples_ybr_color.dcm"))
region = dataset.SequenceOfUltrasoundRegions[0]
print(f"region: {region.PhysicalDeltaX:.5f} cm per pixel")
dataset.save_as("region.dcm")
dataset.PixelSpacing = [5.0, 5.0]
dataset.save_as("both.dcm")


def spacings(path):
    reader = gdcm.ImageReader()
    reader.SetFileName(path)
    assert reader.Read()
    return round(sitk.ReadImage(path).GetSpacing()[0], 3), round(reader.GetImage().GetSpacing(0), 3)


found = {path: spacings(path) for path in ("region.dcm", "both.dcm")}
print(f"SimpleITK {sitk.Version_VersionString()}, GDCM {gdcm.Version.GetVersion()}")
for path, (simpleitk, plain) in found.items():
    print(f"{path}: SimpleITK {simpleitk}, GDCM {plain}")
as_seen = {"region.dcm": (1.0, 0.051), "both.dcm": (5.0, 0.051)}
sys.exit(0 if found == as_seen else "this has changed")
PYTHON
