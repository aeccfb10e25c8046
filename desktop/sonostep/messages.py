"""Say a problem, or a word, in the user's language; the sentences are data in resources/messages."""

from collections.abc import Mapping
from functools import cache

from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.paths import resources

Sentences = Mapping[str, Mapping[str, str]]


@cache
def _sentences() -> Sentences:
    # Imported with the first sentence: a window shows itself before it says anything.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    merged: dict[str, Mapping[str, str]] = {}
    for path in sorted((resources() / "messages").glob("*.yaml")):
        merged.update(yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {})  # noqa: S506
    return merged


def sentence(problem: Problem, language: Language) -> str:
    """Return one sentence that says what is wrong and what to do.

    A code without a sentence is a defect that a test finds; a user still gets the code and parameters.
    """
    template = _sentences().get(problem.code, {}).get(language)
    if template is None:
        return f"{problem.code} {dict(problem.params)}"
    return template.format_map(_Shown(problem.mapping))


def text(code: str, language: Language, **params: object) -> str:
    """Return the words filed under ``code``, filled with ``params``."""
    return sentence(Problem.of(code, **params), language)


def codes() -> frozenset[str]:
    """Return every code that has a sentence."""
    return frozenset(_sentences())


class _Shown(dict[str, str]):
    """Leaves an unknown placeholder visible instead of raising."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
