"""Keep a frame as a key image at a place in the report: decoded and encoded off the main thread."""

import uuid
from functools import partial

from PySide6.QtCore import QObject
from shiboken6 import isValid

from sonostep.core.clip import Frame, FrameRef
from sonostep.core.edits import MoveKeyImage, PutKeyImage, Together
from sonostep.core.exam import KeyImage
from sonostep.core.problem import Problem
from sonostep.imaging.png import png
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.main_thread import MainThread
from sonostep.workflows.frame_loader import FrameLoaderLike

_CHANNEL = "key-image"


class ImageAdder(QObject):
    """Adds key images in the background. Fetches frames and keeps them as key images of an exam."""

    def __init__(self, controller: ExamController, loader: FrameLoaderLike, parent: QObject) -> None:
        super().__init__(parent)
        self._controller, self._loader = controller, loader
        self._door = MainThread(self)

    def add(self, frame: FrameRef, to: int) -> None:
        """Keep a frame as a key image, so that ``to`` others stand before it."""
        clip = self._controller.session.clip(frame.clip)
        if clip is None or not clip.readable:
            self._controller.problem.emit(Problem.of("ui.no_frame"))
            return
        self._loader.open(clip)
        post, landed = self._door.post, partial(self._landed, to)
        self._loader.request(
            frame, lambda ref, result: post(landed, ref, result), channel=f"{_CHANNEL}-{uuid.uuid4().hex}"
        )

    def _landed(self, to: int, frame: FrameRef, result: "Frame | Problem") -> None:
        if isinstance(result, Problem):
            self._controller.problem.emit(result)
            return
        # the array belongs to the cache: a copy stays as it is while it is encoded
        self._controller.background.quick(partial(png, result.copy()), partial(self._keep, frame, to))

    def _keep(self, frame: FrameRef, to: int, picture: bytes) -> None:
        if not isValid(self):
            return  # the exam was put away meanwhile
        image = KeyImage(uuid.uuid4().hex, frame, picture, side=self._controller.exam.side)
        self._controller.do(Together((PutKeyImage(image), MoveKeyImage(image.id, to)), "put_key_image"))
