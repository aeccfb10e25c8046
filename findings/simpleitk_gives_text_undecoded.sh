#!/usr/bin/env bash
# SimpleITK 2.5.7 gives DICOM texts without regard to Specific Character Set (0008,0005): the stored bytes are read
# as UTF-8, and what is none becomes lone surrogates. Bytes that happen to be UTF-8 become other letters without a
# sign: of the Chinese name 张^小东 (ISO 2022 IR 58; PS3.5 annex K) the two bytes of 小 come out as the Cyrillic С.
# A string with lone surrogates cannot be written to a file or a terminal as UTF-8 either.
#
# Exits non-zero when this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check simpleitk==2.5.7
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys

import SimpleITK as sitk


def element(group, number, vr, value):
    value += (b"\0" if vr == b"UI" else b" ") * (len(value) % 2)
    size = b"\0\0" + len(value).to_bytes(4, "little") if vr == b"OB" else len(value).to_bytes(2, "little")
    return group.to_bytes(2, "little") + number.to_bytes(2, "little") + vr + size + value


def number(value):
    return value.to_bytes(2, "little")


def write(path, character_set, name):
    meta = element(2, 1, b"OB", b"\0\1") + element(2, 2, b"UI", b"1.2.840.10008.5.1.4.1.1.7")
    meta += element(2, 3, b"UI", b"1.2.3.4") + element(2, 0x10, b"UI", b"1.2.840.10008.1.2.1")
    meta += element(2, 0x12, b"UI", b"1.2.3")
    body = element(8, 5, b"CS", character_set) + element(8, 0x16, b"UI", b"1.2.840.10008.5.1.4.1.1.7")
    body += element(8, 0x18, b"UI", b"1.2.3.4") + element(8, 0x60, b"CS", b"OT")
    body += element(0x10, 0x10, b"PN", name) + element(0x28, 2, b"US", number(1))
    body += element(0x28, 4, b"CS", b"MONOCHROME2") + element(0x28, 0x10, b"US", number(2))
    body += element(0x28, 0x11, b"US", number(2)) + element(0x28, 0x100, b"US", number(8))
    body += element(0x28, 0x101, b"US", number(8)) + element(0x28, 0x102, b"US", number(7))
    body += element(0x28, 0x103, b"US", number(0)) + element(0x7FE0, 0x10, b"OB", b"\1\2\3\4")
    head = element(2, 0, b"UL", len(meta).to_bytes(4, "little"))
    open(path, "wb").write(b"\0" * 128 + b"DICM" + head + meta + body)


def read(path):
    reader = sitk.ImageFileReader()
    reader.SetFileName(path)
    reader.ReadImageInformation()
    return reader.GetMetaData("0010|0010").rstrip()


write("utf8.dcm", b"ISO_IR 192", "Wang=王^小明".encode())
write("ir58.dcm", b"\\ISO 2022 IR 58", b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab")
write("latin.dcm", b"ISO_IR 100", "Buc^Jérôme".encode("latin-1"))
found = [read(f"{name}.dcm") for name in ("utf8", "ir58", "latin")]
print("SimpleITK", sitk.Version_VersionString())
for name in found:
    print(ascii(name))
as_seen = ["Wang=王^小明", "Zhang^XiaoDong=\x1b$)A\udcd5\udcc5^\x1b$)AС\udcb6\udcab", "Buc^J\udce9r\udcf4me"]
sys.exit(0 if found == as_seen else "this has changed")
PYTHON
