"""The library of protocols, vocabulary and knowledge: ours, and a folder of the user's own."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from pydantic import BaseModel

from sonostep.core.differential.knowledge import Knowledge
from sonostep.core.exam import DataRef
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.protocol import ProtocolDefinition, Step, Vocabulary
from sonostep.paths import exam_protocols
from sonostep.protocols.cases import CasesFile
from sonostep.protocols.clinic_layer import LayerFile, add_layer, layer_problems
from sonostep.protocols.knowledge_file import knowledge_problems, read_knowledge, read_sources
from sonostep.protocols.numbers import NumbersFile
from sonostep.protocols.references import step_problems
from sonostep.protocols.safety_file import SafetyData, read_safety, safety_problems
from sonostep.protocols.schema.companions import FactsFile, HandoutFile, TreatmentsFile
from sonostep.protocols.schema.knowledge import KnowledgeFile, SourcesFile
from sonostep.protocols.schema.measurement_error import ErrorFile, error_problems
from sonostep.protocols.schema.protocol import ProtocolFile, StepsFile, UseModel
from sonostep.protocols.schema.report_sentences import SentencesFile, sentence_problems
from sonostep.protocols.schema.safety import SafetyFile
from sonostep.protocols.schema.vocabulary import VocabularyFile
from sonostep.protocols.validation import problems_of, read_tree, validate
from sonostep.protocols.yaml_source import Tree


def _common(name: str) -> Path:
    return exam_protocols() / "common" / name


@cache
def load_vocabulary() -> Vocabulary:
    """Return the shared vocabulary of findings.

    Raises:
        ProblemError: when the file is missing or broken.
    """
    tree, sha = read_tree(_common("vocabulary.yaml"))
    return validate(VocabularyFile, tree).core(sha)


@cache
def load_knowledge(layer: Path | None = None) -> Knowledge:
    """Return the knowledge base that the differential weighs with.

    Args:
        layer: a clinic's own file to put on top; it adds, never replaces, and is named in version,
            hash, ``layers`` and the source of each of its items.

    Raises:
        ProblemError: when a file is missing or broken.
    """
    vocabulary = load_vocabulary()
    if layer is not None:
        return add_layer(load_knowledge(), layer, vocabulary, read_sources(_common("sources.yaml"))[0])
    base, safety = (
        read_knowledge(_common("knowledge.yaml"), _common("sources.yaml"), vocabulary),
        load_safety(),
    )
    sha = hashlib.sha256((base.sha256 + safety.sha256).encode()).hexdigest()
    return replace(base, sha256=sha, flag_rules=(*base.flag_rules, *safety.flag_rules))


@cache
def load_safety() -> SafetyData:
    """Return the safety rules: what a recorded danger does, in window, report, handout and command line.

    Raises:
        ProblemError: when the file is missing or broken.
    """
    return read_safety(_common("safety.yaml"), _common("sources.yaml"), load_vocabulary())


def knowledge_at_hand(user_folder: Path) -> tuple[Knowledge, tuple[Problem, ...]]:
    """Return our knowledge with every file of a clinic's folder on top, and the problems of those left out.

    Args:
        user_folder: where the clinic keeps its layers; it need not exist.

    Raises:
        ProblemError: when our own files are missing or broken.
    """
    base, problems = load_knowledge(), []
    citations = read_sources(_common("sources.yaml"))[0]
    for path in sorted(p for p in user_folder.glob("*.y*ml") if p.suffix in (".yaml", ".yml")):
        try:
            base = add_layer(base, path, load_vocabulary(), citations)
        except ProblemError as error:
            problems.append(error.problem)
    return base, tuple(problems)


def data_ref(data: ProtocolDefinition | Knowledge | Vocabulary) -> DataRef:
    """Return id, version and hash of loaded data, as an exam keeps it and a report prints it."""
    return DataRef(data.id, data.version, data.sha256)


def list_protocols(user_folder: Path | None = None) -> tuple[ProtocolDefinition | Problem, ...]:
    """Return every protocol, ours first, then the user's; a broken file is a problem in its place.

    A user's protocol with the id of another is a problem too: it never takes the other's place.
    """
    found: list[ProtocolDefinition | Problem] = []
    known: set[str] = set()
    for path in _protocol_files(user_folder):
        try:
            definition = _read_protocol(path)
        except ProblemError as error:
            found.append(error.problem)
            continue
        if definition.id in known:
            found.append(Problem.of("protocol.id_taken", file=path, name=definition.id))
            continue
        known.add(definition.id)
        found.append(definition)
    return tuple(found)


def _protocol_files(user_folder: Path | None) -> Iterator[Path]:
    yield from sorted(exam_protocols().glob("*/*/protocol.yaml"))
    if user_folder is not None and user_folder.is_dir():
        files = (p for p in user_folder.rglob("*.y*ml") if p.suffix in (".yaml", ".yml"))
        yield from sorted(p for p in files if p.name != "cases.yaml")


def load_protocol(id_or_path: str | Path) -> ProtocolDefinition:
    """Return a protocol by its id, or from a file.

    Raises:
        ProblemError: ``protocol.not_found`` for an unknown id; else what is wrong with the file.
    """
    path = Path(id_or_path)
    if isinstance(id_or_path, Path) or path.suffix in (".yaml", ".yml") or path.exists():
        return _read_protocol(path)
    for found in list_protocols():
        if isinstance(found, ProtocolDefinition) and found.id == id_or_path:
            return found
    known = ", ".join(p.id for p in list_protocols() if isinstance(p, ProtocolDefinition))
    raise ProblemError.of("protocol.not_found", name=id_or_path, known=known)


def check_file(path: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with a protocol, steps, vocabulary, sources or knowledge file."""
    try:
        tree, _ = read_tree(path)
        return tuple(_problems(tree))
    except ProblemError as error:
        return (error.problem,)


