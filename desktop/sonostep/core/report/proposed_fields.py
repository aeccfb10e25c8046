"""Proposed fields: technique, comparison and limitations of the first page, as far as it is known."""

from collections.abc import Mapping, Sequence

from sonostep.core.checks.check import SIDES
from sonostep.core.edits.visit import ReportField
from sonostep.core.exam import Exam, ViewState
from sonostep.core.finding import FindingState
from sonostep.core.protocol import ProtocolDefinition, Vocabulary
from sonostep.core.report.ledger import ledger
from sonostep.core.report.model import LedgerEntry
from sonostep.core.report.numbers import plain
from sonostep.core.sentences import joined, said
from sonostep.core.text import LocalText

_LIMITED = "us_limited"
"""The question whether the study is limited."""

_EARLIER, _NONE = said("proposed.comparison.earlier"), said("proposed.comparison.none")
_STATES = {
    ViewState.SKIPPED: said("proposed.view.skipped"),
    ViewState.NOT_VISUALISED: said("proposed.view.not_visualised"),
}


def proposed_fields(
    exam: Exam, protocols: Sequence[ProtocolDefinition], vocabulary: Vocabulary
) -> Mapping[ReportField, LocalText]:
    """Return what can be proposed for each field; nothing for one of which nothing is known."""
    made = {
        ReportField.TECHNIQUE: _technique(exam, protocols),
        ReportField.COMPARISON: _EARLIER if exam.predecessor else _NONE,
        ReportField.LIMITATIONS: _limitations(exam, protocols, vocabulary),
    }
    return {field: text for field, text in made.items() if text.en}


def _technique(exam: Exam, protocols: Sequence[ProtocolDefinition]) -> LocalText:
    """Scanner, probe and frequency as the files say, and the protocol."""
    studies = [c.study for c in exam.clips]
    scanners = dict.fromkeys(" ".join(t for t in (s.manufacturer, s.model) if t) for s in studies)
    probes = dict.fromkeys(s.transducer for s in studies)
    frequencies = dict.fromkeys(plain(s.frequency_mhz) for s in studies if s.frequency_mhz is not None)
    parts = [said("proposed.technique.scanner", scanner=t) for t in scanners if t]
    parts += [said("proposed.technique.probe", probe=t) for t in probes if t]
    parts += [said("proposed.technique.frequency", mhz=t) for t in frequencies]
    used = {p.id for p in exam.protocols}
    parts += [said("proposed.technique.protocol", protocol=p.title) for p in protocols if p.id in used]
    return joined("list.semicolon", parts)


def _limitations(exam: Exam, protocols: Sequence[ProtocolDefinition], vocabulary: Vocabulary) -> LocalText:
    """What was recorded as limited, and the required views that were not seen, with the reason."""
    parts = [
        said("phrase.with_place", text=said("proposed.limitations.body"), place=SIDES[f.key.side])
        if f.key.side else said("proposed.limitations.body")
        for f in exam.findings
        if f.key.id == _LIMITED and f.state is FindingState.PRESENT
    ]  # fmt: skip
    entries = (e for e in ledger(exam, protocols, vocabulary) if e.required and e.state in _STATES)
    return joined("list.semicolon", [*parts, *map(_view, entries)])


def _view(entry: LedgerEntry) -> LocalText:
    text = (
        said("phrase.with_place", text=entry.view_text, place=SIDES[entry.side])
        if entry.side
        else entry.view_text
    )
    state = _STATES[entry.state]
    reason = LocalText(entry.reason, entry.reason) if entry.reason else None
    return said("phrase.at", text=text, site=joined("list.comma", [state, reason] if reason else [state]))
