"""What was opened last is offered again, also after the program was started anew."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from helpers.exam_window import make_clip
from sonostep import settings as settings_file
from sonostep.ui.kit.recent_studies import RecentMenu, worth_keeping


def offered(window):
    window.actions_["open_recent"].trigger()
    (menu,) = [m for m in window.findChildren(QMenu) if isinstance(m, RecentMenu)]
    return menu


def test_what_was_opened_is_offered_and_opens_again(qtbot, program, loader, tmp_path):
    window = program.window
    menu = offered(window)
    assert not menu.actions()[0].isEnabled(), "nothing was opened yet"
    menu.close()
    qtbot.wait(1)
    for name in ("first.dcm", "second.dcm"):
        (tmp_path / name).touch()
        window.opening.open_paths(loader.know(make_clip(name, str(tmp_path / name))))
    qtbot.waitUntil(lambda: window.has_exam)
    (tmp_path / "first.dcm").unlink()
    menu = offered(window)
    assert [Path(a.data()).name for a in menu.actions()] == ["second.dcm"], "what has gone is not offered"
    with qtbot.waitSignal(window.opening.opened) as told:
        menu.actions()[0].trigger()
    assert told.args[0] == [tmp_path / "second.dcm"]
    menu.close()
    program.shut_down()
    assert settings_file.load_settings()[0].recent[0] == str(tmp_path / "second.dcm")


@pytest.mark.parametrize(
    ("paths", "kept"),
    [
        (["/a/x.dcm"], ["/a/x.dcm"]),
        (["/a/x.dcm", "/a/y.dcm"], ["/a"]),
        (["/a/x.dcm", "/b/y.dcm"], ["/a/x.dcm", "/b/y.dcm"]),
    ],
)
def test_files_of_one_folder_are_one_study(paths, kept):
    assert worth_keeping([Path(p) for p in paths]) == tuple(str(Path(p).absolute()) for p in kept)
