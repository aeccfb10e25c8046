"""The sentences that the core itself puts together, in both languages; they are data in resources/messages.

``core.json`` stands beside the ``.yaml`` of ``sonostep.messages``; it is JSON because the core needs no YAML.
What is asked and named in an exam comes from protocols and vocabulary; here is only what is said about it.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache

from sonostep.core.text import LocalText
from sonostep.paths import resources


@cache
def _sentences() -> Mapping[str, LocalText]:
    filed = json.loads((resources() / "messages" / "core.json").read_text("utf-8"))
    return {code: LocalText(said["en"], said["zh-TW"]) for code, said in filed.items()}


def said(code: str, /, **params: object) -> LocalText:
    """Return the sentence filed under a code in both languages, its placeholders filled.

    Args:
        params: by the names of the placeholders; a ``LocalText`` is said in each language, anything else
            alike in both.

    Raises:
        KeyError: for a code that is not filed, or a placeholder that is not given.
    """
    if not params:
        return _plain(code)
    filed = _sentences()[code]
    en = {n: v.en if isinstance(v, LocalText) else v for n, v in params.items()}
    zh = {n: v.zh_tw if isinstance(v, LocalText) else v for n, v in params.items()}
    return LocalText(filed.en.format_map(en), filed.zh_tw.format_map(zh))


@cache
def _plain(code: str) -> LocalText:
    """A sentence without placeholders: made once, so that all who say it hold the same value."""
    filed = _sentences()[code]
    return LocalText(filed.en.format(), filed.zh_tw.format())


def joined(mark: str, texts: Iterable[LocalText]) -> LocalText:
    """Return several texts as one, with the mark filed under a code between them."""
    between, parts = said(mark), tuple(texts)
    return LocalText(between.en.join(t.en for t in parts), between.zh_tw.join(t.zh_tw for t in parts))
