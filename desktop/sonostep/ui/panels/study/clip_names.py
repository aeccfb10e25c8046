"""What a clip is called in lists: the view that it shows, side and time, and the views that it answers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sonostep.core.clip import Clip
from sonostep.core.finding import Side
from sonostep.core.progress.view_match import label_parts, labelled_views
from sonostep.core.protocol import View
from sonostep.ui.kit import formatting
from sonostep.ui.kit.i18n import translate

if TYPE_CHECKING:
    # Not before the first picture.
    from sonostep.ui.exam_controller import ExamController

_SIDES = {"L": Side.LEFT, "R": Side.RIGHT}


@dataclass(frozen=True, slots=True)
class ClipName:
    """The display name of one clip.

    Attributes:
        title: the view that its label names, else its label.
        details: side and time of day, what of them the file says.
        filed: each view that was saved from it, with its side; that it is filed where that is its title.
        label: as the file has it.
    """

    title: str
    details: tuple[str, ...]
    filed: tuple[str, ...] = ()
    label: str = ""


class NamesClips(Protocol):
    """Says what a clip is called."""

    def of(self, clip: Clip) -> ClipName:
        """Return the words for a clip."""


class ClipNames:
    """Names clips; by protocol and exam once there is a controller."""

    def __init__(self, controller: "ExamController | None" = None) -> None:
        self._controller = controller
        self._known: dict[tuple[str, tuple[str, ...]], tuple[View, ...]] = {}

    def of(self, clip: Clip) -> ClipName:
        """Return the words for a clip, in the interface's language."""
        label = clip.title or clip.path.replace("\\", "/").rsplit("/", 1)[-1]
        views = self._views(clip)
        title = self._words(views[0]) if len(views) == 1 else label
        side = label_parts(label)[1] or _SIDES.get(clip.study.laterality)
        said = formatting.side(side) if side is not None else ""
        filed = tuple(
            translate("Clips", "filed") if f == _joined(title, said) else f for f in self._filed(clip)
        )
        return ClipName(title, tuple(w for w in (said, clock(clip)) if w), filed, label)

    def _views(self, clip: Clip) -> tuple[View, ...]:
        """The views of the protocols in use that the label names; without such, of all protocols."""
        if self._controller is None:
            return ()
        protocols = self._controller.in_use or self._controller.library.protocols
        asked = clip.title, tuple(p.id for p in protocols)
        if asked not in self._known:
            self._known[asked] = labelled_views(clip.title, protocols)
        return self._known[asked]

    def _words(self, view: View) -> str:
        assert self._controller is not None
        return view.text.in_language(self._controller.language)

    def _filed(self, clip: Clip) -> tuple[str, ...]:
        if self._controller is None:
            return ()
        exam = self._controller.exam
        extra = {v.id: v.caption for v in exam.extra_views if v.caption}
        words = []
        for image in (k for k in exam.key_images if k.frame.clip == clip.id and k.view):
            view = self._view(image.view)
            name = extra.get(image.view) or (self._words(view) if view else image.view)
            words.append(_joined(name, formatting.side(image.side) if image.side else ""))
        return tuple(dict.fromkeys(words))

    def _view(self, id_: str) -> View | None:
        assert self._controller is not None
        views = (v for p in self._controller.library.protocols for step in p.steps for v in step.views)
        return next((v for v in views if v.id == id_), None)


def _joined(name: str, side: str) -> str:
    return " · ".join(w for w in (name, side) if w)


def clock(clip: Clip) -> str:
    """Return the time of day at which a clip was acquired, ``14:02:31``; empty where it is not said."""
    time = clip.visit.acquired
    return f"{time[:2]}:{time[2:4]}:{time[4:6]}" if len(time) == 6 else ""
