"""Clinical cases beside the protocols: an exam written down by hand, and the bands expected of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sonostep.core.clip import FrameRef
from sonostep.core.differential.arithmetic import BAND_ORDER
from sonostep.core.differential.result import Band, Differential
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.text import LocalText
from sonostep.paths import exam_protocols
from sonostep.protocols.schema.base import Id, Model, TextModel, Words
from sonostep.protocols.validation import read_tree, validate

BandName = Literal["strongly_supported", "supported", "possible", "less_likely", "not_assessable"]
SideName = Literal["left", "right", "midline"]
Bands = dict[str, dict[str, BandName]]


class ComplaintModel(Model):
    """A complaint with the features that were answered yes or no."""

    id: Id
    side: SideName | None = None
    route: list[Id] = []
    present: list[Id] = []
    absent: list[Id] = []

    def core(self) -> Complaint:
        """Return the value that core knows."""
        features = [Feature(f, FindingState.PRESENT) for f in self.present]
        features += [Feature(f, FindingState.ABSENT) for f in self.absent]
        return Complaint(self.id, self.id, _side(self.side), tuple(self.route), tuple(features))


class FindingModel(Model):
    """One answer; present unless said otherwise. ``angles``: from how many an appearance was linked."""

    id: Id
    side: SideName | None = None
    site: str = ""
    state: Literal["present", "absent", "indeterminate"] = "present"
    choice: str = ""
    reproduces: list[Id] = []
    angles: Annotated[int, Field(ge=0, le=9)] = 2

    def core(self) -> Finding:
        """Return the value that core knows."""
        key = FindingKey(self.id, _side(self.side), self.site)
        state = FindingState(self.state)
        frames = tuple(FrameRef("case", n) for n in range(1, self.angles + 1))
        return Finding(key, state, choice=self.choice, reproduces=tuple(self.reproduces), frames=frames)


class ExpectModel(Model):
    """What the differential has to say; a segment is named as ``lumbar_nerve_root.L5``, with
    its side as ``facet_level.L4_L5.right``.

    ``leading`` is the exact set, ``leading_among`` holds what may lead, of which something has to.
    ``flags`` null: other cases than this one look at the flags.
    """

    at_least: Bands = {}
    at_most: Bands = {}
    leading: dict[str, list[Id]] = {}
    leading_among: dict[str, list[Id]] = {}
    suspended: bool = False
    flags: list[Id] | None = []
    conflicts: Annotated[int, Field(ge=0)] | None = None


class CaseModel(Model):
    """One case.

    ``frozen``: it was committed with its expectation before anybody saw its outcome, and is changed no more.
    ``missed``: what it came out as instead, for a frozen case that the program does not meet.
    """

    id: Id
    title: TextModel
    written_from: Literal["founding", "literature", "textbook"]
    why: Words
    frozen: bool = False
    missed: str = ""
    side: SideName | None = None
    setting: str = ""
    complaints: list[ComplaintModel]
    findings: list[FindingModel] = []
    paused: list[Id] = []
    expect: ExpectModel


class CasesFile(Model):
    """The whole file."""

    cases: Id
    list: list[CaseModel]


@dataclass(frozen=True, slots=True)
class Case:
    """A case ready to be weighed."""

    id: str
    title: LocalText
    written_from: str
    why: str
    exam: Exam
    expect: ExpectModel
    frozen: bool = False
    missed: str = ""

    def misses(self, differential: Differential) -> tuple[str, ...]:
        """Return in words what a differential says otherwise than expected; empty when all is met."""
        expect, said = self.expect, dict(differential.leading)
        found = [*_bands(differential, expect.at_least, 1), *_bands(differential, expect.at_most, -1)]
        for complaint, leading in expect.leading.items():
            if set(said.get(complaint, ())) != set(leading):
                found.append(f"{complaint}: leading {said.get(complaint)}, expected {tuple(leading)}")
        for complaint, among in expect.leading_among.items():
            led = set(said.get(complaint, ()))
            if not led or not led <= set(among):
                found.append(f"{complaint}: leading {said.get(complaint)}, expected among {tuple(among)}")
        if differential.suspended is not expect.suspended:
            found.append(f"suspended {differential.suspended}")
        flags = {f.question for f in differential.flags_present}
        if expect.flags is not None and flags != set(expect.flags):
            found.append(f"flags {sorted(flags)}, expected {expect.flags}")
        if expect.conflicts is not None and len(differential.conflicts) != expect.conflicts:
            found.append(f"conflicts {[c.en for c in differential.conflicts]}")
        return tuple(found)


def _bands(differential: Differential, wanted: Bands, direction: int) -> list[str]:
    return [
        f"{complaint}: {condition} is {got}, expected {'at least' if direction > 0 else 'at most'} {band}"
        for complaint, conditions in wanted.items()
        for condition, band in conditions.items()
        if not _fits(got := best_band(differential, complaint, condition), Band(band), direction)
    ]


def _fits(got: Band, wanted: Band, direction: int) -> bool:
    return direction * (BAND_ORDER.index(wanted) - BAND_ORDER.index(got)) >= 0


def best_band(differential: Differential, complaint: str, condition: str) -> Band:
    """Return the best band of a condition for a complaint.

    Args:
        condition: its id; ``condition.segment`` or ``condition.segment.side`` for one of its parts.
    """
    id_, segment, side, *_ = (*condition.split("."), "", "")
    bands = [
        j.band for j in differential.judgements
        if (j.complaint, j.condition) == (complaint, id_)
        and segment in ("", j.segment) and side in ("", j.side)
    ]  # fmt: skip
    return min(bands, key=BAND_ORDER.index)


def read_cases(path: Path) -> tuple[Case, ...]:
    """Return the cases of a file.

    Raises:
        ProblemError: when the file is broken.
    """
    tree, _ = read_tree(path)
    return tuple(_case(model) for model in validate(CasesFile, tree).list)


def case_files() -> tuple[Path, ...]:
    """Return the case files beside our protocols."""
    return tuple(sorted(exam_protocols().glob("*/*/cases.yaml")))


def _case(model: CaseModel) -> Case:
    exam = Exam(
        model.id, "2026-01-01T00:00:00+00:00", side=_side(model.side), setting=model.setting,
        complaints=tuple(c.core() for c in model.complaints),
        findings=tuple(f.core() for f in model.findings),
        paused=tuple(f.core().key for f in model.findings if f.id in model.paused),
    )  # fmt: skip
    return Case(
        model.id, model.title.core(), model.written_from, model.why, exam, model.expect, model.frozen,
        model.missed,
    )  # fmt: skip


def _side(name: str | None) -> Side | None:
    return Side(name) if name else None
