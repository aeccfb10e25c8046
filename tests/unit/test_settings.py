"""Settings: written whole, read with patience."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.core.problem import ProblemError
from sonostep.settings import RECENT_LIMIT, Settings, load_settings, save_settings, settings_path

USED = Settings(
    language="zh-TW",
    recent=("/stick/檢查", "/b"),
    setting="spine_clinic",
    ui_scale=1.25,
    cache_mib=256,
    prefetch_frames=3,
    store_mib=64,
    window="AAA=",
    clips_shown=False,
    panels_shown=False,
    keys=(("undo", "Ctrl+U"),),
    clinic="Sunny",
    clinic_lines=("Road 1",),
    clinic_logo="/logo.png",
    clinic_zh="晴天診所",
    clinic_lines_zh=("忠孝東路",),
    clinic_phone="02-2345",
)


def test_settings_come_back_and_leave_no_other_file():
    save_settings(USED)
    assert load_settings() == (USED, None)
    assert [p.name for p in settings_path().parent.iterdir()] == ["settings.json"]


def test_without_a_file_the_defaults_hold():
    assert load_settings() == (Settings(), None)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'"x"'])
def test_a_damaged_file_gives_the_defaults_and_says_so(content):
    settings_path().write_bytes(content)
    settings, problem = load_settings()
    assert settings == Settings() and problem.code == "settings.unreadable"
    save_settings(USED)
    assert load_settings() == (USED, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("language", 3),
        ("recent", "x"),
        ("recent", [1]),
        ("ui_scale", "big"),
        ("ui_scale", True),
        ("clips_shown", "no"),
        ("panels_shown", 1),
        ("panels_shown", None),
        ("cache_mib", 1.5),
        ("cache_mib", False),
        ("keys", [["undo"]]),
        ("keys", {"undo": "x"}),
        ("window", None),
    ],
)
def test_one_wrong_value_has_its_default_and_the_rest_stays(name, value):
    save_settings(USED)
    plain = json.loads(settings_path().read_text(encoding="utf-8"))
    settings_path().write_text(json.dumps(plain | {name: value}), encoding="utf-8")
    settings, problem = load_settings()
    assert settings == replace(USED, **{name: getattr(Settings(), name)})
    assert (problem.code, problem.mapping["fields"]) == ("settings.wrong", name)


def test_what_a_newer_version_wrote_is_passed_over():
    settings_path().write_text('{"language": "en", "holograms": true}', encoding="utf-8")
    assert load_settings() == (Settings(language="en"), None)


@pytest.mark.parametrize(("value", "kept"), [(0.01, 0.5), (99, 3.0), (2, 2.0)])
def test_a_size_that_would_hide_the_window_is_brought_into_range(value, kept):
    settings_path().write_text(json.dumps({"ui_scale": value}), encoding="utf-8")
    assert load_settings()[0].ui_scale == kept


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=4)
)
def test_nothing_in_the_file_can_stop_the_program(value):
    for name in (
        "language",
        "recent",
        "setting",
        "ui_scale",
        "cache_mib",
        "prefetch_frames",
        "window",
        "keys",
    ):
        settings_path().write_text(json.dumps({name: value}), encoding="utf-8")
        load_settings()


def test_the_recent_list_has_each_path_once_newest_first():
    settings = Settings()
    for path in [*map(str, range(30)), "5"]:
        settings = settings.opened(path)
    assert settings.recent[:2] == ("5", "29") and len(settings.recent) == RECENT_LIMIT


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path):
    with pytest.raises(ProblemError) as caught:
        save_settings(USED, tmp_path / "none" / "settings.json")
    assert caught.value.problem.code == "settings.unwritable"
