"""Read ``common/report_sentences.yaml``: the sentences by which findings are proposed for the report."""

from functools import cache

from sonostep.core.problem import ProblemError
from sonostep.core.report.sentence_templates import SentenceTemplates
from sonostep.paths import exam_protocols
from sonostep.protocols.library import load_vocabulary
from sonostep.protocols.schema.report_sentences import SentencesFile, sentence_problems
from sonostep.protocols.validation import read_tree, validate


@cache
def load_report_sentences() -> SentenceTemplates:
    """Return the sentence templates.

    Raises:
        ProblemError: when the file is missing or broken.
    """
    tree, sha = read_tree(exam_protocols() / "common" / "report_sentences.yaml")
    file = validate(SentencesFile, tree)
    for problem in sentence_problems(tree, load_vocabulary()):
        raise ProblemError(problem)
    return file.core(sha)
