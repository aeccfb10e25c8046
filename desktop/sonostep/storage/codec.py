"""Turn frozen values into plain JSON values and back, by their declared types; strict in both directions.

One codec is built per type: dataclasses become objects in declared order, tuples arrays, named tuples
arrays of their fields, enumerations their values. Floats that JSON cannot write (a cart may store such a
delta) become ``"NaN"``, ``"Infinity"`` and ``"-Infinity"``. Bytes go where the caller says.
"""

import dataclasses
import math
import types
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, Protocol, Union, get_args, get_origin, get_type_hints

from sonostep.core.problem import ProblemError


class BytesDoor(Protocol):
    """Where bytes go on the way out, and where they come from on the way in."""

    def put(self, data: bytes) -> object:
        """Return the JSON value that stands for the bytes."""

    def get(self, plain: object) -> bytes:
        """Return the bytes that a JSON value stands for; raises ValueError when it stands for none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Codec:
    """How one type is written and read; ``read`` takes the plain value, its path and the door for bytes."""

    write: Callable[[Any, BytesDoor], Any]
    read: Callable[[object, str, BytesDoor], Any]


def wrong_value(path: str) -> ProblemError:
    """Say that a field holds a value that it cannot hold."""
    return ProblemError.of("exam.wrong_value", field=path)


@cache
def codec(kind: Any) -> Codec:  # noqa: ANN401 - a type, or what typing makes of one
    """Return the codec of a type.

    Reading raises ProblemError ``exam.wrong_value``, ``exam.unknown_field`` or ``exam.missing_field``, each
    with the path of the field.

    Raises:
        TypeError: for a type that no value here is made of.
    """
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _optional(kind)
    if origin is tuple:
        return _tuple(get_args(kind))
    if kind in _PLAIN:
        return _PLAIN[kind]
    if issubclass(kind, Enum):
        return _enum(kind)
    if issubclass(kind, tuple):
        return _named_tuple(kind)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _object(kind)
    raise TypeError(f"no codec for {kind}")


class _NoBytes:
    def put(self, data: bytes) -> object:
        raise TypeError("a value with bytes needs a place for them")

    def get(self, plain: object) -> bytes:
        raise ValueError("no bytes here")


def plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Return a frozen value without bytes as plain JSON values."""
    kind: Any = type(value)
    return codec(kind).write(value, _NoBytes())


def fields(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    """Return name, type and whether it is required of each field of a dataclass, in declared order."""
    hints = get_type_hints(kind)
    missing = dataclasses.MISSING
    return tuple(
        (f.name, hints[f.name], f.default is missing and f.default_factory is missing)
        for f in dataclasses.fields(kind)
    )


def _str() -> Codec:
    def read(plain: object, path: str, door: BytesDoor) -> str:
        if not isinstance(plain, str):
            raise wrong_value(path)
        return plain

    return Codec(lambda value, door: str(value), read)


def _bool() -> Codec:
    def read(plain: object, path: str, door: BytesDoor) -> bool:
        if not isinstance(plain, bool):
            raise wrong_value(path)
        return plain

    return Codec(lambda value, door: bool(value), read)


def _int() -> Codec:
    def read(plain: object, path: str, door: BytesDoor) -> int:
        if not isinstance(plain, int) or isinstance(plain, bool):
            raise wrong_value(path)
        return plain

    return Codec(lambda value, door: int(value), read)


_NAMED_FLOATS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def _float() -> Codec:
    def write(value: float, door: BytesDoor) -> float | str:
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return float(value)

    def read(plain: object, path: str, door: BytesDoor) -> float:
        if isinstance(plain, str) and plain in _NAMED_FLOATS:
            return _NAMED_FLOATS[plain]
        if not isinstance(plain, (int, float)) or isinstance(plain, bool):
            raise wrong_value(path)
        try:
            return float(plain)
        except OverflowError:
            raise wrong_value(path) from None

    return Codec(write, read)


def _bytes() -> Codec:
    def read(plain: object, path: str, door: BytesDoor) -> bytes:
        try:
            return door.get(plain)
        except ValueError:
            raise wrong_value(path) from None

    return Codec(lambda value, door: door.put(value), read)


_PLAIN: dict[object, Codec] = {
    str: _str(),
    bool: _bool(),
    int: _int(),
    float: _float(),
    bytes: _bytes(),
}


def _enum(kind: type[Enum]) -> Codec:
    def read(plain: object, path: str, door: BytesDoor) -> Enum:
        try:
            return kind(plain)
        except ValueError:
            raise wrong_value(path) from None

    return Codec(lambda value, door: value.value, read)


def _optional(kind: object) -> Codec:
    (inner,) = (a for a in get_args(kind) if a is not types.NoneType)
    some = codec(inner)

    def read(plain: object, path: str, door: BytesDoor) -> object:
        return None if plain is None else some.read(plain, path, door)

    return Codec(lambda value, door: None if value is None else some.write(value, door), read)


def _tuple(kinds: tuple[Any, ...]) -> Codec:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return _many(codec(kinds[0]))
    return _fixed(tuple(codec(k) for k in kinds), lambda values: tuple(values))


def _many(item: Codec) -> Codec:
    def read(plain: object, path: str, door: BytesDoor) -> tuple[object, ...]:
        if not isinstance(plain, list):
            raise wrong_value(path)
        return tuple(item.read(p, f"{path}[{i}]", door) for i, p in enumerate(plain))

    return Codec(lambda value, door: [item.write(v, door) for v in value], read)


def _fixed(items: tuple[Codec, ...], make: Callable[[list[object]], object]) -> Codec:
    def write(value: tuple[object, ...], door: BytesDoor) -> list[object]:
        return [c.write(v, door) for c, v in zip(items, value, strict=True)]

    def read(plain: object, path: str, door: BytesDoor) -> object:
        if not isinstance(plain, list) or len(plain) != len(items):
            raise wrong_value(path)
        pairs = enumerate(zip(items, plain, strict=True))
        return make([item.read(part, f"{path}[{i}]", door) for i, (item, part) in pairs])

    return Codec(write, read)


def _named_tuple(kind: type) -> Codec:
    hints = get_type_hints(kind)
    names: tuple[str, ...] = getattr(kind, "_fields", ())
    return _fixed(tuple(codec(hints[n]) for n in names), lambda values: kind(*values))


def _object(kind: type) -> Codec:
    parts = [(name, codec(hint), required) for name, hint, required in fields(kind)]

    def write(value: object, door: BytesDoor) -> dict[str, object]:
        return {name: part.write(getattr(value, name), door) for name, part, _ in parts}

    def read(plain: object, path: str, door: BytesDoor) -> object:
        given = _members(plain, path, parts)
        values = {n: part.read(given[n], _join(path, n), door) for n, part, _ in parts if n in given}
        try:
            return kind(**values)
        except ValueError:
            # the value's own rules, such as a score from 0 to 10
            raise wrong_value(path or "exam") from None

    return Codec(write, read)


def _members(plain: object, path: str, parts: list[tuple[str, Codec, bool]]) -> dict[str, object]:
    if not isinstance(plain, dict):
        raise wrong_value(path or "exam")
    names = {name for name, _, _ in parts}
    for name in plain:
        if name not in names:
            raise ProblemError.of("exam.unknown_field", field=_join(path, str(name)[:60]))
    for name, _, required in parts:
        if required and name not in plain:
            raise ProblemError.of("exam.missing_field", field=_join(path, name))
    return plain


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
