"""Identity of a clip: what tells one from another where the file has no UID."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

_CHUNK = 1 << 20


def file_hash(path: Path) -> str:
    """Return ``sha256:`` and the hash of the file's bytes."""
    return files_hash((path,))


def files_hash(paths: Iterable[Path]) -> str:
    """Return ``sha256:`` and the hash of the files' bytes one after the other."""
    total = sha256()
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                total.update(chunk)
    return f"sha256:{total.hexdigest()}"
