#!/usr/bin/env bash
# dcmjs 0.51.1, which OHIF reads structured reports with, does not open a file at all whose Specific Character Set
# (0008,0005) has two values, as PS3.3 C.12.1.1.2 asks for every text with code extensions: the Japanese, Korean and
# Chinese examples of PS3.5 annexes H, I and K. With one value (GB18030, ISO_IR 192) it reads.
#
# Exits non-zero when this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > npm.log
npm install --silent --no-audit --no-fund dcmjs@0.51.1 >> npm.log
cat > read.js <<'JAVASCRIPT'
const dcmjs = require("dcmjs");

const number = (value, bytes) => { const b = Buffer.alloc(bytes); b.writeUIntLE(value, 0, bytes); return b; };
function element(group, id, vr, value) {
  const even = value.length % 2 ? Buffer.concat([value, Buffer.from(vr === "UI" ? "\0" : " ")]) : value;
  const size = vr === "OB" ? Buffer.concat([number(0, 2), number(even.length, 4)]) : number(even.length, 2);
  return Buffer.concat([number(group, 2), number(id, 2), Buffer.from(vr), size, even]);
}
function read(characterSet, name) {
  const text = (value) => Buffer.from(value, "latin1");
  const meta = Buffer.concat([
    element(2, 1, "OB", text("\0\x01")), element(2, 2, "UI", text("1.2.840.10008.5.1.4.1.1.7")),
    element(2, 3, "UI", text("1.2.3.4")), element(2, 0x10, "UI", text("1.2.840.10008.1.2.1")),
    element(2, 0x12, "UI", text("1.2.3")),
  ]);
  const file = Buffer.concat([
    Buffer.alloc(128), text("DICM"), element(2, 0, "UL", number(meta.length, 4)), meta,
    element(8, 5, "CS", text(characterSet)), element(8, 0x16, "UI", text("1.2.840.10008.5.1.4.1.1.7")),
    element(8, 0x18, "UI", text("1.2.3.4")), element(0x10, 0x10, "PN", Buffer.from(name, "latin1")),
  ]);
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
  try {
    const { dict } = dcmjs.data.DicomMessage.readFile(bytes);
    return JSON.stringify(dcmjs.data.DicomMetaDictionary.naturalizeDataset(dict).PatientName);
  } catch (error) {
    return String(error.message);
  }
}
const found = {
  japanese: read("\\ISO 2022 IR 87", "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B"),
  korean: read("\\ISO 2022 IR 149", "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7"),
  chinese: read("\\ISO 2022 IR 58", "Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab"),
  gb18030: read("GB18030", "Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab"),
};
console.log(found);
const refused = ["japanese", "korean", "chinese"].every((k) => found[k].startsWith("Using multiple character sets is not supported"));
process.exit(refused && found.gb18030.includes("王^小东") ? 0 : 1);
JAVASCRIPT
node read.js
