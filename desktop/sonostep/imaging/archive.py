"""Files inside a zip: named ``archive.zip!/folder/name``, unpacked one at a time within a budget."""

import shutil
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Final

from sonostep.core.problem import ProblemError
from sonostep.imaging.limits import MAX_STREAM
from sonostep.imaging.worker import scratch_folder

MARK: Final = "!/"
_CHUNK: Final = 1 << 20


def member_path(archive: str, member: str) -> str:
    """Return the path that stands for a member of a zip."""
    return f"{archive}{MARK}{member}"


def real_path(path: str) -> Path:
    """Return a file to read for ``path``: itself, or a member of a zip unpacked to the scratch_folder.

    Raises:
        ProblemError: when the member is missing, encrypted, damaged or larger than the budget.
        OSError: when the zip cannot be read.
    """
    archive, mark, member = path.partition(MARK)
    if not mark or Path(path).exists() or not Path(archive).is_file():
        return Path(path)
    stat = Path(archive).stat()
    key = sha256(f"{path}|{stat.st_mtime_ns}|{stat.st_size}".encode()).hexdigest()[:24]
    # the last name only, and only its harmless characters: a member's path may lead anywhere
    name = "".join(c for c in PurePosixPath(member).name if c.isalnum() or c in "._-") or "member"
    target = scratch_folder.folder() / key / name[-80:]
    if not target.is_file():
        _unpack(Path(archive), member, target)
    return target


def members(archive: Path) -> Iterator[str]:
    """Yield the names of the files in a zip.

    Raises:
        ProblemError: when it is no zip that can be read.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            names = [info.filename for info in opened.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise ProblemError.of("imaging.zip_damaged", file=archive.name) from None
    yield from sorted(names)


def _unpack(archive: Path, member: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(target.suffix + ".part")
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(member) as source, partial.open("wb") as out:
            _copy_within_budget(source, out, archive.name)
    except RuntimeError:
        raise ProblemError.of("imaging.zip_encrypted", file=archive.name) from None
    except (zipfile.BadZipFile, NotImplementedError, KeyError, ValueError, EOFError):
        raise ProblemError.of("imaging.zip_damaged", file=archive.name) from None
    shutil.move(partial, target)


def _copy_within_budget(source: IO[bytes], out: IO[bytes], name: str) -> None:
    total = 0
    while piece := source.read(_CHUNK):
        total += len(piece)
        if total > MAX_STREAM:
            raise ProblemError.of("imaging.unpacks_too_large", file=name)
        out.write(piece)
