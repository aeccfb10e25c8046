"""Which clips of the open study show a view: it was saved from them, or they bear its label. No Qt here."""

from sonostep.core.clip import Clip, FrameRef
from sonostep.core.finding import Side
from sonostep.core.progress.view_match import shows
from sonostep.core.protocol import View
from sonostep.session import Session


def clips_of_view(
    session: Session, step: str, view: View, side: Side | None
) -> tuple[tuple[Clip, FrameRef], ...]:
    """Return each clip that shows a view, with the frame to go to: the newest that was saved, else the first.

    A clip is known by a key image that was saved of it, or by a label that the protocol gives to the view;
    nothing else is taken for it.
    """
    saved = [k.frame for k in session.exam.key_images if (k.step, k.view, k.side) == (step, view.id, side)]
    frames = {f.clip: f for f in saved}
    for clip in session.clips:
        if shows(clip.title, view, side):
            frames.setdefault(clip.id, FrameRef(clip.id, 1))
    open_ = {c.id: c for c in session.clips if c.readable}
    return tuple((open_[id_], frame) for id_, frame in frames.items() if id_ in open_)
