"""What exams are led and weighed by, loaded once."""

from dataclasses import dataclass

from sonostep.core.differential.knowledge import Knowledge
from sonostep.core.exam import DataRef
from sonostep.core.protocol import ProtocolDefinition, Vocabulary


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
