"""Which clips of the open study show a view: it was saved from them, or they bear its label. No Qt here."""

from functools import lru_cache

from sonostep.core.clip import Clip, FrameRef
from sonostep.core.finding import Side
from sonostep.phantom.catalogue import label_of_view
from sonostep.session import Session

_LETTER = {Side.LEFT: "L", Side.RIGHT: "R"}


def clips_of_view(
    session: Session, step: str, view: str, side: Side | None
) -> tuple[tuple[Clip, FrameRef], ...]:
    """Return each clip that shows a view, with the frame to go to: the newest that was saved, else the first.

    A protocol does not say what a scanner calls its views. So a clip is known by a key image that was saved
    of it, and a phantom by the label that its scene gives to the view and side; nothing else is taken for it.
    """
    saved = [k.frame for k in session.exam.key_images if (k.step, k.view, k.side) == (step, view, side)]
    frames = {f.clip: f for f in saved}
    letter = _LETTER.get(side) if side else None
    for clip in session.clips:
        if clip.synthetic and letter and clip.title == f"{letter} {_label(view)}":
            frames.setdefault(clip.id, FrameRef(clip.id, 1))
    open_ = {c.id: c for c in session.clips if c.readable}
    return tuple((open_[id_], frame) for id_, frame in frames.items() if id_ in open_)


@lru_cache(maxsize=64)
def _label(view: str) -> str:
    return label_of_view(view)
