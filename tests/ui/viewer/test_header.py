"""What is said above the picture covers neither the picture nor itself, however small the pane is."""

from itertools import combinations

import pytest

from sonostep.core.clip import Region, ScaleInfo
from sonostep.messages import text
from sonostep.ui.viewer.drawing.overlays import OverlayTexts
from sonostep.ui.viewer.header import PictureHeader

TWO_D = Region(0, 0, 399, 149, 1, 1, 3, 3, 0.01, 0.01)
SPECTRUM = Region(0, 150, 399, 299, 3, 4, 4, 7, 0.004, -0.5)
SCALES = {
    "scaled": ScaleInfo(300, 400, (TWO_D,)),
    "bare": ScaleInfo(300, 400),
    "doppler": ScaleInfo(300, 400, (TWO_D, SPECTRUM)),
    "spectrum": ScaleInfo(300, 400, (SPECTRUM,)),
}


def words(language, scale, place=""):
    filters = ("gain", "clahe", "map_s_curve", "rotate90", "flip_horizontal")
    title = "RT GREATER TROCHANTER POST FACET SAX BURSA"
    return OverlayTexts(SCALES[scale], language, True, filters, title, place, "2000 / 2000" if place else "")


@pytest.mark.parametrize("language", ["en", "zh-TW"])
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("place", ["", "1 / 2000"])
def test_words_keep_clear_of_each_other_and_are_whole_at_any_width(qtbot, language, scale, place):
    header = PictureHeader()
    qtbot.addWidget(header)
    header.show()
    header.show_words(words(language, scale, place))
    for wide in (160, 240, 330, 620, 1200):
        header.resize(wide, header.height())
        places = header.places()
        assert len(places) == len(header.words())
        assert not [pair for pair in combinations(places, 2) if pair[0].intersects(pair[1])]
        assert all(header.rect().contains(p) for p in places), "nothing is cut"


def test_what_is_left_out_beside_others_is_said_to_whoever_asks(qtbot):
    header = PictureHeader()
    qtbot.addWidget(header)
    header.show()
    header.show_words(words("en", "bare", "3 / 20"))
    assert text("calibration_state.brief_none", "en") in header.words()
    assert "depth scale" in header.accessibleName()
    header.show_words(words("en", "spectrum", "3 / 20"))
    assert "Time and velocity only" in header.words()


def test_while_it_plays_the_lines_stay_where_they_are(qtbot):
    header = PictureHeader()
    qtbot.addWidget(header)
    header.show()
    header.resize(230, 10)
    header.show_words(words("en", "scaled", "9 / 2000"))
    before = header.places(), header.height()
    header.show_words(words("en", "scaled", "1000 / 2000"))
    assert (header.places(), header.height()) == before
    assert header.words()[1] == "1000 / 2000"
