"""The schema of ``exam_protocols/common/report_sentences.yaml``."""

from collections.abc import Iterator

from sonostep.core.problem import Problem
from sonostep.core.protocol import Vocabulary
from sonostep.core.report.sentence_templates import SentenceTemplate, SentenceTemplates, StructureTemplate
from sonostep.protocols.references import Names, duplicates, unknown
from sonostep.protocols.schema.base import HeadingModel, Id, Model, TextModel, Words, local
from sonostep.protocols.yaml_source import Tree


class SentenceModel(Model):
    """How the answer to one question is said."""

    question: Id
    name: TextModel
    present: TextModel | None = None
    absent: TextModel | None = None
    options: list[HeadingModel] = []

    def core(self) -> SentenceTemplate:
        """Return the value that core knows."""
        options = tuple((o.id, o.text.core()) for o in self.options)
        return SentenceTemplate(
            self.question, self.name.core(), local(self.present), local(self.absent), options
        )


class StructureModel(HeadingModel):
    """A structure with the questions and slots that are said under it."""

    sites: list[Id] = []
    questions: list[Id] = []
    slots: list[Id] = []

    def core(self) -> StructureTemplate:
        """Return the value that core knows."""
        return StructureTemplate(
            self.id, self.text.core(), tuple(self.sites), tuple(self.questions), tuple(self.slots)
        )


class SentencesFile(Model):
    """The whole file."""

    report_sentences: Words
    version: Words
    structures: list[StructureModel]
    groups: list[Id]
    sentences: list[SentenceModel]

    def core(self, sha256: str) -> SentenceTemplates:
        """Return the value that core knows."""
        return SentenceTemplates(
            self.version,
            sha256,
            tuple(s.core() for s in self.structures),
            tuple(self.groups),
            tuple(s.core() for s in self.sentences),
        )


def sentence_problems(tree: Tree, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield questions, options and groups that the vocabulary does not define, and what stands twice."""
    questions = Names.of(vocabulary).questions
    options = {q.id: frozenset(o.id for o in q.options) for q in vocabulary.questions}
    groups = frozenset(h.id for h in vocabulary.question_groups)
    yield from duplicates(tree, tree.value["structures"], ("structures",), "structure")
    for index, structure in enumerate(tree.value["structures"]):
        for n, id_ in enumerate(structure.get("questions", [])):
            yield from unknown(tree, ("structures", index, "questions", n), "finding", id_, questions)
    for index, id_ in enumerate(tree.value["groups"]):
        yield from unknown(tree, ("groups", index), "group", id_, groups)
    for index, sentence in enumerate(tree.value["sentences"]):
        here = sentence["question"]
        yield from unknown(tree, ("sentences", index, "question"), "finding", here, questions)
        for n, option in enumerate(sentence.get("options", [])):
            place = ("sentences", index, "options", n, "id")
            yield from unknown(tree, place, "option", option["id"], options.get(here, frozenset()))
