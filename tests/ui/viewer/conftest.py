"""A session on a made-up clip, and a loader that answers from its own thread."""

from collections.abc import Callable, Iterator

import pytest

from helpers.viewer_pane import FakeLoader, Hand, make_clip, show
from sonostep.core.clip import (
    Clip,
)
from sonostep.core.exam import Exam
from sonostep.core.history import History
from sonostep.session import Session
from sonostep.ui.viewer.pane import ViewerPane


@pytest.fixture
def loader() -> Iterator[FakeLoader]:
    made = FakeLoader()
    yield made
    made.close()


@pytest.fixture
def session() -> Session:
    made = Session(History.start(Exam("exam", "2025-01-01T00:00:00+08:00")))
    made.add_clip(make_clip())
    return made


@pytest.fixture
def pane(qtbot, session: Session, loader: FakeLoader) -> ViewerPane:
    made = ViewerPane(session, loader)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    show(qtbot, made, session, "clip")
    return made


@pytest.fixture
def hand(pane: ViewerPane) -> Hand:
    return Hand(pane)


@pytest.fixture
def clips() -> Callable[..., Clip]:
    return make_clip
