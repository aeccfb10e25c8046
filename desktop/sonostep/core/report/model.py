"""Values of a report. Texts stay in both languages and states stay typed: a renderer chooses the words."""

from dataclasses import dataclass

from sonostep.core.checks.check import Check
from sonostep.core.clip import FrameRef, Patient, StudyInfo
from sonostep.core.differential.result import Differential
from sonostep.core.exam import (
    ClipRecord,
    DataRef,
    ExamState,
    Predecessor,
    Signature,
    StructureText,
    ViewState,
)
from sonostep.core.finding import Complaint, FindingKey, FindingState, Side
from sonostep.core.protocol import Code, FlagLevel
from sonostep.core.report.blocks import BlockLine
from sonostep.core.report.earlier import FollowUp
from sonostep.core.report.shown import ImageEntry, Mark, MeasurementEntry
from sonostep.core.safety import SafetyNotice
from sonostep.core.text import Language, LocalText

__all__ = [
    "Answer",
    "ComplaintEntry",
    "FeatureLine",
    "FindingRow",
    "HandoutEntry",
    "ImageEntry",
    "LedgerEntry",
    "Letterhead",
    "Mark",
    "MeasurementEntry",
    "Procedure",
    "ProtocolEntry",
    "Report",
    "Structure",
]


@dataclass(frozen=True, slots=True)
class FeatureLine:
    """One group of a complaint's features (quality, timing...), each with its state."""

    group: LocalText
    features: tuple[tuple[str, LocalText, FindingState], ...]


