"""Sentence templates: what is said of a finding in the report, by structure; data beside the vocabulary."""

from dataclasses import dataclass

from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class SentenceTemplate:
    """How the answer to one question is said.

    Attributes:
        name: the finding within "No ..." and "Not decidable: ...".
        present, absent: the sentence, without its full stop; None where the name says it.
        options: (option id, sentence), for a question that is answered by one.
    """

    question: str
    name: LocalText
    present: LocalText | None = None
    absent: LocalText | None = None
    options: tuple[tuple[str, LocalText], ...] = ()

    def option(self, id_: str) -> LocalText | None:
        """Return the sentence of an option, None where there is none of its own."""
        return next((text for option, text in self.options if option == id_), None)


@dataclass(frozen=True, slots=True)
class StructureTemplate:
    """A structure of the report.

    Attributes:
        title: its heading.
        sites: of its questions; empty where they are asked without one.
        questions, slots: what is said of it, in order.
    """

    id: str
    title: LocalText
    sites: tuple[str, ...]
    questions: tuple[str, ...]
    slots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceTemplates:
    """All of them; ``groups`` are the vocabulary's groups of tests, said after the structures."""

    version: str
    sha256: str
    structures: tuple[StructureTemplate, ...]
    groups: tuple[str, ...]
    sentences: tuple[SentenceTemplate, ...]

    def sentence(self, question: str) -> SentenceTemplate | None:
        """Return how a question is said, None where no sentence is filed."""
        return next((s for s in self.sentences if s.question == question), None)
