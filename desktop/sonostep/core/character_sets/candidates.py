"""What bytes without a trustworthy label can be: each encoding that fits, and how unusual the text would be.

Encodings overlap, so nothing here decides by validity alone. A score counts how rare the characters of a
reading are in that encoding: Big5, GB 2312, JIS X 0208 and KS X 1001 each put their frequent characters first
(level 1) and the rare ones after them, which separates most texts.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sonostep.core.character_sets.surnames import begins_with_surname

_RARE: Final = 1.2
_SYMBOL: Final = 0.7
_ODD: Final = 2.5
_UNFIT: Final = 3.0
_CUT: Final = 0.6
_SURNAME: Final = -1.0
"""Order of likelihood, not probabilities: a rare character, a symbol of the set, one of another script, bytes
that mean nothing, a last character that is cut off, a name that begins with a common surname. Found by trial
on names and words; tests/imaging/test_texts.py says what they must yield."""

_OFFERED_WITHIN: Final = 1.2
EVIDENT: Final = -0.95
"""Score of a name of frequent characters, the first a common surname: beside it a GBK reading by way of rare
extensions is noise."""
_REPLACED: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class CharacterSetCandidate:
    """A possible character set of some bytes. One reading.

    Attributes:
        codec: of Python.
        text: the text.
        score: how unusual it is; the lowest is the likeliest.
        whole: every byte took part.
        ideographs: holds Han, Kana or Hangul beyond ASCII and nothing else.
        extended: holds characters that GB 2312 lacks and GBK has.
    """

    codec: str
    text: str
    score: float
    whole: bool
    ideographs: bool
    extended: bool = False


def candidates(raw: bytes, name: bool) -> list[CharacterSetCandidate]:
    """Return the readings that are worth a person's look, likeliest first; never empty.

    Big5 and GB readings of nothing but ideographs are all kept: which of them holds is not ours to say.
    ``name`` marks a person's name, where a surname tells.
    """
    utf8 = _utf8(raw)
    if utf8 is not None and utf8.score < 0:
        return [utf8]
    found = [c for c in (utf8, *(_read(raw, s, name) for s in _SCRIPTS), _latin(raw)) if c is not None]
    # sorting is stable: of equals the first in the list above, so Big5 before GB
    found.sort(key=lambda c: c.score)
    best = found[0]
    kept = [c for c in found if c is best or _worth_a_look(c, best, name)]
    texts: set[str] = set()
    return [c for c in kept if not (c.text in texts or texts.add(c.text))]  # type: ignore[func-returns-value]


def _worth_a_look(candidate: CharacterSetCandidate, best: CharacterSetCandidate, name: bool) -> bool:
    big5 = candidate.codec == "cp950"
    if candidate.whole and (big5 or candidate.codec == "gb18030" and candidate.ideographs):
        noise = candidate.extended and best.codec == "cp950" and best.score <= EVIDENT
        return not noise and not _beside_latin(candidate.text, name)
    return candidate.score < _UNFIT and candidate.score <= best.score + _OFFERED_WITHIN


# encodings of East Asia


def _level(first: int, last: int, rest_last: int) -> Callable[[int], float]:
    """Score by place: frequent from ``first`` to ``last``, rare up to ``rest_last``, else a symbol."""
    return lambda code: 0.0 if first <= code <= last else _RARE if last < code <= rest_last else _SYMBOL


def _big5(code: int) -> float:
    return _level(0xA440, 0xC67E, 0xF9FE)(code) if code >= 0xA140 else _RARE + 0.3


def _gb(code: int) -> float:
    if code > 0xFFFF:
        return _ODD
    if _in_extension(code):
        return _RARE + 0.3
    return _ODD if 0xA4A1 <= code < 0xB0A1 else _level(0xB0A1, 0xD7F9, 0xF7FE)(code)


def _in_extension(code: int) -> bool:
    """Whether GBK has it and GB 2312 has not."""
    return code & 0xFF < 0xA1 or not 0xA1A1 <= code <= 0xF7FE


def _jis(code: int) -> float:
    if code < 0x100:
        return 0.5
    if 0x829F <= code <= 0x8396:
        return 0.2
    return _SYMBOL if code < 0x889F else 0.3 if code <= 0x9872 else _RARE + 0.1


def _ks(code: int) -> float:
    if 0xB0A1 <= code <= 0xC8FE and code & 0xFF >= 0xA1:
        return 0.15
    return _RARE + 0.2 if 0xCAA1 <= code <= 0xFDFE and code & 0xFF >= 0xA1 else _ODD


@dataclass(frozen=True, slots=True)
class _Script:
    codec: str
    score: Callable[[int], float]
    fallback: str = ""


_SCRIPTS: Final = (
    # Hong Kong's characters lie where cp950 has none
    _Script("cp950", _big5, "big5hkscs"),
    _Script("gb18030", _gb),
    _Script("cp949", _ks),
    _Script("cp932", _jis),
)


def _read(raw: bytes, script: _Script, name: bool) -> CharacterSetCandidate | None:
    read = _decode(raw, script)
    if read is None:
        return None
    text, cut, own = read
    places = [_code(c, script) for c in text if ord(c) > 0x7F and c != _REPLACED]
    scores = [script.score(code) for code in places]
    count = len(scores) + own
    if not count:
        return None
    score = (sum(scores) + _UNFIT * own) / count + _CUT * cut
    score += _ODD * _beside_latin(text, name) + _ODD * _mixed_hangul(text)
    score += _SURNAME * (name and begins_with_surname(text, script.codec))
    extended = script.codec == "gb18030" and any(map(_in_extension, places))
    return CharacterSetCandidate(
        script.codec, text, score, not cut and not own, is_ideographic(text), extended
    )


def _decode(raw: bytes, script: _Script) -> tuple[str, bool, int] | None:
    """Text, whether its last character is cut off, and how many a hospital's own characters it has.

    Characters that a hospital drew itself lie in Big5's user-defined rows; nobody else can know them.
    """
    for codec in filter(None, (script.codec, script.fallback)):
        decoder = codecs.getincrementaldecoder(codec)()
        try:
            return decoder.decode(raw), bool(decoder.getstate()[0]), 0
        except UnicodeDecodeError:
            continue
    return _with_own_characters(raw) if script.codec == "cp950" else None


_BIG5_PAIR: Final = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]|[\x00-\x7f]")


def _with_own_characters(raw: bytes) -> tuple[str, bool, int] | None:
    found, at, own = [], 0, 0
    while at < len(raw):
        match = _BIG5_PAIR.match(raw, at)
        if match is None:
            if at == len(raw) - 1:
                break
            return None
        try:
            found.append(match[0].decode("big5hkscs"))
        except UnicodeDecodeError:
            found.append(_REPLACED)
            own += 1
        at = match.end()
    # one of them among others; a text of nothing else is no Big5
    fits = own and own * 2 <= sum(ord(c) > 0x7F for c in found)
    return ("".join(found), at < len(raw), own) if fits else None


def _code(character: str, script: _Script) -> int:
    for codec in (script.codec, script.fallback):
        try:
            return int.from_bytes(character.encode(codec), "big")
        except (UnicodeEncodeError, LookupError):
            continue
    return 0


def is_ideographic(text: str) -> bool:
    """Whether every character beyond ASCII is a Han, Kana, Bopomofo or Hangul one, and there is one."""
    beyond = [ord(c) for c in text if ord(c) > 0x7F]
    return bool(beyond) and all(_is_ideograph(c) for c in beyond)


def _is_ideograph(code: int) -> bool:
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xAC00 <= code <= 0xD7A3
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
    )


_BESIDE_SMALL: Final = re.compile(r"[a-z][^\x00-\x7f]|[^\x00-\x7f][a-z]")
_BESIDE_ANY: Final = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")


def _beside_latin(text: str, name: bool) -> bool:
    """Han beside a Latin letter: what Big5 makes of an accented name. ``US腹部`` is a description's own."""
    return (_BESIDE_ANY if name else _BESIDE_SMALL).search(text) is not None