@dataclass(frozen=True, slots=True)
class ComplaintEntry:
    """One of the patient's pains; ``route`` names the body sites in the order the pain runs."""

    complaint: Complaint
    route: tuple[LocalText, ...]
    features: tuple[FeatureLine, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one question on one side, at one site.

    Attributes:
        recorded: an answer was recorded; False prints as "not assessed", or "not examined" where nothing
            at all was recorded on that side.
        reproduces: letters of the complaints that it reproduced or relieved.
        reproduces_none: it was asked, and it speaks to none of them.
        examiner, examined_at: who recorded it with a whole group as tested and normal, and when.
        measurements, images: numbers of the report's measurements and key images that show it.
    """

    key: FindingKey
    state: FindingState
    recorded: bool
    value: float | None = None
    choice: str = ""
    choice_text: LocalText | None = None
    reproduces: tuple[str, ...] = ()
    measurements: tuple[int, ...] = ()
    images: tuple[int, ...] = ()
    frames: tuple[FrameRef, ...] = ()
    note: str = ""
    paused: bool = False
    reproduces_none: bool = False
    examiner: str = ""
    examined_at: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One question, at one site: its answer on the left and the right, or one answer where it has no side."""

    question: str
    text: LocalText
    site: str = ""
    site_text: LocalText | None = None
    unit: str = ""
    left: Answer | None = None
    right: Answer | None = None
    whole: Answer | None = None
    codes: tuple[Code, ...] = ()
    site_codes: tuple[Code, ...] = ()
    flag: FlagLevel | None = None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers that the row holds, left first."""
        return tuple(a for a in (self.left, self.right, self.whole) if a is not None)

    @property
    def recorded(self) -> bool:
        """Whether any of its answers was recorded."""
        return any(a.recorded for a in self.answers)


@dataclass(frozen=True, slots=True)
class Structure:
    """The findings of one structure, that is of one step and its comparison; ``region`` is its protocol's."""

    id: str
    title: LocalText
    rows: tuple[FindingRow, ...]
    region: str = ""

    @property
    def recorded(self) -> bool:
        """Whether any answer of the structure was recorded."""
        return any(r.recorded for r in self.rows)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A record of needle, injection or block: the questions of a group of the vocabulary, with their answers.

    ``moved`` says that the page prints it in its own section only; its rows stand in a structure too.
    """

    id: str
    title: LocalText
    rows: tuple[FindingRow, ...]
    moved: bool = True


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One view of one step and side, and how it was accounted for.

    ``reason`` is in the physician's words, ``reason_text`` the protocol's, where its step does not apply.
    """

    protocol: str
    step: str
    step_title: LocalText
    side: Side | None
    view: str
    view_text: LocalText
    required: bool
    state: ViewState
    reason: str
    images: tuple[int, ...] = ()
    reason_text: LocalText | None = None

    @property
    def examined(self) -> bool:
        """Whether the view was seen; anything else never reads as normal."""
        return self.state is ViewState.DONE


@dataclass(frozen=True, slots=True)
class HandoutEntry:
    """A topic of the patient's handout with the lines that fit the complaints at hand."""

    id: str
    title: LocalText
    lines: tuple[LocalText, ...]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The clinic, as it heads every document.

    Attributes:
        name, lines: its name, and lines such as its address.
        logo: PNG.
        name_zh, lines_zh: in Chinese, where they differ.
        phone: its number, alike in both languages.
    """

    name: str = ""
    lines: tuple[str, ...] = ()
    logo: bytes = b""
    name_zh: str = ""
    lines_zh: tuple[str, ...] = ()
    phone: str = ""

    def name_in(self, language: Language) -> str:
        """Return the name in a language; that of the other where there is but one."""
        return self.name_zh or self.name if language == "zh-TW" else self.name or self.name_zh

    def lines_in(self, language: Language) -> tuple[str, ...]:
        """Return the lines in a language; those of the other where there are no own ones."""
        return self.lines_zh or self.lines if language == "zh-TW" else self.lines or self.lines_zh

    def __bool__(self) -> bool:
        return self != Letterhead()


@dataclass(frozen=True, slots=True)
class ProtocolEntry:
    """A protocol in use; without ``title`` it was not at hand when the report was made."""

    ref: DataRef
    title: LocalText | None = None
    limits: LocalText | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is signed, in no format.

    Attributes:
        language: language that the report was asked for; its texts are there in both.
        study: the first DICOM study among the clips, empty where there is none.
        unexamined_sides: sides on which nothing at all was recorded though a sided protocol is in use.
        marks: every shape of the exam, those without a value included.
        conditions: names of the conditions that the differential speaks of, by id.
        sealed: seal of the final exam; a report that is rendered with it is a copy of what was sealed.
        checks: what needed a second look when the report was made.
        follow_up: the comparison with an earlier visit, None where none was chosen.
        blocks: the diagnostic blocks, summed up.
        safety: the safety rules that held when the report was made, lifted ones included.
        clinical_question, technique, comparison, limitations, referrer, second_identifier: the exam's, as
            typed; empty where nobody wrote anything.
        structure_texts: the findings in the physician's words, by structure, in the order of the page.
    """

    exam: str
    created: str
    language: Language
    program: str
    state: ExamState
    synthetic: bool
    patient: Patient
    study: StudyInfo
    physician: str
    operator: str
    side: Side | None
    setting: str
    complaints: tuple[ComplaintEntry, ...]
    ledger: tuple[LedgerEntry, ...]
    unexamined_sides: tuple[Side, ...]
    structures: tuple[Structure, ...]
    measurements: tuple[MeasurementEntry, ...]
    marks: tuple[Mark, ...]
    images: tuple[ImageEntry, ...]
    clips: tuple[ClipRecord, ...]
    differential: Differential | None
    conditions: tuple[tuple[str, LocalText], ...]
    impression: str
    plan: str
    protocols: tuple[ProtocolEntry, ...]
    knowledge: DataRef | None
    vocabulary: DataRef
    signature: Signature | None = None
    amends: Predecessor | None = None
    handout: tuple[HandoutEntry, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    letterhead: Letterhead = Letterhead()
    sealed: str = ""
    checks: tuple[Check, ...] = ()
    follow_up: FollowUp | None = None
    blocks: tuple[BlockLine, ...] = ()
    safety: tuple[SafetyNotice, ...] = ()
    clinical_question: str = ""
    technique: str = ""
    comparison: str = ""
    limitations: str = ""
    referrer: str = ""
    second_identifier: str = ""
    structure_texts: tuple[StructureText, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether it is final, signed first or as an amendment."""
        return self.state in (ExamState.FINAL, ExamState.AMENDED)

    @property
    def version(self) -> int:
        """Its number: 1, or one more than that of the report that it amends."""
        return self.amends.version + 1 if self.amends else 1

    @property
    def not_examined(self) -> tuple[LedgerEntry, ...]:
        """The required views that were not seen, "not applicable" left out."""
        excused = (ViewState.DONE, ViewState.NOT_APPLICABLE)
        return tuple(e for e in self.ledger if e.required and e.state not in excused)

    def complaint_label(self, id_: str) -> str:
        """Return the letter of a complaint, or its id where it is unknown."""
        entries = (e.complaint for e in self.complaints)
        return next((c.label for c in entries if c.id == id_), id_)

    def condition_name(self, id_: str) -> LocalText:
        """Return the name of a condition, or its id where no name is known."""
        return next((text for condition, text in self.conditions if condition == id_), LocalText(id_, id_))
