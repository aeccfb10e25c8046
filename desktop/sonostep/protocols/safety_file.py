"""Read the safety rules and check them against the vocabulary and the sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sonostep.core.differential.knowledge import FlagRule
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.protocol import FlagLevel, Question, Vocabulary
from sonostep.core.safety.rule import SafetyKind, SafetyLevel, SafetyRule
from sonostep.core.text import LocalText
from sonostep.protocols.knowledge_file import read_sources
from sonostep.protocols.references import Names, duplicates, mappings, operator_problems, unknown
from sonostep.protocols.schema.knowledge import Citer
from sonostep.protocols.schema.safety import SafetyFile
from sonostep.protocols.validation import read_tree, validate
from sonostep.protocols.yaml_source import Path_, Tree

_LENGTHS = ("mm", "cm", "m", "mm2", "cm2")


@dataclass(frozen=True, slots=True)
class SafetyData:
    """The rules with version and hash of their file."""

    version: str
    sha256: str
    rules: tuple[SafetyRule, ...]

    @property
    def flag_rules(self) -> tuple[FlagRule, ...]:
        """The rules that suspend or prompt the differential though nobody asked them as a question."""
        return tuple(
            FlagRule(r.id, _phrase(r.text), _LEVELS[r.level], r.when, r.source)
            for r in self.rules
            if r.kind is SafetyKind.DERIVED and r.level in _LEVELS
        )


def _phrase(text: LocalText) -> LocalText:
    """A sentence as it stands among other flags."""
    return LocalText(text.en.rstrip("."), text.zh_tw.rstrip("。"))


_LEVELS = {SafetyLevel.STOP: FlagLevel.STOP, SafetyLevel.WARN: FlagLevel.PROMPT}


def read_safety(path: Path, sources: Path, vocabulary: Vocabulary) -> SafetyData:
    """Return the safety rules.

    Raises:
        ProblemError: on the first thing that is wrong.
    """
    tree, sha = read_tree(path)
    file, citations = validate(SafetyFile, tree), read_sources(sources)[0]
    for problem in safety_problems(tree, vocabulary, citations):
        raise ProblemError(problem)
    return SafetyData(file.version, sha, file.core(Citer(citations)))


def safety_problems(tree: Tree, vocabulary: Vocabulary, citations: dict[str, str]) -> Iterator[Problem]:
    """Yield what the rules of a file name wrongly, twice or without a source."""
    yield from operator_problems(tree, Names.of(vocabulary))
    yield from duplicates(tree, tree.value["rules"], ("rules",), "safety rule")
    questions = {q.id: q for q in vocabulary.questions}
    for path, mapping in mappings(tree.value):
        for key in ("cannot_tell", "unanswered"):
            for id_ in mapping.get(key, []):
                yield from unknown(tree, (*path, key), "finding", id_, questions)
        if "number" in mapping:
            yield from _number_problems(tree, (*path, "number"), mapping["number"], questions)
        for id_ in mapping.get("sources", []):
            if id_[0] == "R":
                yield from unknown(tree, (*path, "sources"), "source", id_, citations)
    yield from _response_problems(tree, questions)


def _number_problems(tree: Tree, path: Path_, id_: str, questions: dict[str, Question]) -> Iterator[Problem]:
    yield from unknown(tree, path, "finding", id_, questions)
    if id_ in questions and (not questions[id_].unit or questions[id_].unit in _LENGTHS):
        yield tree.place(path).problem(
            "protocol.bad_value", field="number", why="no length decides on safety"
        )


def _response_problems(tree: Tree, questions: dict[str, Question]) -> Iterator[Problem]:
    """Whatever holds something back can be answered, and a stop can be cleared: both need their place."""
    answerable, clearable = (frozenset(questions[i].sites) for i in ("safety_response", "red_flag_clearance"))
    for index, rule in enumerate(tree.value["rules"]):
        path = ("rules", index, "id")
        if rule.get("holds"):
            yield from unknown(tree, path, "site of safety_response", rule["id"], answerable)
        if rule["level"] == "stop":
            flag = rule.get("flag", rule["id"])
            yield from unknown(tree, path, "site of red_flag_clearance", flag, clearable)