def _mixed_hangul(text: str) -> bool:
    """Hangul and Han in one word, which Korean names and words do not have."""
    return any(
        any(0xAC00 <= ord(c) <= 0xD7A3 for c in word) and any(0x4E00 <= ord(c) <= 0x9FFF for c in word)
        for word in re.split(r"[\s^=\\]+", text)
    )


# UTF-8 and Latin letters


def _utf8(raw: bytes) -> CharacterSetCandidate | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(raw)
    except UnicodeDecodeError:
        return None
    beyond = [c for c in text if ord(c) > 0x7F]
    if not beyond:
        return None
    cut = bool(decoder.getstate()[0])
    sure = _mostly_ideographs(beyond) or _mostly_latin(text) or _one_alphabet(beyond)
    return CharacterSetCandidate("utf-8", text, -2.0 if sure else _UNFIT - 0.1, not cut, is_ideographic(text))


def _mostly_ideographs(beyond: list[str]) -> bool:
    """Three bytes that make an ideograph are no accident; those of a sign are, in Big5 簡^鈺婷."""
    return sum(_is_ideograph(ord(c)) for c in beyond) * 2 > len(beyond)


_ALPHABETS: Final = tuple(
    frozenset(map(chr, range(first, last + 1)))
    for first, last in ((0x386, 0x3CE), (0x401, 0x45F), (0x5B0, 0x5F2), (0x60C, 0x6D5))
)
"""Greek, Cyrillic, Hebrew, Arabic: the letters in everyday use."""


