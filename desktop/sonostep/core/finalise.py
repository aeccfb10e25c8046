"""Finalising: what stands in its way, the closed exam, its seal, and the amendment that may follow.

Finalising is no edit: it closes the history and freezes the rendered report. In order: ``close``, render,
``seal`` the rendered files, keep the exam that ``sealed`` returns.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sonostep.core.block_checks import unproved_targets
from sonostep.core.check import key_text
from sonostep.core.exam import Exam, ExamState, Predecessor, Signature, ViewState
from sonostep.core.finding import FindingState
from sonostep.core.insertion import in_use
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.protocol import FlagLevel, ProtocolDefinition, Question, Vocabulary
from sonostep.core.report.ledger import ledger
from sonostep.core.report.model import LedgerEntry
from sonostep.core.text import LocalText

EXAM_FILE: Final = "exam.json"
"""The one sealed file that carries its own seal; it is sealed with that place empty."""

SEAL_FILE: Final = "seal.json"
"""What names the hash of every sealed file, and so is none of them."""

_SEAL_PLACE = re.compile(rb'"final_sha256": "[0-9a-f]{64}"')
_EMPTY_PLACE: Final = b'"final_sha256": ""'


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What keeps an exam from being final; empty in all its parts where nothing does.

    Attributes:
        open_views: required views that nobody accounted for.
        unanswered: stop-level red flags that a protocol in use asks, with neither yes, nor no, nor a note
            that says why it cannot be told.
        lost_protocols: ids of protocols in use that are not at hand, so that neither can be checked.
        unproved: levels that are a target without a proof or an override with its reason.
        closed: it is final already.
    """

    open_views: tuple[LedgerEntry, ...] = ()
    unanswered: tuple[Question, ...] = ()
    lost_protocols: tuple[str, ...] = ()
    closed: bool = False
    unproved: tuple[LocalText, ...] = ()

    def __bool__(self) -> bool:
        parts = (self.open_views, self.unanswered, self.lost_protocols, self.closed, self.unproved)
        return any(parts)

    @property
    def texts(self) -> tuple[LocalText, ...]:
        """Each open view, unanswered flag and unproved target in both languages, for a list."""
        views = (_view_text(e) for e in self.open_views)
        return (*views, *(q.text for q in self.unanswered), *self.unproved)


def obstacles(exam: Exam, protocols: Sequence[ProtocolDefinition], vocabulary: Vocabulary) -> Obstacles:
    """Return what must be done before an exam can be final.

    Args:
        protocols: the definitions of ``exam.protocols`` that are at hand.
    """
    asked = {q for p in in_use(exam, protocols) for s in p.steps for q in s.questions}
    said = (FindingState.PRESENT, FindingState.ABSENT)
    answered = {f.key.id for f in exam.findings if f.state in said or f.note.strip()}
    stops = (q for q in vocabulary.questions if q.flag is FlagLevel.STOP and q.id in asked)
    at_hand = {p.id for p in protocols}
    return Obstacles(
        tuple(e for e in ledger(exam, protocols, vocabulary) if e.required and e.state is ViewState.OPEN),
        tuple(q for q in stops if q.id not in answered),
        tuple(p.id for p in exam.protocols if p.id not in at_hand),
        exam.closed,
        tuple(key_text(k, vocabulary) for k in unproved_targets(exam)),
    )


def _view_text(entry: LedgerEntry) -> LocalText:
    sides = {"left": ("left", "左側"), "right": ("right", "右側"), "midline": ("midline", "中線")}
    en, zh = sides[entry.side.value] if entry.side else ("", "")
    ends = (f" ({en})", f"（{zh}）") if en else ("", "")
    return LocalText(
        f"{entry.step_title.en} / {entry.view_text.en}{ends[0]}",
        f"{entry.step_title.zh_tw} / {entry.view_text.zh_tw}{ends[1]}",
    )


