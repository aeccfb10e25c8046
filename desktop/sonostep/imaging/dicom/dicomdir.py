"""DICOMDIR: the files that a medium's directory names (PS3.3 annex F), and none outside the medium."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset

from sonostep.core.problem import ProblemError
from sonostep.core.text import plain_text
from sonostep.imaging.dicom.file import quiet_pydicom, read_dicom
from sonostep.imaging.file_type import DICOM_SUFFIXES

_MAX_RECORDS: Final = 200_000
_INACTIVE: Final = 0
"""Record In-use Flag (0004,1410) of a record that no longer counts."""

_DAMAGE: Final = (ValueError, TypeError, AttributeError, NotImplementedError, LookupError, OSError, EOFError)
"""What pydicom raises on damaged records, OSError among it; the file itself has been read by then."""

_RECORDS: Final = 0x00041220
_UNDEFINED: Final = 0xFFFFFFFF
_ITEM: Final = b"\xfe\xff\x00\xe0"
_BIG_ITEM: Final = b"\xff\xfe\xe0\x00"
Named = tuple[Path, ProblemError | None]
"""A file that the directory names, and why it cannot be opened, if so."""


def referenced_files(directory: Path) -> Iterator[Named]:
    """Yield each referenced file of pictures, with a problem where it is missing or outside the medium.

    Of a damaged directory what can be made out is yielded, and at the end that it is damaged. Where nothing
    that it names is there, one problem says so for all.

    Raises:
        ProblemError: when the DICOMDIR itself cannot be read.
    """
    file_ids, damaged = _file_ids(directory)
    medium = _Medium(directory.resolve().parent)
    named = [medium.find(parts) for parts in dict.fromkeys(file_ids)]
    here = [n for n in named if n[1] is None or n[1].problem.code != "imaging.dicomdir_missing"]
    if damaged:
        yield from here
        yield directory, ProblemError.of("imaging.dicomdir_damaged", file=directory.name)
    elif len(named) > 1 and not here:
        count = len(named)
        yield directory, ProblemError.of("imaging.dicomdir_nothing_there", file=directory.name, count=count)
    else:
        yield from named


# what the directory says


def _file_ids(directory: Path) -> tuple[list[tuple[str, ...]], bool]:
    """The Referenced File IDs (0004,1500), in order, and whether the directory is damaged."""
    dataset = read_dicom(directory).dataset
    with quiet_pydicom():
        try:
            cut = _is_cut(dataset)
            sequence = dataset.get("DirectoryRecordSequence")
            records = list(sequence)[:_MAX_RECORDS] if isinstance(sequence, Iterable) else []
            if not cut and all("DirectoryRecordType" in record for record in records):
                return [found for record in records if (found := _file_id(record))], False
        except _DAMAGE:
            pass
        return list(_stated_ids(directory.read_bytes())), True


def _is_cut(dataset: Dataset) -> bool:
    """Whether the records end before the length of their sequence says, or do not follow each other."""
    element: object = dataset.get_item("DirectoryRecordSequence") if _RECORDS in dataset else None
    if not isinstance(element, RawDataElement) or element.length == _UNDEFINED:
        return False
    value = element.value or b""
    return len(value) < element.length or not _follow_each_other(value, element.is_little_endian)


def _follow_each_other(value: bytes, little: bool) -> bool:
    """Whether a sequence is nothing but items, as far as their lengths are stated (PS3.5 7.5).

    The last may say that it is longer than the sequence: some writers take elements away and forget it.
    """
    at, item = 0, _ITEM if little else _BIG_ITEM
    while at < len(value):
        length = int.from_bytes(value[at + 4 : at + 8], "little" if little else "big")
        if value[at : at + 4] != item:
            return False
        if length == _UNDEFINED:
            return True
        at += 8 + length
    return True


_ELEMENT: Final = re.compile(rb"\x04\x00\x00\x15(?:CS(?P<short>..)|(?P<long>..)\0\0)", re.DOTALL)
"""Referenced File ID in little endian with its length: explicit, as PS3.10 7.2 asks, or implicit."""


def _stated_ids(raw: bytes) -> Iterator[tuple[str, ...]]:
    """Every file ID among the bytes of a directory whose records cannot be told apart."""
    for match in _ELEMENT.finditer(raw):
        length = int.from_bytes(match["short"] or match["long"], "little")
        value = raw[match.end() : match.end() + length]
        if 0 < length <= 256 and value.isascii():
            yield from filter(None, [_components(value.decode("ascii").rstrip("\0"))])


def _file_id(record: Dataset) -> tuple[str, ...]:
    value = record.get("ReferencedFileID")
    if not value or record.get("RecordInUseFlag") == _INACTIVE:
        return ()
    return _components(value if isinstance(value, str) else "\\".join(str(part) for part in value))


def _components(text: str) -> tuple[str, ...]:
    """Parted at backslashes, as the standard has it, or at slashes, as some writers do."""
    parts = [part.strip("\0 ") for part in re.split(r"[\\/]", text)]
    absolute = text.startswith("/")
    # an empty one or a dot in front stands for the medium's root
    while len(parts) > 1 and parts[0] in ("", "."):
        parts = parts[1:]
    return (*(("/",) if absolute else ()), *parts) if any(parts) else ()


# what lies on the medium


class _Medium:
    """The files beside and below a directory, found by what their names mean."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._listed: dict[Path, dict[str, Path]] = {}

    def find(self, parts: tuple[str, ...]) -> Named:
        """Return the file of an ID; a problem where it is missing or outside the medium."""
        absolute, below = parts[0] == "/", parts[parts[0] == "/" :]
        named = "/" * absolute + plain_text("/".join(below))
        outside = Path(named), ProblemError.of("imaging.dicomdir_outside", file=named)
        if ".." in below or any(":" in part for part in below):
            return outside
        # a directory that was moved into the folder that its IDs begin with
        nested = below[1:] if _key(below[0]) == _key(self._root.name) else ()
        found = self._walk(below) or self._walk(nested)
        if found is None:
            missing = ProblemError.of("imaging.dicomdir_missing", file=named)
            return outside if absolute else (self._root.joinpath(*below), missing)
        return (found, None) if found.resolve().is_relative_to(self._root) else outside

    def _walk(self, parts: tuple[str, ...]) -> Path | None:
        if not parts:
            return None
        exact = self._root.joinpath(*parts)
        if "" not in parts and exact.is_file():
            return exact
        here = self._root
        for part in parts:
            found = self._names(here).get(_key(part))
            if found is None:
                return None
            here = found
        return here if here.is_file() else None

    def _names(self, folder: Path) -> dict[str, Path]:
        if folder not in self._listed:
            try:
                inside = sorted(
                    folder.iterdir(), key=lambda p: (p.name.upper() != p.name, len(p.name), p.name)
                )
            except OSError:
                inside = []
            names: dict[str, Path] = {}
            for path in inside:
                names.setdefault(_key(path.name), path)
            self._listed[folder] = names
        return self._listed[folder]


def _key(name: str) -> str:
    """What a name says, whatever a copy made of it: lower case, a version (``;1`` of ISO 9660), a dot at the
    end, a suffix that viewers like.
    """
    plain = re.sub(r";\d+$", "", name.lower()).rstrip(".")
    suffix = Path(plain).suffix
    return plain.removesuffix(suffix) if suffix in DICOM_SUFFIXES else plain
