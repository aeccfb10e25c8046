"""Verdicts, tables, JSON and the block in the document."""

import json
from pathlib import Path

import pytest
from bench.__main__ import ROOMS, parse
from bench.doc import BEGIN, END, measured, rewrite
from bench.result import Figure, Goal, as_json, as_markdown, as_text, plain
from bench.timing import alternate, quantile, ratio

AT_MOST = Goal("a", "room", "ours / theirs", "<=", 1.15)
AT_LEAST = Goal("b", "room", "theirs / ours", ">=", 1000)
SHOWN = Goal("c", "room", "growth", "", 0, " ms")

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("goal", "value", "verdict"),
    [
        (AT_MOST, 1.1, "met"),
        (AT_MOST, 1.154, "met"),  # it is printed as 1.15
        (AT_MOST, 1.156, "not met"),
        (AT_LEAST, 1000.0, "met"),
        (AT_LEAST, 999.0, "not met"),
        (SHOWN, 5.0, "-"),
        (AT_MOST, None, "not measured"),
    ],
)
def test_verdicts(goal: Goal, value: float | None, verdict: str) -> None:
    assert Figure(goal, "A", value).verdict == verdict


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (1.234, "1.23"), (12.34, "12.3"), (123.4, "123"), (2026.4, "2026")]
)
def test_numbers_read_well(value: float, text: str) -> None:
    assert plain(value) == text


FIGURES = [Figure(AT_MOST, "A", 1.2, 1.1, 1.3, "2 | 3 ms"), Figure(AT_LEAST, "B", None, note="no ffmpeg")]


def test_the_table_says_goal_figure_and_verdict() -> None:
    head, first, second = as_text(FIGURES).splitlines()
    assert head.split()[:4] == ["Measure", "Case", "Goal", "Figure"]
    assert all(part in first for part in ("ours / theirs", "<= 1.15x", "1.20x", "1.10 to 1.30", "not met"))
    assert "not measured" in second and "no ffmpeg" in second


def test_markdown_keeps_its_columns() -> None:
    lines = as_markdown(FIGURES).splitlines()
    assert {line.replace("\\|", "").count("|") for line in lines} == {8}
    assert "**not met**" in lines[2]


def test_json_holds_everything() -> None:
    read = json.loads(as_json(FIGURES, {"cores": "2"}))
    assert read["machine"] == {"cores": "2"}
    assert [f["verdict"] for f in read["figures"]] == ["not met", "not measured"]
    assert read["figures"][0]["value"] == 1.2


def test_only_the_block_of_the_document_is_rewritten(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n", "utf-8")
    for _ in range(2):
        rewrite(document, FIGURES, {"cores": "2"})
        text = document.read_text("utf-8")
        assert text.startswith("before\n") and text.endswith("\n\nafter\n")
        assert "old" not in text and "- cores: 2" in text
        assert "0 goals met, 1 not met, 1 not measured." in text


def test_a_document_without_a_block_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text("nothing here\n", "utf-8")
    with pytest.raises(ValueError, match="no single block"):
        rewrite(document, FIGURES, {})
    assert document.read_text("utf-8") == "nothing here\n"


def test_our_own_document_has_its_block() -> None:
    text = (ROOT / "docs" / "performance.md").read_text("utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert measured([], {}).startswith(BEGIN)


def test_contestants_take_turns() -> None:
    order: list[str] = []

    def contestant(name: str, taken: float) -> float:
        order.append(name)
        return taken

    ours, theirs = alternate([lambda: contestant("a", 3.0), lambda: contestant("b", 2.0)], rounds=2)
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert (ours, theirs) == ([3.0, 3.0], [2.0, 2.0])
    assert ratio(ours, theirs).value == 1.5


def test_a_quantile_is_one_that_was_measured() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.99) == 3.0
    assert quantile([3.0, 1.0, 2.0], 0.0) == 1.0


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert parse(["--only", "scrub", "--only", "wrong", "--quick"]).only == ["scrub", "wrong"]
    with pytest.raises(SystemExit) as left:
        parse(["--only", "nonsense"])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert all(room in said for room in ROOMS)
