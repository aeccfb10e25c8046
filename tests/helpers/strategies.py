"""Arbitrary values of core, for property tests in any room: ``from strategies import exams``."""

from typing import Any

from hypothesis import strategies as st

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Patient, Region, ScaleInfo, StudyInfo, UserCalibration
from sonostep.core.exam import ClipRecord, DataRef, Exam, KeyImage, StructureText, ViewRecord
from sonostep.core.exam import ViewState as LedgerState
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.core.text import LocalText

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
names = st.text("abcdefghij_0123456789", min_size=1, max_size=8)
finite = st.floats(allow_nan=False, allow_infinity=False, width=32)
coordinates = st.floats(-10.0, 2000.0)
positive = st.floats(1e-4, 10.0)
sides = st.none() | st.sampled_from(Side)
points = st.builds(Point, coordinates, coordinates)
pairs = st.none() | st.tuples(positive, positive)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)


def tuples(item: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """Tuples of up to ``most`` items."""
    return st.lists(item, max_size=most).map(tuple)


def distinct(item: st.SearchStrategy[Any], key: str, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """Tuples of items that differ in the attribute ``key``."""
    return st.lists(item, max_size=most, unique_by=lambda i: getattr(i, key)).map(tuple)


regions = st.builds(
    Region,
    *(st.integers(-5, 1200) for _ in range(4)),
    *(st.integers(0, 9) for _ in range(4)),
    delta_x=finite,
    delta_y=finite,
    flags=st.integers(0, 7),
    reference_x=finite,
    reference_y=finite,
    reference_value_x=finite,
    reference_value_y=finite,
)
user_calibrations = st.builds(UserCalibration, positive, positive, st.floats(0.0, 0.5))
scale_infos = st.builds(
    ScaleInfo,
    rows=st.integers(1, 1000),
    columns=st.integers(1, 1000),
    regions=tuples(regions, 2),
    pixel_spacing=pairs,
    uncorrected_spacing=pairs,
    pixel_aspect_ratio=pairs,
    user=st.none() | user_calibrations,
    clamp_regions=st.booleans(),
)
patients = st.builds(Patient, words, words, words, words)
studies = st.builds(StudyInfo, study_uid=words, manufacturer=words, depth_mm=st.none() | finite)
clip_records = st.builds(
    ClipRecord,
    id=names,
    path=words,
    label=words,
    frames=st.integers(1, 500),
    fps=st.floats(0.0, 200.0),
    scale=scale_infos,
    patient=patients,
    study=studies,
    synthetic=st.booleans(),
)
frame_refs = st.builds(FrameRef, names, st.integers(1, 500))
finding_keys = st.builds(FindingKey, names, sides, st.sampled_from(("", "L4", "S1")))
findings = st.builds(
    Finding,
    key=finding_keys,
    state=st.sampled_from(FindingState),
    value=st.none() | finite,
    choice=words,
    reproduces=tuples(names, 2),
    annotations=tuples(names, 2),
    frames=tuples(frame_refs, 2),
    step=names,
    note=words,
)
complaints = st.builds(
    Complaint,
    id=names,
    label=st.sampled_from("ABC"),
    side=sides,
    route=tuples(names),
    features=tuples(st.builds(Feature, names, st.sampled_from(FindingState))),
    score=st.none() | st.integers(0, 10),
    words=words,
    duration=words,
)


@st.composite
def annotations(draw: st.DrawFn) -> Annotation:
    """A shape with one resolution per handle, or none."""
    handles = draw(st.lists(points, min_size=1, max_size=5).map(tuple))
    count = len(handles)
    resolution = draw(st.just(()) | st.tuples(*[st.floats(0.0, 4.0)] * count))
    kind = draw(st.sampled_from(ShapeKind))
    side, region = draw(sides), draw(st.none() | st.integers(0, 3))
    frame = draw(frame_refs)
    last = draw(st.just(0) | st.integers(1, 9).map(lambda n: frame.frame + n))
    return Annotation(
        draw(names), frame, kind, handles, resolution, draw(words), draw(names), draw(words),
        side, region, draw(st.booleans()), draw(tuples(words, 2)), draw(st.integers(0, count)),
        last, draw(st.booleans()), draw(st.booleans()), draw(words),
    )  # fmt: skip


local_texts = st.builds(LocalText, words, words)
key_images = st.builds(KeyImage, names, frame_refs, st.binary(max_size=40), names, sides, names, words)
view_records = st.builds(ViewRecord, names, names, sides, st.sampled_from(LedgerState), words)
data_refs = st.builds(DataRef, names, words, hashes)

exams = st.builds(
    Exam,
    id=st.uuids().map(str),
    created=st.just("2026-01-02T03:04:05+08:00"),
    patient=patients,
    physician=words,
    operator=words,
    side=sides,
    setting=words,
    protocols=distinct(data_refs, "id", 2),
    knowledge=st.none() | data_refs,
    clips=distinct(clip_records, "id", 2),
    complaints=distinct(complaints, "id", 2),
    findings=distinct(findings, "key"),
    annotations=distinct(annotations(), "id", 2),
    key_images=distinct(key_images, "id", 2),
    views=tuples(view_records, 2),
    paused=tuples(finding_keys, 2),
    impression=words,
    plan=words,
    clinical_question=words,
    technique=words,
    comparison=words,
    limitations=words,
    referrer=words,
    second_identifier=words,
    structure_texts=distinct(st.builds(StructureText, names, local_texts, local_texts), "structure", 2),
)
