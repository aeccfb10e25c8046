"""Read a TID 1500 structured report back: ours as parts of an exam, another's as its measurements.

Tolerant by design: what is not understood is counted and left, never guessed.
"""

import io
import math
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

import pydicom
from pydicom.dataset import Dataset

from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import Patient
from sonostep.core.exam import ViewRecord, ViewState
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.problem import ProblemError
from sonostep.reporting.sr.by_reference import follow_references
from sonostep.reporting.sr.codes import SCHEME, SIDES, STATES, VIEW_STATES
from sonostep.reporting.sr.item_text import text_of
from sonostep.reporting.sr.report import ReadMark, ReadMeasurement, ReadReport
from sonostep.reporting.sr.shapes import DrawnShape, drawn_by, named
from sonostep.reporting.sr.truncation import is_cut_off

_GROUP, _LIBRARY = "125007", "111028"
_STATE_OF = {code.value: state for state, code in STATES.items()}
_VIEW_OF = {code.value: state for state, code in VIEW_STATES.items()}
_SIDE_OF = {code.value: side for side, code in SIDES.items()}
_TRACKING, _FINDING, _SITE, _LATERALITY = "112039", "121071", "363698007", "272741003"
_LEGACY_SITE, _LEGACY_SIDE = "G-C0E3", "G-C171"
_UNCERTAINTY = "371886008"
_COMMENT, _OWN_LABEL, _QUANTITY = "121106", "measurement_label", "quantity"
T = TypeVar("T")
U = TypeVar("U")


def read_sr(source: Path | bytes) -> ReadReport:
    """Read a report from a file or its bytes.

    Raises:
        ProblemError: ``export.sr_unreadable`` when it is not a structured report, ``export.sr_cut_off`` when
            its file ends before it does.
    """
    with warnings.catch_warnings():
        # of values that break the standard: they are read another way, or counted as not understood
        warnings.simplefilter("ignore")
        return _read(source)


def _read(source: Path | bytes) -> ReadReport:
    name = source.name if isinstance(source, Path) else "report"
    try:
        data = source.read_bytes() if isinstance(source, Path) else source
        ds = pydicom.dcmread(io.BytesIO(data))
        if is_cut_off(data, ds.file_meta):
            # pydicom reads what there is: the last number could be a part of one
            raise ProblemError.of("export.sr_cut_off", path=name)
        _refuse_too_deep(ds)
        follow_references(ds)
        items = list(ds.ContentSequence)
        groups = [_Group(g) for g in _groups(items)]
    except (*_MALFORMED, *_UNREADABLE) as error:
        raise ProblemError.of("export.sr_unreadable", path=name) from error
    return _told(ds, items, groups)


_DEEPEST: Final = 64
"""Levels of content items, of which the templates of PS3.16 have about ten. It is counted: how deep Python
goes before it raises by itself differs from version to version."""


