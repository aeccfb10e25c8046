"""The published schema is what the program reads and writes."""

import json
from pathlib import Path

import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep.storage import exam_to_json
from sonostep.storage.exam_schema import exam_schema, exam_schema_bytes

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "exam.schema.json"
TYPES = {"string": str, "boolean": bool, "object": dict, "array": list, "null": type(None)}


def wrong(value, schema, root, at="exam"):
    """Yield where a value breaks a schema; the words of JSON Schema that ours uses."""
    if "$ref" in schema:
        yield from wrong(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, at)
    if "anyOf" in schema and not any(not list(wrong(value, s, root)) for s in schema["anyOf"]):
        yield f"{at}: none of anyOf"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r}"
    kind = schema.get("type")
    if kind in TYPES and not isinstance(value, TYPES[kind]):
        yield f"{at}: no {kind}"
    if kind in ("number", "integer") and (isinstance(value, bool) or not isinstance(value, (int, float))):
        yield f"{at}: no {kind}"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{at}.{n} is missing" for n in schema.get("required", ()) if n not in value)
        for name, item in value.items():
            if name in known:
                yield from wrong(item, known[name], root, f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{at}.{name} is unknown"
    if isinstance(value, list):
        fixed = schema.get("prefixItems", [])
        for n, item in enumerate(value):
            part = fixed[n] if n < len(fixed) else schema.get("items", {})
            yield from [f"{at}[{n}] too many"] if part is False else wrong(item, part, root, f"{at}[{n}]")
        if len(value) < schema.get("minItems", 0):
            yield f"{at}: too few"


def test_the_published_schema_is_fresh():
    assert exam_schema_bytes() == PUBLISHED.read_bytes(), "run docs/make_exam_schema.py"


@pytest.mark.parametrize("exam", [sample.exam, sample.hostile, founding.exam])
def test_every_exam_file_holds_to_it(exam):
    schema = exam_schema()
    assert list(wrong(json.loads(exam_to_json(exam())), schema, schema)) == []


@pytest.mark.parametrize(
    "change",
    [lambda f: f.update(version=99), lambda f: f["exam"].pop("id"), lambda f: f["exam"].update(more=1),
     lambda f: f["exam"].update(state="done"), lambda f: f["exam"]["findings"][0].update(value="7"),
     lambda f: f["exam"]["annotations"][0]["points"][0].append(1)],
)  # fmt: skip
def test_what_the_program_refuses_breaks_it(change):
    file = json.loads(exam_to_json(founding.exam()))
    change(file)
    schema = exam_schema()
    assert list(wrong(file, schema, schema))
