"""A view of a step opens the clip that shows it, and no other is taken for it."""

from dataclasses import replace

from helpers.exam_window import begin, go, make_clip
from sonostep.core.clip import Clip, FrameRef
from sonostep.core.edits import PutKeyImage
from sonostep.core.exam import KeyImage
from sonostep.core.finding import Side
from sonostep.ui.panels.views.panel import ViewRow
from sonostep.ui.shell.main_window import MainWindow

STEP, VIEW = "posterior_bursa", "bursa_sax"


def phantom(id_: str, label: str) -> Clip:
    return replace(make_clip(id_), label=f"SYNTHETIC {label}", synthetic=True)


def shown(window: MainWindow) -> ViewRow:
    assert window.steps.views is not None
    return window.steps.views.rows[VIEW]


def labelled(id_: str, label: str) -> Clip:
    return replace(make_clip(id_), label=label)


def test_a_step_opens_the_clip_that_is_labelled_as_its_view_and_side(exam_window: MainWindow) -> None:
    window = exam_window
    controller = begin(window, "hip_spine_compound")
    for clip in (
        phantom("right", "R GT POST FACET SAX BURSA"), phantom("left", "L GT POST FACET SAX BURSA"),
        phantom("other", "R GT LAT FACET SAX GMED"), labelled("real", "R calf"),
    ):  # fmt: skip
        window.session.add_clip(clip)
    assert window.session.view.clip == "hip"
    go(controller, STEP)
    (button,) = shown(window).clips
    assert button.accessibleName() == "Open clip R GT POST FACET SAX BURSA"
    assert window.session.view.clip == "right"
    window.session.look(clip="hip", frame=1)
    button.click()
    assert window.session.view.clip == "right"
    window.session.look(frame=2)
    button.click()
    assert (window.session.view.clip, window.session.view.frame) == ("right", 2)


def test_where_several_clips_show_a_view_the_person_chooses(exam_window: MainWindow) -> None:
    window = exam_window
    controller = begin(window, "hip_spine_compound")
    window.session.add_clip(labelled("one", "R GT POST FACET SAX BURSA"))
    window.session.add_clip(labelled("two", "Right GT post facet SAX bursa"))
    go(controller, STEP)
    assert len(shown(window).clips) == 2 and window.session.view.clip == "hip"


def test_any_clip_is_opened_where_the_view_was_saved_from_it(exam_window: MainWindow) -> None:
    window = exam_window
    controller = begin(window, "hip_spine_compound")
    window.session.add_clip(make_clip("later"))
    go(controller, STEP)
    assert shown(window).clips == ()
    saved = KeyImage("k1", FrameRef("later", 2), b"png", STEP, Side.RIGHT, VIEW)
    controller.do(PutKeyImage(saved))
    (button,) = shown(window).clips
    button.click()
    assert (window.session.view.clip, window.session.view.frame) == ("later", 2)
