"""The folder that de-identified files leave in: all of them at once, or none."""

import errno
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from sonostep.core.problem import ProblemError


class Staged:
    """A new or empty folder that is filled when the block ends well, and left as it was when it does not.

    Files are gathered in a hidden folder inside it, so that a full disk is met before the first of them has
    its name.

    Raises:
        ProblemError: ``privacy.not_empty``, ``export.folder_not_writable``, ``export.disk_full``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []
        self._made = False

    def __enter__(self) -> "Staged":
        try:
            self._made = not self.folder.exists()
            self.folder.mkdir(parents=True, exist_ok=True)
            if any(self.folder.iterdir()):
                raise ProblemError.of("privacy.not_empty", path=self.folder)
            self._stage = Path(tempfile.mkdtemp(prefix=".sonostep-", dir=self.folder))
        except OSError as error:
            raise self._problem(error) from error
        return self

    def keep(self, name: str, data: bytes) -> None:
        """Take a file."""
        try:
            (self._stage / name).write_bytes(data)
        except OSError as error:
            raise self._problem(error) from error
        self.names.append(name)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._publish()
        except OSError as refused:
            raise self._problem(refused) from refused
        finally:
            shutil.rmtree(self._stage, ignore_errors=True)
            if self._made:
                # only an empty one goes: what was published stays
                with suppress(OSError):
                    self.folder.rmdir()

    def _publish(self) -> None:
        moved: list[Path] = []
        try:
            for name in self.names:
                moved.append((self._stage / name).rename(self.folder / name))
        except OSError:
            for path in moved:
                path.unlink(missing_ok=True)
            raise

    def _problem(self, error: OSError) -> ProblemError:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return ProblemError.of("export.disk_full", folder=self.folder)
        reason = error.strerror or type(error).__name__
        return ProblemError.of("export.folder_not_writable", folder=self.folder, reason=reason)
