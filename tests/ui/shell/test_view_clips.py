"""A view of a step opens the clip that shows it, and no other is taken for it."""

from dataclasses import replace

from tests.ui.shell.conftest import make_clip
from tests.ui.shell.test_going_through import begin, go

from sonostep.core.clip import Clip, FrameRef
from sonostep.core.edits import PutKeyImage
from sonostep.core.exam import KeyImage
from sonostep.core.finding import Side
from sonostep.ui.main_window import MainWindow
from sonostep.ui.panels.views import ViewRow

STEP, VIEW = "posterior_bursa", "bursa_sax"


def phantom(id_: str, label: str) -> Clip:
    return replace(make_clip(id_), label=f"SYNTHETIC {label}", synthetic=True)


def shown(window: MainWindow) -> ViewRow:
    assert window.steps.views is not None
    return window.steps.views.rows[VIEW]


def test_a_phantom_is_opened_by_the_label_of_its_view_and_side(exam_window: MainWindow) -> None:
    window = exam_window
    desk = begin(window, "hip_spine_compound")
    for clip in (
        phantom("right", "R GT POST FACET SAX BURSA"), phantom("left", "L GT POST FACET SAX BURSA"),
        phantom("other", "R GT LAT FACET SAX GMED"),
        replace(make_clip("real"), label="R GT POST FACET SAX BURSA"),
    ):  # fmt: skip
        window.session.add_clip(clip)
    go(desk, STEP)
    (button,) = shown(window).clips
    assert button.accessibleName() == "Open clip R GT POST FACET SAX BURSA"
    button.click()
    assert window.session.view.clip == "right"
    window.session.look(frame=2)
    button.click()
    assert (window.session.view.clip, window.session.view.frame) == ("right", 2)


def test_any_clip_is_opened_where_the_view_was_saved_from_it(exam_window: MainWindow) -> None:
    window = exam_window
    desk = begin(window, "hip_spine_compound")
    window.session.add_clip(make_clip("later"))
    go(desk, STEP)
    assert shown(window).clips == ()
    saved = KeyImage("k1", FrameRef("later", 2), b"png", STEP, Side.RIGHT, VIEW)
    desk.do(PutKeyImage(saved))
    (button,) = shown(window).clips
    button.click()
    assert (window.session.view.clip, window.session.view.frame) == ("later", 2)
