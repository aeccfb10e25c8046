"""The library knows our protocols and the user's own, and says which of an exam's are not at hand."""

import pytest

from sonostep.core.edits import UseProtocol
from sonostep.core.exam import DataRef, Exam
from sonostep.core.problem import ProblemError
from sonostep.paths import user_home
from sonostep.protocols import data_ref, load_protocol
from sonostep.workflows.library import Library, find_protocol, list_protocols, load_library

TEXT = '{en: "x", zh-TW: "x"}'
STEP = f"{{id: one, title: {TEXT}, purpose: {TEXT}, sources: [GK]}}"


def write(name: str, id_: str = "mine") -> None:
    path = user_home() / "protocols" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"protocol: {id_}\nversion: '1'\ntitle: {TEXT}\npurpose: {TEXT}\nregion: hip\n"
    path.write_text(f"{head}steps:\n  - {STEP}\n", encoding="utf-8")


def exam_with(library: Library, *ids: str) -> Exam:
    exam = Exam("e", "2026-01-01T00:00:00+00:00")
    for id_ in ids:
        exam = UseProtocol(DataRef(id_, "1", "0" * 64), library.knowledge_ref).apply(exam)
    return exam


@pytest.mark.parametrize("name", ["mine.yaml", "mine.yml", "clinic/mine.yaml"])
def test_an_own_protocol_is_at_hand_wherever_in_the_folder_it_lies(name: str) -> None:
    write(name)
    library, problems = load_library()
    assert problems == () and "mine" in [p.id for p in library.protocols]
    assert find_protocol("mine") in list_protocols()
    exam = exam_with(library, "mine", "lateral_hip")
    assert {p.id for p in library.in_use(exam)} == {"mine", "lateral_hip"}
    assert library.missing(exam) == ()


def test_one_that_is_not_at_hand_is_named_with_those_that_are() -> None:
    library, _ = load_library()
    exam = exam_with(library, "gone", "lateral_hip")
    (problem,) = library.missing(exam)
    assert problem.code == "protocol.not_found" and problem.mapping["name"] == "gone"
    assert [p.id for p in library.in_use(exam)] == ["lateral_hip"]
    with pytest.raises(ProblemError):
        find_protocol("gone")


def test_an_own_protocol_never_takes_the_place_of_ours() -> None:
    write("mine.yaml", "lateral_hip")
    library, (problem,) = load_library()
    assert problem.code == "protocol.id_taken"
    ours = next(p for p in library.protocols if p.id == "lateral_hip")
    assert data_ref(ours) == data_ref(load_protocol("lateral_hip"))
