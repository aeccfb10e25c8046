"""The exam file: nothing is lost on the way, and every bad file is one clear problem."""

import json
import math
from contextlib import suppress
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.strategies import exams
from sonostep.core.clip import Region, ScaleInfo
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.problem import ProblemError
from sonostep.storage import exam_json
from sonostep.storage.exam_json import exam_from_json, exam_to_json, load_exam, save_exam

EXAM = Exam("e-1", "2026-01-02T03:04:05+08:00")


@given(exams)
def test_an_exam_comes_back_equal_and_is_saved_as_the_same_bytes(exam):
    data = exam_to_json(exam)
    again = exam_from_json(data)
    assert again == exam
    assert exam_to_json(again) == data


def test_what_json_cannot_write_comes_back_too():
    region = Region(0, 0, 9, 9, 1, 1, 3, 3, math.nan, -math.inf)
    clip = ClipRecord("c", "/stick/\udce9cho.dcm", "超音波", 1, 0.0, ScaleInfo(10, 10, (region,)))
    data = exam_to_json(replace(EXAM, clips=(clip,)))
    again = exam_from_json(data)
    assert exam_to_json(again) == data
    assert again.clips[0].path == clip.path
    assert math.isnan(again.clips[0].scale.regions[0].delta_x)
    assert again.clips[0].scale.regions[0].delta_y == -math.inf


def test_the_file_is_readable_text_with_chinese_as_it_is_written():
    text = exam_to_json(replace(EXAM, impression="大轉子滑囊")).decode("utf-8")
    assert "大轉子滑囊" in text
    assert list(json.loads(text)) == ["schema", "version", "exam"]


def _changed(**changes):
    plain = json.loads(exam_to_json(EXAM))
    for path, value in changes.items():
        where = plain
        *parents, last = path.split("__")
        for name in parents:
            where = where[name]
        if value is None:
            del where[last]
        else:
            where[last] = value
    return json.dumps(plain).encode()


TWICE = exam_to_json(EXAM).replace(b'"physician": ""', b'"physician": "", "physician": "x"')

SHAPE = {"id": "a", "frame": {"clip": "c", "frame": 1}, "kind": "point"}

CASES = [
    ("empty", b"", "exam.not_json", {}),
    ("cut off", exam_to_json(EXAM)[:-20], "exam.not_json", {}),
    ("not utf-8", b"\xff\xfe{}", "exam.not_json", {}),
    ("nan", b'{"schema": NaN}', "exam.not_json", {}),
    ("nested too deep", b"[" * 100_000, "exam.not_json", {}),
    ("a name twice", TWICE, "exam.not_json", {}),
    ("a huge number", b'{"schema": ' + b"9" * 5000 + b"}", "exam.not_json", {}),
    ("a list", b"[]", "exam.not_exam", {}),
    ("another schema", b'{"schema": "other"}', "exam.not_exam", {}),
    ("newer", _changed(version=2), "exam.newer", {"version": "2"}),
    ("no version", _changed(version=None), "exam.wrong_value", {"field": "version"}),
    ("version true", _changed(version=True), "exam.wrong_value", {"field": "version"}),
    ("no exam", _changed(exam=None), "exam.missing_field", {"field": "exam"}),
    ("extra outside", _changed(more=1), "exam.unknown_field", {"field": "more"}),
    ("extra inside", _changed(exam__patient__age=3), "exam.unknown_field", {"field": "patient.age"}),
    ("no id", _changed(exam__id=None), "exam.missing_field", {"field": "id"}),
    ("number for text", _changed(exam__plan=3), "exam.wrong_value", {"field": "plan"}),
    ("text for list", _changed(exam__clips="x"), "exam.wrong_value", {"field": "clips"}),
    ("unknown word", _changed(exam__side="up"), "exam.wrong_value", {"field": "side"}),
    ("list for word", _changed(exam__side=[]), "exam.wrong_value", {"field": "side"}),
    ("item wrong", _changed(exam__complaints=[{"id": "a", "label": "A", "score": 11}]),
     "exam.wrong_value", {"field": "complaints[0]"}),
    ("true for number", _changed(exam__complaints=[{"id": "a", "label": "A", "score": True}]),
     "exam.wrong_value", {"field": "complaints[0].score"}),
    *(
        (f"a point of {point}", _changed(exam__annotations=[SHAPE | {"points": [point]}]),
         "exam.wrong_value", {"field": "annotations[0].points[0]"})
        for point in ([1.0], [1.0, 2.0, 3.0], "ab", {"x": 1.0, "y": 2.0}, 5, None)
    ),
    ("two alike", _changed(exam__complaints=[{"id": "a", "label": "A"}] * 2),
     "exam.wrong_value", {"field": "exam"}),
    ("bad picture", _changed(exam__key_images=[{"id": "k", "frame": {"clip": "c", "frame": 1}, "png": "!"}]),
     "exam.wrong_value", {"field": "key_images[0].png"}),
]  # fmt: skip


