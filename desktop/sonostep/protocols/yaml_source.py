"""YAML text into plain values that remember their line and column.

Only what a protocol needs is accepted: mappings with text keys, sequences and scalars. Anchors, aliases,
tags, merge keys, duplicate keys, deep nesting and large files are refused, so a file can neither explode
in memory nor run in circles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sonostep.core.problem import Problem, ProblemError

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
Path_ = tuple[str | int, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Any = yaml.SafeLoader("")


@dataclass(frozen=True, slots=True)
class SourcePosition:
    """Where something stands in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def problem(self, code: str, **params: object) -> Problem:
        """Return a problem that names this place."""
        return Problem.of(code, file=self.file, line=self.line, column=self.column, **params)


@dataclass(frozen=True, slots=True)
class Tree:
    """The values of a file and the place of each, by the keys and indices that lead to it."""

    file: str
    value: Any
    places: dict[Path_, SourcePosition]

    def place(self, path: Path_) -> SourcePosition:
        """Return the place of a value, or of the nearest one that holds it."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, SourcePosition(self.file, 1, 1))


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        ProblemError: ``protocol.unreadable`` or ``protocol.too_large``.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProblemError.of("protocol.unreadable", file=path, why=error.strerror or error) from error
    if len(data) > MAX_BYTES:
        raise ProblemError(
            SourcePosition(str(path), 1, 1).problem("protocol.too_large", limit=MAX_BYTES // 1000)
        )
    return data


def parse(data: bytes, file: str) -> Tree:
    """Return the tree of a YAML file's bytes.

    Raises:
        ProblemError: one sentence with file, line and column on the first thing that is wrong.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ProblemError(SourcePosition(file, line, 1).problem("protocol.not_utf8")) from error
    try:
        return _Builder(file, yaml.parse(text, Loader=_LOADER)).tree()
    except yaml.YAMLError as error:
        raise ProblemError(_syntax_problem(error, file)) from error


def _syntax_problem(error: yaml.YAMLError, file: str) -> Problem:
    place = _place_of(getattr(error, "problem_mark", None), file)
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    return place.problem("protocol.not_yaml", why=why)


def _place_of(mark: yaml.Mark | None, file: str) -> SourcePosition:
    return SourcePosition(file, mark.line + 1, mark.column + 1) if mark else SourcePosition(file, 1, 1)


class _Builder:
    """Turns parser events into values; no recursion deeper than MAX_DEPTH."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self._file = file
        self._events = events
        self._places: dict[Path_, SourcePosition] = {}

    def tree(self) -> Tree:
        value: Any = None
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                if self._places:
                    raise ProblemError(self._at(event).problem("protocol.two_documents"))
                value = self._node(event, ())
        return Tree(self._file, value, self._places)

    def _at(self, event: yaml.Event) -> SourcePosition:
        return _place_of(getattr(event, "start_mark", None), self._file)

    def _node(self, event: yaml.NodeEvent, path: Path_) -> object:
        place = self._at(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise ProblemError(place.problem("protocol.alias", name=event.anchor))
        if (tag := getattr(event, "tag", None)) and tag != "!":
            raise ProblemError(place.problem("protocol.tag", tag=tag))
        if len(path) > MAX_DEPTH:
            raise ProblemError(place.problem("protocol.too_deep", limit=MAX_DEPTH))
        self._places[path] = place
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        return self._sequence(path)

    def _mapping(self, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            place = self._at(event)
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.value == "<<":
                raise ProblemError(place.problem("protocol.key"))
            if event.value in result:
                raise ProblemError(place.problem("protocol.duplicate_key", field=event.value))
            result[event.value] = self._node(next(self._events), (*path, event.value))
            self._places[(*path, event.value)] = place
        return result

    def _sequence(self, path: Path_) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            result.append(self._node(event, (*path, len(result))))
        return result

    def _scalar(self, event: yaml.ScalarEvent, place: SourcePosition) -> object:
        if not event.implicit[0]:
            return event.value
        tag = _RESOLVER.resolve(yaml.ScalarNode, event.value, (True, False))
        if tag in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"):
            return event.value
        try:
            return _RESOLVER.construct_object(yaml.ScalarNode(tag, event.value))
        except (yaml.YAMLError, ValueError) as error:
            raise ProblemError(place.problem("protocol.bad_value", field="", why=str(error)[:80])) from error
