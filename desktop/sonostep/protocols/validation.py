"""Bytes to a checked model, or to problems that say file, line, column and what to do."""

import hashlib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sonostep.core.problem import Problem, ProblemError
from sonostep.protocols.yaml_source import Path_, Tree, parse, read_bytes

M = TypeVar("M", bound=BaseModel)
_LANGUAGES = ("en", "zh-TW")


def read_tree(path: Path) -> tuple[Tree, str]:
    """Return a file's tree and the SHA-256 of its bytes.

    Raises:
        ProblemError: when it cannot be read or is not YAML as we accept it.
    """
    data = read_bytes(path)
    return parse(data, str(path)), hashlib.sha256(data).hexdigest()


def validate(model: type[M], tree: Tree) -> M:
    """Return the checked model.

    Raises:
        ProblemError: on the first thing that does not fit; ``problems_of`` lists all.
    """
    found = problems_of(model, tree)
    if isinstance(found, tuple):
        raise ProblemError(found[0])
    return found


def problems_of(model: type[M], tree: Tree) -> M | tuple[Problem, ...]:
    """Return the model, or every problem in the order of the file."""
    if not isinstance(tree.value, dict):
        return (tree.place(()).problem("protocol.not_a_mapping"),)
    try:
        return model.model_validate(tree.value)
    except ValidationError as error:
        found = [(_path(e["loc"], tree), e) for e in error.errors(include_url=False)]
        found.sort(key=lambda pair: (tree.place(pair[0]).line, tree.place(pair[0]).column))
        return tuple(dict.fromkeys(_problem(path, e, tree) for path, e in found))


def _path(location: tuple[str | int, ...], tree: Tree) -> Path_:
    """Return the keys and indices of a pydantic location without the tags that unions put between."""
    path: Path_ = ()
    for part in location:
        if (*path, part) in tree.places:
            path = (*path, part)
    return path


def _problem(path: Path_, error: ErrorDetails, tree: Tree) -> Problem:
    place, field = tree.place(path), str(error["loc"][-1]) if error["loc"] else ""
    match error["type"]:
        case "extra_forbidden":
            return place.problem("protocol.unknown_field", field=field)
        case "missing" if field in _LANGUAGES:
            return place.problem("protocol.missing_language", language=field, field=path[-1] if path else "")
        case "missing":
            return place.problem("protocol.missing_field", field=field)
        case "union_tag_invalid":
            return place.problem("protocol.unknown_operator", known=error["ctx"]["expected_tags"])
        case _:
            return place.problem("protocol.bad_value", field=path[-1] if path else "", why=_why(error))


def _why(error: ErrorDetails) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
