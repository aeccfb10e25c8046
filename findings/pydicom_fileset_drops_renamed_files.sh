#!/usr/bin/env bash
# pydicom 3.0.2's FileSet drops every instance of a DICOMDIR whose file a copy has renamed on a file system that heeds
# case: to lower case, with .dcm, or with the version ;1 of ISO 9660. It says so only in a warning and then counts 0
# instances. Discs of hospitals reach a physician in all three clothes.
#
# Exits non-zero when this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pydicom==3.0.2
cd "$folder"
venv/bin/python - <<'PYTHON'
import shutil
import sys
import warnings
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.fileset import FileSet
from pydicom.uid import ExplicitVRLittleEndian, UltrasoundImageStorage

instance = Dataset()
instance.SOPClassUID, instance.SOPInstanceUID = UltrasoundImageStorage, "1.2.3.4"
instance.PatientID, instance.PatientName = "1", "Phantom^Hip"
instance.StudyInstanceUID, instance.SeriesInstanceUID = "1.2.3", "1.2.3.1"
instance.StudyDate, instance.StudyTime, instance.StudyID = "20240102", "101112", "1"
instance.Modality, instance.SeriesNumber, instance.InstanceNumber = "US", 1, 1
instance.file_meta = FileMetaDataset()
instance.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
medium = FileSet()
medium.add(instance)
medium.write("disc")

RENAMED = {
    "as written": lambda name: name,
    "lower case": str.lower,
    "with .dcm": lambda name: name + ".dcm",
    "with ;1": lambda name: name + ".;1",
}
found = {}
for number, (copy, rename) in enumerate(RENAMED.items()):
    disc = Path(shutil.copytree("disc", f"copy{number}"))
    for path in [p for p in disc.rglob("*") if p.is_file() and p.name != "DICOMDIR"]:
        path.rename(path.with_name(rename(path.name)))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found[copy] = len(FileSet(disc / "DICOMDIR"))
    print(f"{copy}: {found[copy]} instances, {len(told)} warnings")
print("pydicom", pydicom.__version__)
sys.exit(0 if list(found.values()) == [1, 0, 0, 0] else "this has changed")
PYTHON
