"""Sentences: every problem in the source can be said in both languages, with the same facts in each."""

import ast
import re
import string
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

import sonostep
from sonostep.core import edits
from sonostep.core.clip import TimingSource
from sonostep.core.differential.result import Band, Direction, SourceKind
from sonostep.core.measure.quantity import CalibrationSource
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.sentences import joined, said
from sonostep.core.text import LANGUAGES, LocalText
from sonostep.messages import codes, sentence, text
from sonostep.paths import resources

SOURCE = Path(sonostep.__file__).parent
FILES = sorted(path for ending in ("yaml", "json") for path in (resources() / "messages").glob(f"*.{ending}"))
"""JSON is YAML, too."""


@cache
def filed():
    """Code to (file, languages), as filed."""
    entries = {}
    for path in FILES:
        for code, languages in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
            entries.setdefault(code, []).append((path.name, languages))
    return entries


def is_problem_call(node):
    """Whether a call makes a problem from its code: Problem.of(...), WrongUsage.of(...), bad(..., code)."""
    function = node.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "of"
        and isinstance(function.value, ast.Name)
        and function.value.id.endswith(("Problem", "ProblemError", "WrongUsage"))
    )


def used():
    """(code, where, parameters) of every problem whose code stands in the source."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and is_problem_call(node) and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    given = {k.arg for k in node.keywords}
                    yield code.value, f"{path.relative_to(SOURCE)}:{node.lineno}", given


USED = sorted(used(), key=lambda u: u[:2])


def placeholders(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_problems_are_found_at_all():
    assert len(USED) > 30


def test_every_problem_in_the_source_has_a_sentence():
    missing = [f"{code} ({where})" for code, where, _ in USED if code not in filed()]
    assert not missing, missing


def test_every_placeholder_is_given_where_the_problem_is_made():
    wrong = []
    for code, where, given in USED:
        for _, languages in filed().get(code, []):
            wanted = placeholders(languages["en"])
            if None not in given and not wanted <= given:
                wrong.append(f"{code} ({where}): {sorted(wanted - given)}")
    assert not wrong, wrong


def test_every_code_is_filed_once():
    assert {c: [f for f, _ in e] for c, e in filed().items() if len(e) > 1} == {}


@pytest.mark.parametrize("path", FILES, ids=[p.name for p in FILES])
def test_both_languages_say_the_same_facts(path):
    wrong = []
    for code, languages in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        if set(languages) != set(LANGUAGES) or not all(isinstance(v, str) and v for v in languages.values()):
            wrong.append(f"{code}: languages {sorted(languages)}")
        elif placeholders(languages["en"]) != placeholders(languages["zh-TW"]):
            wrong.append(f"{code}: placeholders differ")
    assert not wrong, wrong


def words_used():
    """(code, where) of every word that the source asks for by a code that stands there."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"(cli|doctor|edit)\.[a-z_.]+[a-z]", node.value):
                    yield node.value, f"{path.relative_to(SOURCE)}:{node.lineno}"


def test_every_word_of_the_command_line_is_filed():
    missing = [f"{code} ({where})" for code, where in words_used() if code not in filed()]
    assert not missing, missing


def test_no_word_of_the_command_line_is_left_over():
    text = "".join(path.read_text(encoding="utf-8") for path in (SOURCE / "cli").rglob("*.py"))
    composed = ("cli.timing.", "cli.calibration.", "cli.region.", "cli.evidence.", "cli.fact.")
    checks = {f"doctor.{name}" for name in re.findall(r'"([a-z]+)", ', text)}
    ours = {c for c in filed() if c.startswith(("cli.", "doctor.")) and not c.startswith(composed)}
    assert {c for c in ours - checks if f'"{c}"' not in text} == set()


def edit_names():
    """The default name of every edit, and the name given to every group of edits in the source."""
    for kind in vars(edits).values():
        if isinstance(kind, type) and "apply" in vars(kind) and is_dataclass(kind):
            yield from (f.default for f in fields(kind) if f.name == "name" and f.default is not MISSING)
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Together":
                given = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "name")]
                yield from (g.value for g in given if isinstance(g, ast.Constant))


