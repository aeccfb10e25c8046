"""The reading of one text: by its label where the bytes agree, else by its bytes, and what else it may be."""

import codecs
from dataclasses import dataclass

from sonostep.core.character_sets.candidates import (
    CharacterSetCandidate,
    all_readings,
    candidates,
    few_plain_letters,
    latin_rules_out,
)
from sonostep.core.character_sets.iso2022 import ESC, decode_extended, has_designation, without_escapes
from sonostep.core.character_sets.labels import MULTI_BYTE, NAMES, CharacterSetLabel

_REPLACED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as read from bytes.

    Attributes:
        text: the likeliest reading, not yet made plain (``core.text.plain_text``).
        encoding: what it was read as, in words; empty for plain ASCII.
        labelled: the file's own label says so.
        others: (encoding, text) of each other reading that is possible, likelier first.
        whole: every byte took part; else U+FFFD stands where one did not, or the end is cut off.
    """

    text: str
    encoding: str = ""
    labelled: bool = True
    others: tuple[tuple[str, str], ...] = ()
    whole: bool = True


def read_text(raw: bytes, label: CharacterSetLabel, *, name: bool = False) -> Reading:
    """Read a text element's bytes; never raises. ``name`` marks a person's name."""
    raw = raw.rstrip(b"\0 ")
    if ESC in raw:
        if has_designation(raw):
            return _extended(raw, label, name)
        raw = without_escapes(raw)
    if raw.isascii():
        return Reading(raw.decode("ascii"))
    if label.multi:
        return _multi_byte(raw, label.multi) or _unlabelled(raw, name)
    if label.first in ("ascii", "cp1252"):
        return _unlabelled(raw, name)
    return _single_byte(raw, label.first, name)


def _named(codec: str) -> str:
    return NAMES.get(codec) or codec.upper().replace("ISO8859", "ISO 8859")


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _multi_byte(raw: bytes, codec: str) -> Reading | None:
    """By a label of several bytes a character; carts cut a text at so many bytes, wherever that is."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(raw)
    except UnicodeDecodeError:
        return None
    return Reading(text, _named(codec), whole=not decoder.getstate()[0])


def _extended(raw: bytes, label: CharacterSetLabel, name: bool) -> Reading:
    # a label without code extensions was not written by whoever wrote the escape sequences
    first = label.first if label.more and label.first not in MULTI_BYTE - {"cp932"} else "ascii"
    text = decode_extended(raw, first, lambda part: candidates(part, name)[0].text)
    return Reading(text, "ISO 2022", whole=_REPLACED not in text)


def _single_byte(raw: bytes, codec: str, name: bool) -> Reading:
    """A label of one byte a character lets any bytes pass, so it is believed only if the text makes sense."""
    text = _strictly(raw, codec)
    found = candidates(raw, name)
    if text is None or found[0].codec == "utf-8" and found[0].score < 0:
        return _reading(found)
    if codec != "latin-1":
        return Reading(text, _named(codec)) if text.isprintable() else _reading(found)
    if latin_rules_out(raw):
        return _reading(found)
    if not few_plain_letters(text):
        return Reading(text, _named(codec))
    rivals = sorted(all_readings(raw, name), key=lambda c: c.score)
    if rivals and rivals[0].score < 0:
        others = ((_named(codec), text), *_others(rivals[1:], rivals[0].text))
        return Reading(rivals[0].text, _named(rivals[0].codec), False, others)
    return Reading(text, _named(codec), True, _others(rivals, text))


def _unlabelled(raw: bytes, name: bool) -> Reading:
    return _reading(candidates(raw, name))


def _reading(found: list[CharacterSetCandidate]) -> Reading:
    best = found[0]
    return Reading(best.text, _named(best.codec), False, _others(found[1:], best.text), best.whole)


def _others(found: list[CharacterSetCandidate], text: str) -> tuple[tuple[str, str], ...]:
    return tuple((_named(c.codec), c.text) for c in found if c.text != text)
