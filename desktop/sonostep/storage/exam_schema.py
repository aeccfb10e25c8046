"""The JSON Schema of the exam file, made from the same types that are read and written."""

import dataclasses
import types
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from sonostep.core.exam import SCHEMA_VERSION, Exam
from sonostep.storage.codec import fields
from sonostep.storage.exam_json import SCHEMA, to_bytes

Plain = dict[str, Any]

_PLAIN: dict[object, Plain] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]},
    bytes: {"type": "string", "contentEncoding": "base64"},
}


def exam_schema() -> Plain:
    """Return the schema (JSON Schema 2020-12) of an exam file, one definition per type."""
    definitions: dict[str, Plain] = {}
    exam = _schema(Exam, definitions)
    envelope = {"schema": {"const": SCHEMA}, "version": {"const": SCHEMA_VERSION}, "exam": exam}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "SonoStep exam",
        "description": "One visit. Frames count from 1; points are image pixels, the corner of the first "
        "pixel at the top left is (0, 0). Numbers that JSON cannot write are the strings NaN, Infinity and "
        "-Infinity.",
        "type": "object",
        "properties": envelope,
        "required": list(envelope),
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def exam_schema_bytes() -> bytes:
    """Return the schema as the bytes that are published in ``docs/exam.schema.json``."""
    return to_bytes(exam_schema(), indent=1) + b"\n"


def _schema(kind: Any, definitions: dict[str, Plain]) -> Plain:  # noqa: ANN401 - a type, or what typing makes
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (some,) = (a for a in inner if a is not types.NoneType)
        return {"anyOf": [_schema(some, definitions), {"type": "null"}]}
    if origin is tuple and inner[1:] == (Ellipsis,):
        return {"type": "array", "items": _schema(inner[0], definitions)}
    if origin is tuple:
        return _fixed([_schema(k, definitions) for k in inner])
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        definitions[kind.__name__] = _defined(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _defined(kind: type, definitions: dict[str, Plain]) -> Plain:
    if issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if issubclass(kind, tuple):
        hints = get_type_hints(kind)
        names: tuple[str, ...] = getattr(kind, "_fields", ())
        return _fixed([_schema(hints[n], definitions) for n in names]) | {"description": ", ".join(names)}
    if not dataclasses.is_dataclass(kind):
        raise TypeError(f"no schema for {kind}")
    parts = fields(kind)
    return {
        "description": (kind.__doc__ or "").split("\n")[0],
        "type": "object",
        "properties": {name: _schema(hint, definitions) for name, hint, _ in parts},
        "required": [name for name, _, required in parts if required],
        "additionalProperties": False,
    }


def _fixed(items: list[Plain]) -> Plain:
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
