"""Every room measures something on tiny clips; what cannot be measured says why."""

import json
import sys
from pathlib import Path

import pytest
from bench.__main__ import ROOMS, main
from bench.bench import Bench, ChildFailed, child
from bench.clips import SMALL, Clips
from bench.result import Goal
from bench.rooms import peers, visits, wrong

from bench import goals


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    cache = tmp_path_factory.mktemp("cache")
    return Bench(Clips(cache), SMALL, SMALL, cache, quick=True)


def test_every_goal_belongs_to_a_room() -> None:
    all_goals = [g for g in vars(goals).values() if isinstance(g, Goal)]
    assert {g.name for g in all_goals} == set(ROOMS)
    assert len({g.id for g in all_goals}) == len(all_goals)


def test_no_container_gives_a_wrong_frame(tiny: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bench, "rounds", lambda self, count: 12)
    figures = list(wrong.measure(tiny))
    assert [f.value for f in figures] == [0] * 7
    assert all(f.verdict == "met" for f in figures)


def test_a_wrong_frame_would_be_seen(tiny: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bench, "rounds", lambda self, count: 6)
    monkeypatch.setattr(wrong, "read_number", lambda picture: 99)
    assert next(iter(wrong.measure(tiny))).verdict == "not met"


def test_what_one_release_visits_is_counted(tiny: Bench) -> None:
    files, moves = visits.measure(tiny)
    assert files.value is not None and moves.value is not None, files.note
    # the gesture, the exam, the journal and the picture at least; and nobody is called for nothing
    assert 40 <= files.value <= 80
    assert files.value <= moves.value <= moves.goal.limit, moves.note


def test_peers_that_are_not_installed_say_so(tiny: Bench) -> None:
    figures = list(peers.measure(tiny))
    assert [f.case for f in figures] == ["napari", "pyqtgraph"]
    assert all(f.verdict == "not measured" and "--peers" in f.note for f in figures)


def test_a_child_that_fails_says_its_last_words(tiny: Bench) -> None:
    with pytest.raises(ChildFailed, match=r"naive: .*nothing\.dcm"):
        child("naive", tiny.cache / "nothing.dcm")


def test_a_part_is_printed_and_written_but_not_into_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "figures.json"
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path))
    options = ["--tiny", "--quick", "--only", "worker", "--cache", str(tmp_path), "--json", str(written)]
    assert main(options) == 0
    told = capsys.readouterr()
    assert "worker process against in-process decoding" in told.out
    assert "keeps its figures" in told.err
    read = json.loads(written.read_text("utf-8"))
    assert read["figures"][0]["id"] == "worker"
    assert read["machine"]["Python"] == ".".join(map(str, sys.version_info[:3]))
