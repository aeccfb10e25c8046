"""What a worker does for the window: reads headers, decodes frames into slots, makes thumbnails."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from sonostep.core.clip import Clip, Frame
from sonostep.core.measure.calibration import known_aspect
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.folder_scan import list_jobs, read_job
from sonostep.imaging.open_file import open_clip_source
from sonostep.imaging.source import ClipSource
from sonostep.imaging.worker.jobs import Answer, Job
from sonostep.imaging.worker.shared_block import FirstDrawn, SharedBlock, attach, create
from sonostep.imaging.worker.slots import SlotAddress

_OPEN_CLIPS: Final = 3
_log = logging.getLogger(__name__)


class Service:
    """Commands by name; holds the few clips that were opened last."""

    def __init__(self) -> None:
        self._sources: OrderedDict[str, ClipSource] = OrderedDict()
        self._blocks: dict[str, SharedBlock] = {}
        self._looked_at: tuple[Job, Clip] | None = None
        self._commands: dict[str, Callable[..., object]] = {
            "first": self._first,
            "open": self._open,
            "frame": self._frame,
            "overlay": self._overlay,
            "thumbnail": self._thumbnail,
            "list": self._list,
            "read": self._read,
            "read_some": self._read_some,
            "forget": self._forget,
            "modules": self._modules,
        }

    def answer(self, command: str, arguments: tuple[Any, ...]) -> Answer:
        """Carry out one command; whatever goes wrong becomes a problem."""
        try:
            return "ok", self._commands[command](*arguments)
        except ProblemError as error:
            return "problem", error.problem
        except MemoryError:
            return "problem", Problem.of("imaging.no_memory", mib="?")
        except Exception as error:  # noqa: BLE001 - the edge of the worker program: a reader's bug is a bad file
            # the kind only: the text may quote the file, a patient's name among it
            _log.error("%s failed: %s", command, type(error).__name__)
            return "problem", Problem.of("imaging.reader_failed", kind=type(error).__name__)

    def work(self) -> bool:
        """Do a small step of background work for the clip used last; False when there is none."""
        source = next(reversed(self._sources.values()), None)
        try:
            return source is not None and source.work()
        except ProblemError:
            # told when that frame is asked for
            return False
        except Exception as error:  # noqa: BLE001 - the edge of the worker program
            _log.error("background work failed: %s", type(error).__name__)
            return False

    def close(self) -> None:
        """Let go of every clip."""
        for source in self._sources.values():
            source.close()
        self._sources.clear()

    def _first(self, path: str) -> FirstDrawn | None:
        """Draw the first frame of a file into a block of its own; None where there is none to draw.

        What was read for it is not read again when it is asked for next.
        """
        if not Path(path).is_file():
            return None
        jobs = list_jobs((path,))
        clip = read_job(jobs[0]) if jobs else None
        if clip is None or not clip.readable:
            return None
        self._open(clip)
        self._looked_at = jobs[0], clip
        rows, columns = clip.scale.rows, clip.scale.columns
        block = create(rows * columns * 4)
        whole = SlotAddress(block.token, block.size, 0, block.size)
        drawn = False
        try:
            self._sources[clip.id].render_into(1, whole.array(block, rows, columns))
            drawn = True
        finally:
            if not drawn:
                block.forget()
        return FirstDrawn(block.token, block.size, rows, columns, known_aspect(clip.scale) or 1.0)

    def _open(self, clip: Clip) -> None:
        looked_at, self._looked_at = self._looked_at, None
        if looked_at is not None and looked_at[1] == clip and clip.id in self._sources:
            return
        self._forget_clip(clip.id)
        self._sources[clip.id] = open_clip_source(clip)
        while len(self._sources) > _OPEN_CLIPS:
            self._sources.popitem(last=False)[1].close()

    def _frame(self, clip_id: str, number: int, address: SlotAddress) -> bool:
        """Draw into the slot; False where the clip is not open here (any more)."""
        source = self._sources.get(clip_id)
        if source is None:
            return False
        self._sources.move_to_end(clip_id)
        scale = source.clip.scale
        source.render_into(number, address.array(self._block(address), scale.rows, scale.columns))
        return True

    def _overlay(self, clip_id: str, number: int) -> bytes | bool:
        """Packed bits of the overlay planes over a frame, row by row; True where it has none, False where the
        clip is not open here (any more).
        """
        source = self._sources.get(clip_id)
        if source is None:
            return False
        mask = source.overlay(number)
        return True if mask is None else np.packbits(mask).tobytes()

    def _block(self, address: SlotAddress) -> SharedBlock:
        block = self._blocks.get(address.token)
        if block is None:
            block = self._blocks[address.token] = attach(address.token, address.block_size)
        return block

    def _forget(self, tokens: tuple[str, ...]) -> None:
        for token in tokens:
            self._blocks.pop(token, None)

    def _forget_clip(self, clip_id: str) -> None:
        old = self._sources.pop(clip_id, None)
        if old is not None:
            old.close()

    def _thumbnail(self, clip: Clip, size: int) -> Frame:
        from sonostep.imaging.thumbnails import make_thumbnail

        return make_thumbnail(clip, size)

    def _list(self, paths: tuple[str, ...]) -> list[Job]:
        return list_jobs(paths)

    def _read(self, job: Job) -> Clip | None:
        if self._looked_at is not None and self._looked_at[0] == job:
            return self._looked_at[1]
        return read_job(job)

    def _read_some(self, jobs: Sequence[Job], seconds: float, mark: str) -> list[Answer]:
        """Read as many of these as go into so many seconds, one at least; answer for each.

        ``mark`` is the file in which stands at which of them we are: who kills us reads it.
        """
        until = time.monotonic() + seconds
        answers: list[Answer] = []
        with Path(mark).open("wb", buffering=0) as file:
            for job in jobs:
                file.seek(0)
                file.write(len(answers).to_bytes(4, "little"))
                answers.append(self.answer("read", (job,)))
                if time.monotonic() > until:
                    break
        return answers

    def _modules(self) -> tuple[str, ...]:
        """The top-level modules in this process, to prove what is not there."""
        import sys

        return tuple(sorted({name.partition(".")[0] for name in sys.modules}))