def _problems(tree: Tree) -> Iterator[Problem]:
    kinds: dict[str, type[BaseModel]] = {
        "layer": LayerFile,
        "vocabulary": VocabularyFile,
        "knowledge": KnowledgeFile,
        "sources": SourcesFile,
        "steps": StepsFile,
        "treatments": TreatmentsFile,
        "handout": HandoutFile,
        "facts": FactsFile,
        "cases": CasesFile,
        "measurement_error": ErrorFile,
        "safety": SafetyFile,
        "numbers": NumbersFile,
        "report_sentences": SentencesFile,
    }
    keys = tree.value if isinstance(tree.value, dict) else {}
    name = "protocol" if "protocol" in keys else next((k for k in kinds if k in keys), "protocol")
    model = kinds.get(name, ProtocolFile)
    checked: BaseModel | tuple[Problem, ...] = problems_of(model, tree)
    if isinstance(checked, tuple):
        yield from checked
    elif isinstance(checked, KnowledgeFile):
        yield from knowledge_problems(tree, load_vocabulary(), read_sources(_common("sources.yaml"))[0])
    elif isinstance(checked, SafetyFile):
        yield from safety_problems(tree, load_vocabulary(), read_sources(_common("sources.yaml"))[0])
    elif isinstance(checked, ErrorFile):
        yield from error_problems(tree, load_vocabulary())
    elif isinstance(checked, SentencesFile):
        yield from sentence_problems(tree, load_vocabulary())
    elif isinstance(checked, LayerFile):
        citations = read_sources(_common("sources.yaml"))[0]
        yield from layer_problems(tree, checked, load_knowledge(), load_vocabulary(), citations)
    elif isinstance(checked, ProtocolFile):
        yield from _protocol_problems(tree, checked)
    elif isinstance(checked, StepsFile):
        yield from step_problems(tree, load_vocabulary())


@cache
def _read_protocol(path: Path) -> ProtocolDefinition:
    tree, sha = read_tree(path)
    file = validate(ProtocolFile, tree)
    for problem in _protocol_problems(tree, file):
        raise ProblemError(problem)
    steps = tuple(_steps(file, tree))
    if any(isinstance(s, UseModel) for s in file.steps):
        sha = hashlib.sha256((sha + _shared()[1]).encode()).hexdigest()
    return file.core(steps, sha)


def _protocol_problems(tree: Tree, file: ProtocolFile) -> Iterator[Problem]:
    seen = set[str]()
    for step in _steps(file, tree):
        if step.id in seen:
            yield tree.place(("steps",)).problem("protocol.duplicate_id", what="step", name=step.id)
        seen.add(step.id)
    yield from step_problems(tree, load_vocabulary())


def _steps(file: ProtocolFile, tree: Tree) -> Iterator[Step]:
    for index, step in enumerate(file.steps):
        if isinstance(step, UseModel):
            yield from _expand(step.use, (), tree.place(("steps", index)).problem)
        else:
            yield step.core()


Complain = Callable[..., Problem]


def _expand(id_: str, trail: tuple[str, ...], complain: Complain) -> Iterator[Step]:
    """Yield the steps of a shared sequence; one that uses itself is refused."""
    if id_ in trail:
        raise ProblemError(complain("protocol.cycle", name=" > ".join((*trail, id_))))
    sequences = {s.id: s for s in _shared()[0].sequences}
    if id_ not in sequences:
        raise ProblemError(complain("protocol.unknown_reference", what="shared steps", name=id_))
    for step in sequences[id_].steps:
        if isinstance(step, UseModel):
            yield from _expand(step.use, (*trail, id_), complain)
        else:
            yield step.core()


@cache
def _shared() -> tuple[StepsFile, str]:
    tree, sha = read_tree(_common("steps.yaml"))
    file = validate(StepsFile, tree)
    for problem in step_problems(tree, load_vocabulary()):
        raise ProblemError(problem)
    return file, sha