def _refuse_too_deep(ds: Dataset) -> None:
    """Raise ``RecursionError`` where content items are nested beyond what any template asks for."""
    waiting = [(ds, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > _DEEPEST:
            raise RecursionError
        waiting += [(inner, depth + 1) for inner in item.get("ContentSequence") or ()]


def _told(ds: Dataset, items: list[Dataset], groups: list["_Group"]) -> ReadReport:
    kinds = {kind: [g for g in groups if g.ours == kind] for kind in ("", *_OURS)}
    _join(kinds[""], kinds["detail"])
    lost: list[_Group] = []
    measured = tuple(_each(kinds[""], _Group.measurements, lost))
    report = ReadReport(
        ours=any(
            s.get("CodingSchemeDesignator") == SCHEME
            for s in ds.get("CodingSchemeIdentificationSequence") or ()
        ),
        title=_name(ds)[1],
        patient=Patient(
            *(text_of(ds, k) for k in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex"))
        ),
        measurements=measured,
        marks=tuple(_each(kinds[""], _Group.marks, lost)),
        findings=tuple(_each(kinds["finding"], lambda g: [g.finding()])),
        complaints=tuple(_each(kinds["complaint"], lambda g: [g.complaint()])),
        views=tuple(_each(kinds["view"], lambda g: [g.view()])),
        impression=_text(items, "121073"),
        plan=_text(items, "121075"),
    )
    # a group of which nothing could be told is counted once
    silent = 0 if report.ours else sum(1 if g in lost else g.silent() for g in kinds[""])
    return replace(report, not_understood=silent + sum(1 for _ in _loose_numbers(items)))


def _join(groups: list["_Group"], details: list["_Group"]) -> None:
    """Give each measurement of our own what stands in its details."""
    found = {d.tracking_uid: d for d in details}
    for group in groups:
        group.detail = found.get(group.tracking_uid)


def _loose_numbers(items: list[Dataset]) -> Iterator[Dataset]:
    """Numbers that stand in no measurement group: of another template, of which nothing is taken."""
    for item in items:
        name = _name(item)[0]
        if name in (_GROUP, _LIBRARY):
            continue
        if item.get("ValueType") == "NUM":
            yield item
        else:
            yield from _loose_numbers(list(item.get("ContentSequence") or ()))


def _each(things: Iterable[T], tell: Callable[[T], Iterable[U]], lost: list[T] | None = None) -> Iterator[U]:
    """What each thing tells; nothing of one that is malformed, which is put among those that are lost."""
    for thing in things:
        try:
            yield from list(tell(thing))
        except _MALFORMED:
            if lost is not None:
                lost.append(thing)


_MALFORMED = (ValueError, AttributeError, KeyError, IndexError, TypeError, NotImplementedError)
"""What pydicom, and we, raise where a value is missing or not what its attribute may hold."""

_UNREADABLE = (OSError, RecursionError, zlib.error, pydicom.errors.InvalidDicomError)
"""What pydicom raises for a file as a whole."""

_OURS = ("finding", "complaint", "view", "detail")
_KINDS = frozenset(ShapeKind)


def _groups(items: list[Dataset]) -> Iterator[Dataset]:
    for item in items:
        if _name(item)[0] == _GROUP:
            yield item
        elif item.get("ValueType") == "CONTAINER" and _name(item)[0] != _LIBRARY:
            yield from _groups(list(item.get("ContentSequence", ())))


def _name(item: Dataset) -> tuple[str, str]:
    return _code(item.get("ConceptNameCodeSequence"))


def _code(sequence: object) -> tuple[str, str]:
    """Value and meaning of the first code of a sequence; empty where there is none."""
    for code in sequence if isinstance(sequence, pydicom.Sequence) else ():
        value = code.get("CodeValue") or code.get("LongCodeValue") or code.get("URNCodeValue") or ""
        return str(value), text_of(code, "CodeMeaning")
    return "", ""


def _text(items: list[Dataset], code: str) -> str:
    return next((text_of(i, "TextValue") for i in items if _name(i)[0] == code and "TextValue" in i), "")


class _Group:
    """One measurement group, laid open."""

    def __init__(self, group: Dataset) -> None:
        self.items = list(group.get("ContentSequence", ()))
        self.tracking = _text(self.items, _TRACKING)
        self.tracking_uid = next((str(i.get("UID", "")) for i in self.items if "UID" in i), "")
        # what a person typed stands in the comment; the finding may be no more than the tool's name
        said = _text(self.items, _OWN_LABEL) or _text(self.items, _COMMENT)
        self.label = said or self._coded(_FINDING)[1]
        self.detail: _Group | None = None
        self._sites = [i for i in self.items if _name(i)[0] in (_SITE, _LEGACY_SITE)]
        self.numbers = [i for i in self.items if i.get("ValueType") == "NUM" and _value(i) is not None]

    @property
    def ours(self) -> str:
        """Which of our own kinds of group it is; empty for a measurement and another program's."""
        told = self.tracking.split(":", 2)
        return told[1] if told[0] == "SonoStep" and len(told) == 3 and told[1] in _OURS else ""

    def silent(self) -> int:
        """Return how many of its numbers have no value that can be read and do not say why.

        It is 1 where nothing of it is understood.
        """
        unread = [i for i in self.items if i.get("ValueType") == "NUM" and _value(i) is None]
        count = sum("NumericValueQualifierCodeSequence" not in i for i in unread)
        return count or int(not self.numbers and not any(self.marks()))

    @property
    def side(self) -> Side | None:
        """The laterality of its first site."""
        inner = [i for s in self._sites[:1] for i in s.get("ContentSequence", ())]
        codes = [
            _code(i.get("ConceptCodeSequence"))[0]
            for i in inner
            if _name(i)[0] in (_LATERALITY, _LEGACY_SIDE)
        ]
        return _SIDE_OF.get(codes[0]) if codes else None

    def _coded(self, name: str) -> tuple[str, str]:
        found = (i for i in self.items if _name(i)[0] == name)
        return next((_code(i.get("ConceptCodeSequence")) for i in found), ("", ""))

    def _evaluations(self) -> list[tuple[str, str]]:
        """Names and values of its coded items, sites and finding left out."""
        skip = (_FINDING, _SITE, _LEGACY_SITE)
        coded = [i for i in self.items if i.get("ValueType") == "CODE" and _name(i)[0] not in skip]
        return [(_name(i)[0], _code(i.get("ConceptCodeSequence"))[0]) for i in coded]

    def _said(self, code: str) -> tuple[str, ...]:
        return tuple(str(i.TextValue) for i in self.items if _name(i)[0] == code and "TextValue" in i)

    def measurements(self) -> Iterator[ReadMeasurement]:
        """Return its numbers, each with the coordinates that belong to it or to the group."""
        code = self._own_finding()
        for number in () if self._is_arrow else self.numbers:
            unit = _code(number.MeasuredValueSequence[0].get("MeasurementUnitsCodeSequence"))[0]
            drawn = named(drawn_by(number, self.items, self.tracking, unit, self._detailed()), code)
            yield ReadMeasurement(
                self.tracking,
                self.tracking_uid,
                self.label,
                _name(number)[1],
                _value(number) or 0.0,
                unit,
                self._uncertainty(number),
                self.side,
                drawn.kind,
                drawn.points,
                drawn.frame,
                drawn.last_frame,
                drawn.split,
                "" if code in _KINDS else code,
                drawn.frame_stated,
                tuple(self._mark(other) for other in drawn.others if other.kind is not None),
            )

    def _detailed(self) -> list[Dataset]:
        return self.detail.items if self.detail else []

    def _uncertainty(self, number: Dataset) -> float | None:
        """Its own, else the one that the details state of it."""
        found = [number.get("ContentSequence") or ()]
        found.append([i for i in self._detailed() if _quantity(i) == _name(number)[0]])
        values = (_value(i) for items in found for i in items if _name(i)[0] == _UNCERTAINTY)
        return next((value for value in values if value is not None), None)

    def _mark(self, drawn: DrawnShape) -> ReadMark:
        assert drawn.kind is not None
        return ReadMark(
            self.tracking_uid, self.label, self.side, drawn.kind, drawn.points, drawn.frame, drawn.last_frame,
            drawn.frame_stated,
        )  # fmt: skip

    def _own_finding(self) -> str:
        """The code of what was found where it is one of our scheme: a slot's id, or a kind of shape."""
        for item in self.items:
            if _name(item)[0] == _FINDING:
                for code in item.get("ConceptCodeSequence") or ():
                    own = code.get("CodingSchemeDesignator") == SCHEME
                    return _code(item.ConceptCodeSequence)[0] if own else ""
        return ""

    def marks(self) -> Iterator[ReadMark]:
        """Return its shape where it says no number: a mark of the picture."""
        if self.numbers and not self._is_arrow:
            return
        # without a number, what the group itself draws
        drawn = drawn_by(next(iter(self.numbers), Dataset()), self.items, self.tracking, "")
        yield from (self._mark(one) for one in (drawn, *drawn.others) if one.kind is not None)

    @property
    def _is_arrow(self) -> bool:
        """Cornerstone hangs an arrow on a number that says nothing: label = 0."""
        return self.tracking.endswith(":ArrowAnnotate")

    def finding(self) -> Finding:
        """Return the answer that one of our own groups holds."""
        id_, _, site = self.tracking.split(":", 2)[2].partition(":")
        evaluations = self._evaluations()
        state = next((_STATE_OF[v] for _, v in evaluations if v in _STATE_OF), FindingState.NOT_ASSESSED)
        choice = next((v for name, v in evaluations if name == "choice"), "")
        number = _value(self.numbers[0]) if self.numbers else None
        key = FindingKey(id_, self.side, site)
        notes = self._said(_COMMENT)
        reproduces, none = self._said("reproduces"), self._said("reproduces_none")
        # what names a complaint cannot also be none of them
        unmatched = bool(none) and not reproduces
        note = notes[0] if notes else ""
        return Finding(key, state, number, choice, reproduces, note=note, reproduces_none=unmatched)

    def complaint(self) -> Complaint:
        """Return the complaint that one of our own groups holds; its letter stands for its id."""
        letter = self.tracking.split(":", 2)[2]
        route = tuple(_code(s.get("ConceptCodeSequence"))[0] for s in self._sites)
        features = tuple(Feature(name, _STATE_OF[v]) for name, v in self._evaluations() if v in _STATE_OF)
        score = int(_value(self.numbers[0]) or 0) if self.numbers else None
        words, duration = (next(iter(self._said(c)), "") for c in ("patient_words", "duration"))
        placed = tuple(r for r in route if r != "unspecified_site")
        return Complaint(letter, letter, self.side, placed, features, score, words, duration)

    def view(self) -> ViewRecord:
        """Return the ledger's entry that one of our own groups holds."""
        step, _, view = self.tracking.split(":", 2)[2].partition("/")
        state = next((_VIEW_OF[v] for _, v in self._evaluations() if v in _VIEW_OF), ViewState.OPEN)
        return ViewRecord(step, view, self.side, state, next(iter(self._said(_COMMENT)), ""))


def _value(number: Dataset) -> float | None:
    """The number of a NUM item, None where it says none."""
    for measured in number.get("MeasuredValueSequence") or ():
        try:
            value = float(measured.get("NumericValue"))
        except (TypeError, ValueError):
            return None
        return value if math.isfinite(value) else None
    return None


def _quantity(item: Dataset) -> str:
    """The code of the number that an uncertainty among the details is that of."""
    named = (i for i in item.get("ContentSequence") or () if _name(i)[0] == _QUANTITY)
    return next((_code(i.get("ConceptCodeSequence"))[0] for i in named), "")