def test_every_edit_has_a_title_for_the_undo_list():
    missing = sorted({name for name in edit_names() if f"edit.{name}" not in filed()})
    assert not missing, missing
    assert "edit.start" in filed()


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("cli.timing", TimingSource),
        ("cli.calibration", CalibrationSource),
        ("report.band", Band),
        ("report.reason", Direction),
        ("report.reason", SourceKind),
    ],
)
def test_every_value_that_is_shown_has_its_word(prefix, values):
    assert {f"{prefix}.{v.value}" for v in values} <= set(filed())


SIMPLIFIED = set(
    "们这个还没说话请选择档案题误编辑关闭开启储设图层测试验报导览录诊断医师检查声频帧区长宽单击双键鼠标"
) - set("話這個還沒說請選擇檔案題誤編輯關閉開啟儲設圖層測試驗報導覽錄診斷醫師檢查聲頻幀區長寬單擊雙鍵滑鼠")
"""Characters that only simplified Chinese has, among those that an interface uses."""


def test_the_chinese_is_traditional():
    """Big5 has no simplified-only character; a few newer traditional ones are let through by name."""
    wrong = {}
    for code, entries in filed().items():
        for _, languages in entries:
            han = [c for c in languages["zh-TW"] if "\u4e00" <= c <= "\u9fff"]
            bad = [c for c in han if c in SIMPLIFIED or not _in_big5(c)]
            if bad:
                wrong[code] = "".join(bad)
    assert not wrong, wrong


def _in_big5(character):
    try:
        character.encode("cp950")
    except UnicodeEncodeError:
        return False
    return True


def test_a_sentence_is_filled_in_both_languages():
    problem = Problem.of("frame.missing", frame=12, frames=9)
    assert sentence(problem, "en") == "The clip has 9 frames and no frame 12; choose a frame from 1 to 9."
    assert "12" in sentence(problem, "zh-TW")
    assert text("exam.final", "en").startswith("This exam is final")
    assert "exam.final" in codes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_filed_is_shown_and_not_hidden(language):
    assert "no.such.code" in sentence(Problem.of("no.such.code", a=1), language)
    assert "{frames}" in sentence(Problem.of("frame.missing", frame=1), language)


def test_a_parameter_is_text_and_never_a_format():
    problem = Problem.of("exam.unreadable", file="{reason.__class__}", reason="{0}")
    assert "{reason.__class__}" in sentence(problem, "en")


def test_problems_are_equal_by_what_they_say():
    assert Problem.of("a", x=1, y=2) == Problem.of("a", y="2", x="1")
    error = ProblemError.of("a", x=1)
    assert error.problem.mapping == {"x": "1"}


def test_a_text_speaks_both_languages():
    words = LocalText("hip", "髖")
    assert [words.in_language(language) for language in LANGUAGES] == ["hip", "髖"]


CORE = {c: entries[0][1] for c, entries in filed().items() if entries[0][0] == "core.json"}


def said_in_the_core():
    """(code, parameters) of every call of said, and of joined by its mark."""
    for path in (SOURCE / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("said", "joined"):
                if path.name != "sentences.py":
                    assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno} hides its code"
                    yield node.args[0].value, frozenset(k.arg for k in node.keywords)


def test_the_core_says_what_is_filed_with_all_it_needs_and_nothing_is_left_over():
    calls = set(said_in_the_core())
    wanted = {(code, frozenset(placeholders(languages["en"]))) for code, languages in CORE.items()}
    assert calls == wanted


def test_a_sentence_of_the_core_is_filled_in_each_language():
    left = said("side.left")
    assert said("side.left") is left
    words = said("phrase.with_place", text=LocalText("tear", "撕裂"), place=left)
    assert words == LocalText("tear (left)", "撕裂（左側）")
    assert joined("list.and", [left, said("side.right")]) == LocalText("left and right", "左側與右側")
    assert said("phrase.at", text="{site}", site=3).en == "{site}: 3"


@pytest.mark.parametrize(
    ("code", "given"), [("no.such", {}), ("phrase.at", {}), ("phrase.at", {"text": "a"})]
)
def test_a_sentence_of_the_core_that_cannot_be_said_is_an_error(code, given):
    with pytest.raises(KeyError):
        said(code, **given)
