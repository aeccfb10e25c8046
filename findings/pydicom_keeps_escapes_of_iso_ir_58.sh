#!/usr/bin/env bash
# pydicom 3.0.2 leaves the escape sequences of ISO 2022 IR 58 (GB 2312) in a decoded person name, as characters.
#
# The name is the standard's own example (PS3.5 annex K). The Korean example (annex I), which is written in the
# same way with ISO 2022 IR 149, comes out without them. Whoever prints the Chinese name prints an ESC character.
# What else was seen: DCMTK 3.6.7 converts the same file to UTF-8 without escapes (dcmdump +U8).
#
# Exits non-zero when this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pydicom==3.0.2
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

import pydicom


def element(group, number, vr, value):
    value += b" " * (len(value) % 2)
    return group.to_bytes(2, "little") + number.to_bytes(2, "little") + vr + len(value).to_bytes(2, "little") + value


def read(character_set, name):
    raw = element(0x0008, 0x0005, b"CS", character_set) + element(0x0008, 0x0060, b"CS", b"US")
    raw += element(0x0010, 0x0010, b"PN", name)
    return str(pydicom.dcmread(io.BytesIO(raw), force=True).PatientName)


chinese = read(b"\\ISO 2022 IR 58", b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=")
korean = read(b"\\ISO 2022 IR 149", b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7")
print("pydicom", pydicom.__version__)
print("ISO 2022 IR 58: ", repr(chinese))
print("ISO 2022 IR 149:", repr(korean))
as_seen = chinese == "Zhang^XiaoDong=\x1b$)A张^\x1b$)A小东" and korean == "Hong^Gildong=洪^吉洞"
sys.exit(0 if as_seen else "this has changed")
PYTHON