def _one_alphabet(letters: list[str]) -> bool:
    """Three or more letters of one script; of those of two bytes, only the letters in daily use."""
    if len(letters) < 3:
        return False
    scripts = {unicodedata.name(c, "?").partition(" ")[0] for c in letters}
    long = all(ord(c) > 0x7FF and unicodedata.category(c)[0] in "LM" for c in letters)
    return long and len(scripts) == 1 or any(all(c in alphabet for c in letters) for alphabet in _ALPHABETS)


def _latin(raw: bytes) -> CharacterSetCandidate:
    """Windows-1252, which is ISO 8859-1 with quotation marks; the last resort too."""
    text = raw.decode("cp1252", "replace")
    whole = _REPLACED not in text
    plain = not any(0x80 <= b < 0xA0 for b in raw)
    score = _UNFIT if not is_latin(text) else 0.2 if next(_words(text), "") else -1.0
    return CharacterSetCandidate("latin-1" if plain else "cp1252", text, score, whole, False)


def is_latin(text: str) -> bool:
    """Whether a text reads as Western names and words do.

    Each word with accents also has plain letters, no word goes from small to capital letters, and no three
    accented letters follow each other. Symbols beside letters, as Big5 and GB leave them, are none of it.
    """
    return all(_is_latin_word(word) for word in _words(text))


_OUTSIDE_WORDS: Final = re.compile(
    r"(?<=\d)°[CF]?\b|(?<=\d) ?µ[A-Za-z]+|(?<=[a-z])[²³ªº]|[¿¡](?=[A-Za-z]{2})|[–—‘’“”…€]"
)
"""Signs where Western texts have them: 37°C, 5 µm, cm², ¿Dolor? and typographic marks."""


def _words(text: str) -> Iterator[str]:
    for word in re.split(r"[\s^=\\/.,;:()\d\-+'?!\"]+", _OUTSIDE_WORDS.sub(" ", text)):
        if not word.isascii():
            yield word


def _is_latin_word(letters: str) -> bool:
    if not all(c.isalpha() and unicodedata.name(c, "").startswith("LATIN") for c in letters):
        return False
    accented = [ord(c) > 0x7F for c in letters]
    if all(accented) and len(letters) > 1:
        return False
    if re.search(r"[^\x00-\x7f]{3}", letters):
        return False
    return not any(a.islower() and b.isupper() for a, b in zip(letters, letters[1:], strict=False))


def _mostly_latin(text: str) -> bool:
    plain, accented = _letters(text)
    return is_latin(text) and plain >= max(1, accented)


def _letters(text: str) -> tuple[int, int]:
    """How many plain and how many other letters a text has."""
    letters = [c for c in text if c.isalpha()]
    plain = sum(c.isascii() for c in letters)
    return plain, len(letters) - plain


def few_plain_letters(text: str) -> bool:
    """Whether a text has no more plain letters than accented ones."""
    plain, accented = _letters(text)
    return plain <= accented


def latin_rules_out(raw: bytes) -> bool:
    """Whether bytes labelled ISO 8859-1 cannot be meant as such."""
    return not is_latin(raw.decode("latin-1")) or any(0x80 <= b < 0xA0 for b in raw)


def all_readings(raw: bytes, name: bool) -> Iterator[CharacterSetCandidate]:
    """Yield the East Asian readings that are whole, rare ones too: for a label that may be wrong."""
    for script in _SCRIPTS:
        read = _read(raw, script, name)
        if read is not None and read.whole and read.ideographs and not _beside_latin(read.text, name):
            yield read
