"""The library: protocols, vocabulary and knowledge that exams are led and weighed by, ours and the user's."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sonostep.core.differential.knowledge import Knowledge
from sonostep.core.exam import DataRef, Exam
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.protocol import ProtocolDefinition, Vocabulary
from sonostep.paths import user_home


@dataclass(frozen=True, slots=True)
class Library:
    """Protocols, vocabulary and knowledge.

    Attributes:
        vocabulary: questions, features and sites.
        protocols: those that can be chosen, ours first.
        knowledge: what findings are weighed by.
    """

    vocabulary: Vocabulary
    protocols: tuple[ProtocolDefinition, ...]
    knowledge: Knowledge

    @property
    def knowledge_ref(self) -> DataRef:
        """Id, version and hash of the knowledge base."""
        return DataRef(self.knowledge.id, self.knowledge.version, self.knowledge.sha256)

    def in_use(self, exam: Exam) -> tuple[ProtocolDefinition, ...]:
        """Return the protocols of an exam that are at hand, whole, in the library's order."""
        wanted = {p.id for p in exam.protocols}
        return tuple(p for p in self.protocols if p.id in wanted)

    def missing(self, exam: Exam) -> tuple[Problem, ...]:
        """Return a problem for each protocol of an exam that is not at hand."""
        known = {p.id for p in self.protocols}
        lost = (p.id for p in exam.protocols if p.id not in known)
        return tuple(not_found(id_, self.protocols).problem for id_ in lost)


def load_library() -> tuple[Library, tuple[Problem, ...]]:
    """Return the library, and what is wrong with those of the user's own files that were left out.

    Raises:
        ProblemError: when vocabulary or knowledge cannot be read.
    """
    from sonostep.protocols import load_vocabulary

    found = list_protocols()
    problems = tuple(f for f in found if isinstance(f, Problem))
    protocols = tuple(f for f in found if not isinstance(f, Problem))
    knowledge, refused = load_knowledge()
    return Library(load_vocabulary(), protocols, knowledge), (*problems, *refused)


def load_knowledge() -> tuple[Knowledge, tuple[Problem, ...]]:
    """Return our knowledge with the clinic's own files on top, and what is wrong with those left out.

    Raises:
        ProblemError: when our own files are missing or broken.
    """
    from sonostep.protocols import knowledge_at_hand

    return knowledge_at_hand(user_home() / "knowledge")


def list_protocols() -> tuple[ProtocolDefinition | Problem, ...]:
    """Return every protocol, ours first, then the user's own; a broken file is a problem in its place."""
    from sonostep.protocols import list_protocols as listed

    return listed(user_home() / "protocols")


def find_protocol(id_or_path: str) -> ProtocolDefinition:
    """Return a protocol by its id, ours or the user's own, or from a file.

    Raises:
        ProblemError: ``protocol.not_found`` for an unknown id; else what is wrong with the file.
    """
    from sonostep.protocols import load_protocol

    usable = [p for p in list_protocols() if isinstance(p, ProtocolDefinition)]
    for found in usable:
        if found.id == id_or_path:
            return found
    path = Path(id_or_path)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        return load_protocol(path)
    raise not_found(id_or_path, usable)


def not_found(id_: str, known: Iterable[ProtocolDefinition]) -> ProblemError:
    """Return the error of a protocol that is not at hand, with those that are."""
    return ProblemError.of("protocol.not_found", name=id_, known=", ".join(p.id for p in known))
