"""Pictures filed under a view that they do not show: another view's clip, or one frame for several views."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sonostep.core.checks.check import SIDES, Check, CheckKind
from sonostep.core.clip import FrameRef
from sonostep.core.exam import Exam
from sonostep.core.finding import Side
from sonostep.core.progress.view_match import other_view, slot_views, step_views
from sonostep.core.protocol import ProtocolDefinition, View
from sonostep.core.sentences import joined, said
from sonostep.core.text import LocalText

Protocols = Sequence[ProtocolDefinition]


def view_checks(exam: Exam, protocols: Protocols) -> Iterator[Check]:
    """Yield each key image and measurement on a clip of another view, and each frame that is filed twice."""
    yield from _saved(exam, protocols)
    yield from _measured(exam, protocols)
    yield from _shared(exam, protocols)


def _saved(exam: Exam, protocols: Protocols) -> Iterator[Check]:
    clips = {c.id: c for c in exam.clips}
    for image in exam.key_images:
        views = [v for v in step_views(image.step, protocols) if v.id == image.view]
        clip = clips.get(image.frame.clip)
        if clip is not None and (other := other_view(clip, views, protocols)):
            title = _title(views[0], image.side)
            words = said("check.view.saved", view=title, clip=clip.label, other=other.text)
            yield Check(CheckKind.VIEW, words, (), (image.frame,), (), (clip.id,))


def _measured(exam: Exam, protocols: Protocols) -> Iterator[Check]:
    clips = {c.id: c for c in exam.clips}
    slots = {(s.id, t.id): (s, t) for p in protocols for s in p.steps for t in s.slots}
    for shape in exam.annotations:
        asked, clip = slots.get((shape.step, shape.slot)), clips.get(shape.frame.clip)
        if asked is None or clip is None:
            continue
        other = other_view(clip, slot_views(*asked), protocols)
        if other is not None:
            words = said("check.view.measured", slot=asked[1].text, clip=clip.label, other=other.text)
            yield Check(CheckKind.VIEW, words, (), (shape.frame,), (shape.id,), (clip.id,))


def _shared(exam: Exam, protocols: Protocols) -> Iterator[Check]:
    names = {(s.id, v.id): v for p in protocols for s in p.steps for v in s.views}
    filed: dict[FrameRef, dict[tuple[str, Side | None], LocalText]] = defaultdict(dict)
    for image in exam.key_images:
        view = names.get((image.step, image.view))
        if view is not None:
            filed[image.frame].setdefault((image.view, image.side), _title(view, image.side))
    clips = {c.id: c.label for c in exam.clips}
    for frame, titles in filed.items():
        if len(titles) > 1:
            label = clips.get(frame.clip, frame.clip)
            views = joined("list.semicolon", titles.values())
            count = len(titles)
            words = said("check.view.shared", frame=frame.frame, clip=label, count=count, views=views)
            yield Check(CheckKind.VIEW, words, (), (frame,), (), (frame.clip,))


def _title(view: View, side: Side | None) -> LocalText:
    return view.text if side is None else said("phrase.with_place", text=view.text, place=SIDES[side])