def problems(found: Obstacles, language: str) -> tuple[Problem, ...]:
    """Return one problem per kind of obstacle; each names all of its kind.

    Args:
        language: of the names in the parameters.
    """
    index = 0 if language == "en" else 1

    def listed(texts: Sequence[LocalText]) -> str:
        return ("; " if index == 0 else "；").join((t.en, t.zh_tw)[index] for t in texts)

    made = []
    if found.closed:
        made.append(Problem.of("exam.final"))
    if found.lost_protocols:
        made.append(Problem.of("finalise.protocol_lost", protocols=", ".join(found.lost_protocols)))
    if found.open_views:
        views = listed([_view_text(e) for e in found.open_views])
        made.append(Problem.of("finalise.views_open", count=len(found.open_views), views=views))
    if found.unanswered:
        flags = listed([q.text for q in found.unanswered])
        made.append(Problem.of("finalise.flags_unanswered", count=len(found.unanswered), flags=flags))
    if found.unproved:
        levels = listed(found.unproved)
        made.append(Problem.of("finalise.levels_unproved", count=len(found.unproved), levels=levels))
    return tuple(made)


def close(exam: Exam, signature: Signature, found: Obstacles, language: str = "en") -> Exam:
    """Return the exam as final and signed, not yet sealed.

    Args:
        found: ``obstacles`` of the exam.
        language: of the names in what is raised.

    Raises:
        ProblemError: the first of ``problems``, or ``finalise.no_physician``.
    """
    for problem in problems(found, language):
        raise ProblemError(problem)
    if not signature.physician.strip():
        raise ProblemError.of("finalise.no_physician")
    state = ExamState.AMENDED if exam.amends else ExamState.FINAL
    return replace(
        exam, state=state, signature=signature, physician=signature.physician, operator=signature.operator,
        final_sha256="",
    )  # fmt: skip


def sealable(name: str, data: bytes) -> bytes:
    """Return a file's bytes as they are sealed: the exam file without its own seal, others unchanged."""
    return _SEAL_PLACE.sub(_EMPTY_PLACE, data, count=1) if name == EXAM_FILE else data


def hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file as it is sealed, by name."""
    return {name: hashlib.sha256(sealable(name, data)).hexdigest() for name, data in sorted(files.items())}


def seal_of(listed: Mapping[str, str]) -> str:
    """Return the seal of files by their hashes: SHA-256 of lines as ``sha256sum`` writes them, by name."""
    lines = "".join(f"{sha}  {name}\n" for name, sha in sorted(listed.items()))
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def seal(files: Mapping[str, bytes]) -> str:
    """Return the seal of rendered files, which any altered, missing or added byte or file changes."""
    return seal_of(hashes(files))


def sealed(exam: Exam, sha: str) -> Exam:
    """Return a closed exam with its seal.

    Raises:
        ValueError: when the exam is not closed, or sealed already with another.
    """
    if not exam.closed or exam.final_sha256 not in ("", sha):
        raise ValueError("only a closed exam is sealed, and only once")
    return replace(exam, final_sha256=sha)


def amend(
    exam: Exam, id_: str, reason: str, *, study_uid: str = "", series_uid: str = "", instance_uid: str = ""
) -> Exam:
    """Return a new draft that follows a final exam, names it, and begins with all that it says.

    Args:
        id_: UUID of the new exam.
        reason: why, in the physician's words.
        study_uid, series_uid, instance_uid: of the final exam's structured report.

    Raises:
        ProblemError: ``amend.not_final`` or ``amend.no_reason``.
    """
    if not exam.closed or not exam.final_sha256:
        raise ProblemError.of("amend.not_final")
    if not reason.strip():
        raise ProblemError.of("amend.no_reason")
    before = Predecessor(
        exam.id, exam.final_sha256, exam.version, reason.strip(), study_uid, series_uid, instance_uid
    )
    return replace(exam, id=id_, state=ExamState.DRAFT, signature=None, amends=before, final_sha256="")