@pytest.mark.parametrize(("data", "code", "params"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_bad_file_is_one_problem(data, code, params):
    with pytest.raises(ProblemError) as caught:
        exam_from_json(data)
    assert caught.value.problem.code == code
    assert params.items() <= caught.value.problem.mapping.items()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([f.name for f in fields(Exam)]), anything)
def test_any_value_in_any_field_is_an_exam_or_one_problem(name, value):
    plain = json.loads(exam_to_json(EXAM))
    plain["exam"][name] = value
    try:
        exam = exam_from_json(json.dumps(plain).encode())
    except ProblemError as error:
        assert error.problem.code.startswith("exam.")
    else:
        assert exam_from_json(exam_to_json(exam)) == exam


@given(exams, st.integers(0, 10**6), st.binary(max_size=3))
def test_damaged_bytes_are_an_exam_or_one_problem(exam, at, garbage):
    data = exam_to_json(exam)
    at %= len(data)
    with suppress(ProblemError):
        exam_from_json(data[:at] + garbage + data[at + len(garbage) :])


def test_an_older_file_without_an_optional_field_has_its_default():
    assert exam_from_json(_changed(exam__plan=None)) == EXAM


def test_a_file_over_the_limit_is_not_parsed(monkeypatch, tmp_path):
    monkeypatch.setattr(exam_json, "MAX_BYTES", 10)
    path = tmp_path / "exam.json"
    save_exam(EXAM, path)
    for read in (lambda: exam_from_json(path.read_bytes()), lambda: load_exam(path)):
        with pytest.raises(ProblemError) as caught:
            read()
        assert caught.value.problem.code == "exam.too_large"


def test_saving_leaves_only_the_file_and_replaces_the_old_one(tmp_path):
    path = tmp_path / "exam.json"
    for plan in ("a", "b"):
        save_exam(replace(EXAM, plan=plan), path)
    assert load_exam(path).plan == "b"
    assert [p.name for p in tmp_path.iterdir()] == ["exam.json"]


def test_a_missing_or_unwritable_place_is_a_problem(tmp_path):
    with pytest.raises(ProblemError) as caught:
        load_exam(tmp_path / "none.json")
    assert caught.value.problem.code == "exam.unreadable"
    with pytest.raises(ProblemError) as caught:
        save_exam(EXAM, tmp_path / "no folder" / "exam.json")
    assert caught.value.problem.code == "exam.unwritable"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_an_answer_is_a_number_that_every_report_can_write(value):
    plain = json.loads(exam_to_json(EXAM))
    plain["exam"]["findings"] = [{"key": {"id": "residual"}, "state": "present", "value": value}]
    with pytest.raises(ProblemError) as refused:
        exam_from_json(json.dumps(plain).encode())
    assert refused.value.problem.code == "exam.wrong_value"


def test_an_exam_written_before_the_first_page_had_fields_is_read():
    added = ("clinical_question", "technique", "comparison", "limitations", "referrer", "second_identifier",
             "structure_texts")  # fmt: skip
    exam = Exam("e", "2026-01-02T03:04:05+08:00", impression="Two pains")
    tree = json.loads(exam_to_json(exam))
    for field in added:
        del tree["exam"][field]
    assert exam_from_json(json.dumps(tree).encode()) == exam
