"""The exam: all of one visit, as one frozen value and the only truth.

An exam is changed by ``dataclasses.replace`` through an edit (``core.edits``), which keeps the identity
of everything it did not touch: ``before.findings is after.findings`` says that no finding changed.
"""

from dataclasses import dataclass
from enum import StrEnum

from sonostep.core.annotation import Annotation
from sonostep.core.clip import Clip, FrameRef, Patient, ScaleInfo, StudyInfo
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.text import Language, LocalText

SCHEMA_VERSION = 1
"""Version of the exam file; a reader refuses a newer one."""


class ExamState(StrEnum):
    """A draft can be edited; one that waits for its signature goes back to draft first; a final exam, or the
    final form of an amendment, is never changed again.
    """

    DRAFT = "draft"
    PENDING = "pending"
    FINAL = "final"
    AMENDED = "amended"


class ViewState(StrEnum):
    """State of a required view in the ledger; an open view is none of these."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    NOT_VISUALISED = "not_visualised"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class ClipRecord:
    """What the exam keeps of a clip, so that a report can be made when the stick has left.

    Attributes:
        id: the clip's id (SOP Instance UID or ``sha256:``...).
        path: where it was opened from, for finding it again.
        scale: its size and calibration; a user's calibration is set here.
        confirmed: a person said that it is of the exam's patient, though the file names another or none.
    """

    id: str
    path: str
    label: str
    frames: int
    fps: float
    scale: ScaleInfo
    patient: Patient = Patient()
    study: StudyInfo = StudyInfo()
    synthetic: bool = False
    confirmed: bool = False

    @classmethod
    def of(cls, clip: Clip) -> "ClipRecord":
        """Keep what a report needs of an opened clip."""
        return cls(
            clip.id, clip.path, clip.label, clip.frames, clip.timing.fps, clip.scale,
            clip.patient, clip.study, clip.synthetic,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeyImage:
    """A saved frame: its pixels as PNG in the stored orientation, without annotations.

    Attributes:
        frame: the frame it was saved from.
        step, side, view: the protocol step, side and view that it answers, or empty.
        png: the picture's bytes.
        caption: the physician's words.
    """

    id: str
    frame: FrameRef
    png: bytes
    step: str = ""
    side: Side | None = None
    view: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ViewRecord:
    """The state of one required view of one step and side, with the reason where it was not done."""

    step: str
    view: str
    side: Side | None
    state: ViewState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DataRef:
    """A protocol or knowledge file by id, version and hash, as it was when the exam used it.

    Attributes:
        steps: of a protocol, the only steps that were taken over; empty for the whole of it.
    """

    id: str
    version: str
    sha256: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtraView:
    """A picture that no protocol prescribes: it belongs to a step and side, and has its own caption."""

    id: str
    step: str
    side: Side | None
    caption: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a final exam.

    Attributes:
        physician, operator: names as typed.
        at: time, ISO 8601 with offset.
        certificate: subject of the certificate that signed; empty for a typed name, which is printed as
            unauthenticated.
        issuer: who issued that certificate; empty for a typed name.
    """

    physician: str
    operator: str
    at: str
    certificate: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The final exam that an amendment follows.

    Attributes:
        exam: its id; sha256: its ``final_sha256``.
        version: its number, the first being 1.
        reason: why it is amended, in the physician's words.
        study_uid, series_uid, sop_instance_uid: of its structured report.
    """

    exam: str
    sha256: str
    version: int
    reason: str
    study_uid: str = ""
    series_uid: str = ""
    sop_instance_uid: str = ""


@dataclass(frozen=True, slots=True)
class StructureText:
    """What the report says of one structure, in words that a physician took over or wrote.

    Attributes:
        structure: id of the structure (``core.report.proposed_text``).
        text: the words.
        proposed: what the program proposed when they were taken over or written; where it proposes something
            else by now, findings have changed since.
        written: the languages in which a person wrote, the last one last; empty where a proposal was taken
            over as it is.
    """

    structure: str
    text: LocalText
    proposed: LocalText
    written: tuple[str, ...] = ()

    def words(self, language: Language) -> str:
        """Return what a report in a language prints.

        What a person wrote is never put beside a proposal that says something else: in a language in which
        nobody wrote, it stands as written.
        """
        if not self.written or language in self.written:
            return self.text.in_language(language)
        return self.text.en if self.written[-1] == "en" else self.text.zh_tw


@dataclass(frozen=True, slots=True)
class Exam:
    """The exam: all of one visit, frozen.

    Attributes:
        id: UUID of the exam.
        created: start, ISO 8601 with offset.
        side: the side examined; None until the physician says it, never defaulted.
        setting: id of the clinical setting whose priors apply, or empty: chosen by the physician.
        protocols: the protocols in use, in order of choosing.
        knowledge: the knowledge base in use.
        paused: keys of findings paused in a what-if; they do not weigh while paused.
        signature: who signed, once final.
        amends: the final exam that this one follows, for an amendment.
        predecessor: id of the earlier visit that this one is compared with (``core.follow_up``), or empty.
        final_sha256: seal of the frozen report once final (``core.finalise.seal``).
        extra_views: pictures beside the protocol, in the order of adding.
        clinical_question, technique, comparison, limitations: of the report's first page, as typed; empty
            where nobody wrote anything.
        referrer: who asked for the exam, as typed.
        second_identifier: what tells the patient from another of the same name besides the ID, as typed.
        structure_texts: the report's words on the findings, by structure.
    """

    id: str
    created: str
    patient: Patient = Patient()
    physician: str = ""
    operator: str = ""
    side: Side | None = None
    setting: str = ""
    state: ExamState = ExamState.DRAFT
    protocols: tuple[DataRef, ...] = ()
    knowledge: DataRef | None = None
    clips: tuple[ClipRecord, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    findings: tuple[Finding, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    key_images: tuple[KeyImage, ...] = ()
    views: tuple[ViewRecord, ...] = ()
    paused: tuple[FindingKey, ...] = ()
    impression: str = ""
    plan: str = ""
    signature: Signature | None = None
    amends: Predecessor | None = None
    final_sha256: str = ""
    predecessor: str = ""
    extra_views: tuple[ExtraView, ...] = ()
    clinical_question: str = ""
    technique: str = ""
    comparison: str = ""
    limitations: str = ""
    referrer: str = ""
    second_identifier: str = ""
    structure_texts: tuple[StructureText, ...] = ()

    def __post_init__(self) -> None:
        _unique("complaint", [c.id for c in self.complaints])
        _unique("annotation", [a.id for a in self.annotations])
        _unique("key image", [k.id for k in self.key_images])
        _unique("clip", [c.id for c in self.clips])
        _unique("finding", [f.key for f in self.findings])
        _unique("structure text", [t.structure for t in self.structure_texts])

    @property
    def synthetic(self) -> bool:
        """Whether any clip of the exam is a phantom: then every report says SYNTHETIC."""
        return any(c.synthetic for c in self.clips)

    @property
    def closed(self) -> bool:
        """Whether it is final, as it was signed first or as an amendment: never changed again."""
        return self.state in (ExamState.FINAL, ExamState.AMENDED)

    @property
    def version(self) -> int:
        """Its number: 1, or one more than that of the exam that it amends."""
        return self.amends.version + 1 if self.amends else 1

    def clip(self, id_: str) -> ClipRecord:
        """Return a clip's record; raises KeyError for an unknown one."""
        for record in self.clips:
            if record.id == id_:
                return record
        raise KeyError(id_)

    def finding(self, key: FindingKey) -> Finding:
        """Return what is recorded under a key; not assessed where nothing is."""
        empty = Finding(key, FindingState.NOT_ASSESSED)
        return next((f for f in self.findings if f.key == key), empty)

    def annotations_on(self, frame: FrameRef) -> tuple[Annotation, ...]:
        """Return the shapes that belong to one frame, alone or in their range, oldest first."""
        return tuple(a for a in self.annotations if a.on(frame))

    def view_record(self, step: str, view: str, side: Side | None) -> ViewRecord:
        """Return the ledger's entry of a view; open where there is none."""
        for record in self.views:
            if (record.step, record.view, record.side) == (step, view, side):
                return record
        return ViewRecord(step, view, side, ViewState.OPEN)


def _unique(what: str, ids: list[object] | list[str] | list[FindingKey]) -> None:
    if len(set(ids)) != len(ids):
        raise ValueError(f"two {what}s with the same id")
