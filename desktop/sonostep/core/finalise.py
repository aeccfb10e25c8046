"""Finalising: what stands in its way, the closed exam, its seal, and the amendment that may follow.

Finalising is no edit: it closes the history and freezes the rendered report. In order: ``close``, render,
``seal`` the rendered files, keep the exam that ``sealed`` returns.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sonostep.core.checks.blocks import unproved_targets
from sonostep.core.checks.check import SIDES, key_text
from sonostep.core.checks.identity import unconfirmed_clips
from sonostep.core.exam import ClipRecord, Exam, ExamState, Predecessor, Signature, ViewState
from sonostep.core.finding import FindingState
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.progress.steps_in_use import in_use
from sonostep.core.protocol import AnswerKind, FlagLevel, ProtocolDefinition, Question, Vocabulary
from sonostep.core.report.ledger import ledger
from sonostep.core.report.model import LedgerEntry
from sonostep.core.safety import Hold, SafetyNotice, SafetyRule, assess, held_back
from sonostep.core.sentences import joined, said
from sonostep.core.text import Language, LocalText

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
        unanswered: stop-level red flags with neither yes, nor no, nor "cannot tell", nor a note that says
            why not. Those that a protocol in use asks; all of them where none asks any, so that an exam
            without a protocol is not signed before they were asked.
        lost_protocols: ids of protocols in use that are not at hand, so that neither can be checked.
        unproved: levels that are a target without a proof or an override with its reason.
        closed: it is final already.
        safety: dangers that stand and of which it is not said what was done.
        clips: those of a named patient where the exam is of another or of nobody, until a person vouches.
    """

    open_views: tuple[LedgerEntry, ...] = ()
    unanswered: tuple[Question, ...] = ()
    lost_protocols: tuple[str, ...] = ()
    closed: bool = False
    unproved: tuple[LocalText, ...] = ()
    safety: tuple[SafetyNotice, ...] = ()
    clips: tuple[ClipRecord, ...] = ()

    def __bool__(self) -> bool:
        parts = (self.open_views, self.unanswered, self.lost_protocols, self.closed, self.unproved)
        return any(parts) or bool(self.safety) or bool(self.clips)

    @property
    def texts(self) -> tuple[LocalText, ...]:
        """Each open view, unanswered flag, unproved target and standing danger, for a list."""
        views = (_view_text(e) for e in self.open_views)
        dangers = (_phrase(n.text) for n in self.safety)
        return (*views, *(q.text for q in self.unanswered), *self.unproved, *dangers)


def obstacles(
    exam: Exam,
    protocols: Sequence[ProtocolDefinition],
    vocabulary: Vocabulary,
    safety: Sequence[SafetyRule] = (),
) -> Obstacles:
    """Return what must be done before an exam can be final.

    Args:
        protocols: the definitions of ``exam.protocols`` that are at hand.
        safety: the rules of which each that stands asks what was done.
    """
    at_hand = {p.id for p in protocols}
    return Obstacles(
        tuple(e for e in ledger(exam, protocols, vocabulary) if e.required and e.state is ViewState.OPEN),
        _unanswered(exam, protocols, vocabulary),
        tuple(p.id for p in exam.protocols if p.id not in at_hand),
        exam.closed,
        tuple(key_text(k, vocabulary) for k in unproved_targets(exam)),
        held_back(assess(exam, safety, vocabulary), Hold.SIGNING),
        unconfirmed_clips(exam),
    )


def _unanswered(
    exam: Exam, protocols: Sequence[ProtocolDefinition], vocabulary: Vocabulary
) -> tuple[Question, ...]:
    """The stop-level flags that were not asked; a measurement is due only where a safety rule wants it."""
    asked = {q for p in in_use(exam, protocols) for s in p.steps for q in s.questions}
    answered = {f.key.id for f in exam.findings if f.state is not FindingState.NOT_ASSESSED or f.note.strip()}
    counted = AnswerKind.NUMBER
    stops = [q for q in vocabulary.questions if q.flag is FlagLevel.STOP and q.kind is not counted]
    due = [q for q in stops if q.id in asked] or stops
    return tuple(q for q in due if q.id not in answered)


def _phrase(text: LocalText) -> LocalText:
    """A sentence as a part of another."""
    stop = said("list.full_stop")
    return LocalText(text.en.rstrip(stop.en), text.zh_tw.rstrip(stop.zh_tw))


def _view_text(entry: LedgerEntry) -> LocalText:
    text = said("phrase.step_and_view", step=entry.step_title, view=entry.view_text)
    return said("phrase.with_place", text=text, place=SIDES[entry.side]) if entry.side else text


def problems(found: Obstacles, language: Language) -> tuple[Problem, ...]:
    """Return one problem per kind of obstacle; each names all of its kind.

    Args:
        language: of the names in the parameters.
    """

    def listed(texts: Sequence[LocalText]) -> str:
        return joined("list.semicolon", texts).in_language(language)

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
    if found.clips:
        clips = listed([LocalText(c.label, c.label) for c in found.clips])
        made.append(Problem.of("finalise.clips_unconfirmed", count=len(found.clips), clips=clips))
    if found.unproved:
        levels = listed(found.unproved)
        made.append(Problem.of("finalise.levels_unproved", count=len(found.unproved), levels=levels))
    if found.safety:
        dangers = listed([_phrase(n.text) for n in found.safety])
        made.append(Problem.of("finalise.safety_unanswered", count=len(found.safety), dangers=dangers))
    return tuple(made)


def close(exam: Exam, signature: Signature, found: Obstacles, language: Language = "en") -> Exam:
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
