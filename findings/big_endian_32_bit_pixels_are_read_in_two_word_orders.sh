#!/usr/bin/env bash
# Pixels of 32 bits in Explicit VR Big Endian (retired), with the value representation OW that the syntax asks for,
# are read in two orders. pydicom 3.0.2 takes each pixel as one number of 32 bits, its highest byte first; SimpleITK
# 2.5.7 (through GDCM), and dcmtk likewise, put only the bytes of each 16 bit word in order, so that the two halves of
# each pixel change places. A file that the one writes (here: by pydicom) has other values in the other, and neither
# says so. Pixels of 16 bits are read alike.
#
# Exits non-zero when this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check simpleitk==2.5.7 pydicom==3.0.2 numpy==2.3.5
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys

import numpy as np
import pydicom
import SimpleITK as sitk
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRBigEndian, SecondaryCaptureImageStorage


def write(path, bits, values):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    meta.TransferSyntaxUID = ExplicitVRBigEndian
    ds = Dataset()
    ds.file_meta = meta
    ds.SOPClassUID, ds.SOPInstanceUID, ds.Modality = SecondaryCaptureImageStorage, "1.2.3.4", "OT"
    ds.Rows, ds.Columns, ds.SamplesPerPixel = 1, 2, 1
    ds.PhotometricInterpretation, ds.PixelRepresentation = "MONOCHROME2", 0
    ds.BitsAllocated = ds.BitsStored = bits
    ds.HighBit = bits - 1
    ds.add_new("PixelData", "OW", np.array(values, f">u{bits // 8}").tobytes())
    pydicom.dcmwrite(path, ds, implicit_vr=False, little_endian=False, enforce_file_format=True)


def read(path):
    ours = [int(v) for v in pydicom.dcmread(path).pixel_array.ravel()]
    return ours, [int(v) for v in sitk.GetArrayFromImage(sitk.ReadImage(path)).ravel()]


write("16.dcm", 16, [258, 772])
write("32.dcm", 32, [0x00010002, 0x00030004])
found = {name: read(name) for name in ("16.dcm", "32.dcm")}
print("pydicom", pydicom.__version__, "SimpleITK", sitk.Version_VersionString())
for name, (first, second) in found.items():
    print(name, [hex(v) for v in first], [hex(v) for v in second])
as_seen = {
    "16.dcm": ([258, 772], [258, 772]),
    "32.dcm": ([0x00010002, 0x00030004], [0x00020001, 0x00040003]),
}
sys.exit(0 if found == as_seen else "this has changed")
PYTHON
