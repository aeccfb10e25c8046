"""What is asked about once before an exam is signed, and may be signed all the same.

Neither keeps the exam from being final, as ``core.finalise.Obstacles`` do: a physician may leave the
impression to a colleague, or have tested what no complaint speaks of. Both are usually forgotten, not meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sonostep.core.checks.check import key_text
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey, FindingState
from sonostep.core.protocol import Vocabulary
from sonostep.core.sentences import said
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class SigningQuestion:
    """A question before signing: one thing to be sure of.

    Attributes:
        text: what, in both languages; it names nobody.
        finding: the answer that it is about; None where it is about the impression.
    """

    text: LocalText
    finding: FindingKey | None = None


def signing_questions(exam: Exam, vocabulary: Vocabulary) -> tuple[SigningQuestion, ...]:
    """Return what a person who signs is asked, in the order of the report."""
    asked = list(_untied_tests(exam, vocabulary))
    if not exam.impression.strip():
        asked.append(SigningQuestion(said("signing.no_impression")))
    return tuple(asked)


def _untied_tests(exam: Exam, vocabulary: Vocabulary) -> Iterator[SigningQuestion]:
    """Positive tests of pain of which it is not said whose pain they brought: they weigh for no complaint."""
    asking = {q.id for q in vocabulary.questions if q.asks_complaint}
    pains = {c.id for c in exam.complaints}
    for finding in exam.findings:
        if finding.key.id not in asking or finding.state is not FindingState.PRESENT:
            continue
        if finding.reproduces_none or pains.intersection(finding.reproduces):
            continue
        text = key_text(finding.key, vocabulary)
        yield SigningQuestion(said("signing.untied", finding=text), finding.key)
