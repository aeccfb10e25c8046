"""The pictures of docs/tools.md are made by a story that still works, and none is missing."""

import sys
from pathlib import Path

import pytest

from sonostep.core.annotation import ShapeKind
from sonostep.core.text import LANGUAGES
from sonostep.tools import TOOLS

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture(scope="module")
def maker():
    sys.path.insert(0, str(DOCS))
    try:
        import make_tools

        yield make_tools
    finally:
        sys.path.remove(str(DOCS))


def test_every_tool_has_its_picture_in_both_languages(maker):
    assert set(TOOLS) <= set(maker.SCENES)
    lost = [p for p in (f"{t}/{n}.jpg" for t in LANGUAGES for n in maker.SCENES)
            if not (maker.PICTURES / p).is_file()]  # fmt: skip
    assert lost == []
    assert maker.PAGE.read_text(encoding="utf-8") == maker.page()


def test_every_story_still_draws_what_its_picture_shows(qtbot, maker, monkeypatch):
    from sonostep.phantom.catalogue import load_scene
    from sonostep.phantom.render import cheap, render

    small = render(cheap(load_scene(maker.SCENE), frames=2))
    monkeypatch.setattr(maker, "_phantom", lambda: small)
    drawn = set()
    for name in maker.SCENES:
        stage = maker.staged(name, "en")
        qtbot.addWidget(stage.grid)
        shapes = stage.session.exam.annotations
        assert shapes or name in ("magnifier", "filters"), name
        drawn |= {a.kind for a in shapes}
    assert drawn == set(ShapeKind)
