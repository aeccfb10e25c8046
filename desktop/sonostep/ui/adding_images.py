"""Keep a frame as a key image at a place in the report: decoded and encoded off the main thread."""

import uuid
from functools import partial

from PySide6.QtCore import QObject
from shiboken6 import isValid

from sonostep.core.clip import Frame, FrameRef
from sonostep.core.edit_images import MoveKeyImage
from sonostep.core.edits import PutKeyImage, Together
from sonostep.core.exam import KeyImage
from sonostep.core.problem import Problem
from sonostep.ui.desk import Desk
from sonostep.ui.main_thread import MainThread
from sonostep.ui.pictures import png
from sonostep.ui.viewer.loading import FrameLoaderLike

_CHANNEL = "key-image"


class ImageAdder(QObject):
    """Fetches frames and keeps them as key images of an exam."""

    def __init__(self, desk: Desk, loader: FrameLoaderLike, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._loader = desk, loader
        self._door = MainThread(self)

    def add(self, frame: FrameRef, to: int) -> None:
        """Keep a frame as a key image, so that ``to`` others stand before it."""
        clip = self._desk.session.clip(frame.clip)
        if clip is None or not clip.readable:
            self._desk.problem.emit(Problem.of("ui.no_frame"))
            return
        self._loader.open(clip)
        post, landed = self._door.post, partial(self._landed, to)
        self._loader.request(
            frame, lambda ref, result: post(landed, ref, result), channel=f"{_CHANNEL}-{uuid.uuid4().hex}"
        )

    def _landed(self, to: int, frame: FrameRef, result: "Frame | Problem") -> None:
        if isinstance(result, Problem):
            self._desk.problem.emit(result)
            return
        # the array belongs to the cache: a copy stays as it is while it is encoded
        self._desk.background.quick(partial(png, result.copy()), partial(self._keep, frame, to))

    def _keep(self, frame: FrameRef, to: int, picture: bytes) -> None:
        if not isValid(self):
            return  # the exam was put away meanwhile
        image = KeyImage(uuid.uuid4().hex, frame, picture, side=self._desk.exam.side)
        self._desk.do(Together((PutKeyImage(image), MoveKeyImage(image.id, to)), "put_key_image"))
