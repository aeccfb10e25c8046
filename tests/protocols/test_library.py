# ruff: noqa: E501 - tables of cases read better on one line
"""Protocol, vocabulary and knowledge files: what ships is sound, what is broken says so in one sentence."""

import re
from pathlib import Path

import pytest
import yaml

from sonostep.core.problem import Problem, ProblemError
from sonostep.core.protocol import ProtocolDefinition
from sonostep.core.text import LANGUAGES
from sonostep.messages import sentence
from sonostep.paths import exam_protocols, resources
from sonostep.protocols import (
    check_file,
    data_ref,
    knowledge_at_hand,
    list_protocols,
    load_knowledge,
    load_protocol,
    load_vocabulary,
)

TEXT = '{en: "x", zh-TW: "x"}'
STEP = f"{{id: one, title: {TEXT}, purpose: {TEXT}, sources: [GK]}}"
GOOD = f"protocol: mine\nversion: '1'\ntitle: {TEXT}\npurpose: {TEXT}\nregion: hip\nsteps:\n  - {STEP}\n"
SHIPPED = [p for p in list_protocols() if isinstance(p, ProtocolDefinition)]


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str | bytes, name: str = "protocol.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize(
    "path", sorted(exam_protocols().rglob("*.yaml")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_what_ships_is_sound(path: Path) -> None:
    assert check_file(path) == ()


def test_all_that_ships_loads() -> None:
    assert [p for p in list_protocols() if isinstance(p, Problem)] == []
    assert SHIPPED[0] == load_protocol(SHIPPED[0].id)
    for data in (*SHIPPED, load_vocabulary(), load_knowledge()):
        reference = data_ref(data)
        assert reference.id and reference.version and len(reference.sha256) == 64


@pytest.mark.parametrize("protocol", SHIPPED, ids=lambda p: p.id)
def test_a_protocol_opens_with_the_gate_and_its_steps_are_whole(protocol: ProtocolDefinition) -> None:
    assert protocol.steps[0].id == "red_flags"
    scenes = {p.stem for p in (resources() / "phantom" / "scenes").glob("*.yaml")}
    for step in protocol.steps:
        assert step.how is not None or step.position is not None, step.id
        assert not step.phantom or step.phantom in scenes, step.phantom
        assert not step.diagram or (resources() / step.diagram).is_file(), step.diagram
        if step.views:
            assert step.probe or step.position, step.id
            assert step.normal or step.pitfalls, step.id
    slots = [s.id for step in protocol.steps for s in step.slots]
    assert len(slots) == len(set(slots))


def test_a_flag_is_asked_by_the_gate() -> None:
    gate = SHIPPED[0].step("red_flags")
    assert set(gate.questions) == {q.id for q in load_vocabulary().questions if q.flag}


def test_a_good_file_is_good(written) -> None:
    path = written(GOOD)
    assert check_file(path) == ()
    assert load_protocol(path).id == "mine"
    assert load_protocol(str(path)).steps[0].id == "one"


def bomb() -> str:
    return "a: &a [x, x]\n" + "\n".join(
        f"{c}: &{c} [*{p}, *{p}]" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )


BROKEN = {
    "unknown field": (GOOD + "colour: blue\n", "protocol.unknown_field", 8),
    "unknown field in a step": (GOOD.replace("id: one", "id: one, colour: 1"), "protocol.unknown_field", 7),
    "duplicate key": (GOOD + "region: knee\n", "protocol.duplicate_key", 8),
    "missing language": (GOOD.replace(f"title: {TEXT}\np", 'title: {en: "x"}\np'), "protocol.missing_language", 3),
    "blank text": (GOOD.replace(f"title: {TEXT}\np", 'title: {en: "x", zh-TW: " "}\np'), "protocol.bad_value", 3),
    "missing field": (GOOD.replace("region: hip\n", ""), "protocol.missing_field", 1),
    "wrong type": (GOOD.replace("version: '1'", "version: 1.0"), "protocol.bad_value", 2),
    "alias bomb": (bomb(), "protocol.alias", 1),
    "alias": (GOOD + "x: *y\n", "protocol.alias", 8),
    "merge key": (GOOD + "<<: {a: b}\n", "protocol.key", 8),
    "a list as key": (GOOD + "? [a, b]\n: c\n", "protocol.key", 8),
    "tag": (GOOD.replace("region: hip", "region: !!python/name:os.system hip"), "protocol.tag", 5),
    "deep nesting": ("a: " + "[" * 60 + "]" * 60, "protocol.too_deep", 1),
    "not yaml": ("a: [b", "protocol.not_yaml", 2),
    "a control character": ("a: \x01", "protocol.not_yaml", 1),
    "two documents": (GOOD + "---\na: b\n", "protocol.two_documents", 9),
    "empty": ("", "protocol.not_a_mapping", 1),
    "a list": ("- a\n- b\n", "protocol.not_a_mapping", 1),
    "not utf-8": (GOOD.encode() + b"\xff\xfe", "protocol.not_utf8", 8),
    "binary": (bytes(range(256)), "protocol.not_utf8", 2),
    "a date that is none": (GOOD.replace("'1'", "!!int x"), "protocol.tag", 2),
    "a bad number": (GOOD.replace("'1'", "0x_"), "protocol.bad_value", 2),
    "unknown question": (GOOD.replace("id: one", "id: one, questions: [nothing]"), "protocol.unknown_reference", 7),
    "unknown view of a slot": (
        GOOD.replace(
            "id: one",
            "id: one, views: [{id: v, text: {en: a, zh-TW: 甲}}], "
            "slots: [{id: s, tool: distance, text: {en: a, zh-TW: 甲}, views: [w]}]",
        ),
        "protocol.unknown_reference",
        7,
    ),
    "unknown site": (GOOD.replace("id: one", "id: one, sites: [nowhere]"), "protocol.unknown_reference", 7),
    "unknown shared steps": (GOOD + "  - {use: nothing}\n", "protocol.unknown_reference", 8),
    "a comparison with an unknown slot": (GOOD.replace("id: one", f"id: one, slots: [{{id: a, text: {TEXT}, tool: distance, compares: b}}]"), "protocol.unknown_reference", 7),
    "a step twice": (GOOD + f"  - {STEP}\n", "protocol.duplicate_id", 6),
    "too large": (b"a: " + b"x" * 10_000_000, "protocol.too_large", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_says_where_and_what_in_one_sentence(name: str, written) -> None:
    text, code, line = BROKEN[name]
    path = written(text)
    problems = check_file(path)
    assert problems and problems[0].code == code, problems
    assert problems[0].mapping["line"] == str(line)
    assert int(problems[0].mapping["column"]) >= 1
    for language in LANGUAGES:
        told = sentence(problems[0], language)
        assert str(path) in told and "{" not in told.replace(problems[0].mapping.get("why", ""), "")
    with pytest.raises(ProblemError) as caught:
        load_protocol(path)
    assert caught.value.problem.code in {p.code for p in problems}


def test_steps_that_use_themselves_are_refused(monkeypatch: pytest.MonkeyPatch, written) -> None:
    from sonostep.protocols import library

    loops = (
        "steps: s\nversion: '1'\nsequences:\n  - {id: a, steps: [{use: b}]}\n  - {id: b, steps: [{use: a}]}\n"
    )
    shared = written(loops, "steps.yaml")
    monkeypatch.setattr(library, "_common", lambda name: shared)
    library._shared.cache_clear()
    assert [p.code for p in check_file(written(GOOD + "  - {use: a}\n"))] == ["protocol.cycle"]
    library._shared.cache_clear()


def test_all_problems_are_listed_in_the_order_of_the_file(written) -> None:
    text = GOOD.replace("id: one", "id: one, colour: 1") + "shape: round\n"
    assert [p.mapping["line"] for p in check_file(written(text))] == ["7", "8"]


def test_a_users_folder_loads_beside_ours_and_breaks_nothing(written, tmp_path: Path) -> None:
    written(GOOD, "a.yaml")
    written(GOOD + "colour: blue\n", "b.yaml")
    written(GOOD.replace("mine", SHIPPED[0].id), "c.yml")
    found = list_protocols(tmp_path)
    assert found[: len(SHIPPED)] == tuple(SHIPPED)
    names = [f.code if isinstance(f, Problem) else f.id for f in found[len(SHIPPED) :]]
    assert names == ["mine", "protocol.unknown_field", "protocol.id_taken"]


@pytest.mark.parametrize(
    ("name", "code"), [("nothing", "protocol.not_found"), ("gone.yaml", "protocol.unreadable")]
)
def test_a_protocol_that_is_not_there(name: str, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        load_protocol(name)
    assert caught.value.problem.code == code


KNOWLEDGE = (exam_protocols() / "common" / "knowledge.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("when: {finding: wide_gait}", "when: {length: wide_gait}", "protocol.unknown_operator"),
        ("when: {finding: wide_gait}", "when: {finding: wide_gait, above: 3}", "protocol.unknown_field"),
        ("when: {finding: wide_gait}", "when: {finding: bent_gait}", "protocol.unknown_reference"),
        ("when: {finding: wide_gait}", "when: {feature: bent_gait}", "protocol.unknown_reference"),
        ("when: {finding: wide_gait}", "when: {route: [moon]}", "protocol.unknown_reference"),
        ("when: {finding: wide_gait}", "when: {choice: lstv, options: [type_9]}", "protocol.unknown_reference"),
        ("when: {finding: wide_gait}", "when: {finding: us_tendinosis, sites: [lateral]}", "protocol.ultrasound_alone"),
        ("when: {finding: wide_gait}", "when: {concordant: slr, sites: [lateral]}", "protocol.not_ultrasound"),
        ("        source: [R77]\n", "", "protocol.missing_field"),
        ("source: [R77]", "source: [R77, GK]", "protocol.no_source"),
        ("source: [R77]", "source: [GK]", "protocol.bad_value"),
        ("source: [R77]", "source: [ADR-0023]", "protocol.bad_value"),
        ("source: [R77]", "source: [L01]", "protocol.unknown_reference"),
        ("source: [H-25, H-28, R76]", "source: [R76]", "protocol.bad_value"),
        ("source: [ADR-0023, R76]", "source: [R76]", "protocol.bad_value"),
        ("kind: published, sample: 272", "sample: 272", "protocol.missing_field"),
        ("kind: published, sample: 272", "kind: design_choice, sample: 272", "protocol.bad_value"),
        (", source: [R67]}", "}", "protocol.missing_field"),
        ("source: [R77]", "source: [R999]", "protocol.unknown_reference"),
        ("{ratio: 13, low: 1.9, high: 95}", "{ratio: 13, low: 19, high: 95}", "protocol.bad_value"),
        ("{ratio: 13, low: 1.9, high: 95}", "{low: 1.9, high: 95}", "protocol.missing_field"),
        ("        fixed: both\n        kind: founding\n", "        kind: founding\n", "protocol.bad_value"),
        ("  - id: stenosis\n", "  - id: gtps\n", "protocol.duplicate_id"),
        ("id: stenosis_gait", "id: stenosis_romberg", "protocol.duplicate_id"),
        ("parent: gtps", "parent: nobody", "protocol.unknown_reference"),
        ("parent: gtps", "parent: gluteal_full_tear", "protocol.cycle"),
        ("segments: [S1]", "segments: [S9]", "protocol.unknown_reference"),
        ("condition: gtps", "condition: moon", "protocol.unknown_reference"),
        ("romberg, wide_gait", "romberg", "protocol.no_burden"),
        ("romberg, wide_gait", "romberg, romberg, wide_gait", "protocol.duplicate_id"),
        ("kind: published\n", "kind: founding\n", "protocol.bad_value"),
        ("        quality: \"Older adults with leg pain; 4 studies, 741 patients\"\n", "", "protocol.bad_value"),
        ("low: 0.202, high: 0.592", "low: 0.6, high: 0.7", "protocol.bad_value"),
    ],
)  # fmt: skip
def test_a_knowledge_file_without_ground_is_refused(old: str, new: str, code: str, written) -> None:
    assert old in KNOWLEDGE
    problems = check_file(written(KNOWLEDGE.replace(old, new, 1), "knowledge.yaml"))
    assert code in [p.code for p in problems], problems


def test_the_example_of_the_guide_is_sound(written) -> None:
    guide = (exam_protocols().parent / "docs" / "writing-a-protocol.md").read_text(encoding="utf-8")
    example = guide.partition("```yaml\n")[2].partition("```")[0]
    assert check_file(written(example)) == ()


GUIDE = (exam_protocols().parent / "docs" / "writing-a-protocol.md").read_text(encoding="utf-8")
LAYER = GUIDE.split("```yaml\n")[2].partition("```")[0]


def test_a_clinics_own_knowledge_is_added_visibly(written) -> None:
    path = written(LAYER, "ours.yaml")
    assert check_file(path) == ()
    ours, base = load_knowledge(path), load_knowledge()
    assert ours.version == f"{base.version}+our_clinic.1" and ours.sha256 != base.sha256
    assert ours.layers == ("our_clinic 1",)
    assert ours.condition("gtps").evidence[-1].source.endswith("(our_clinic 1)")
    assert ours.condition("stenosis") is base.condition("stenosis")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("id: our_stairs", "id: gtps_route", "protocol.duplicate_id"),
        ("condition: gtps", "condition: moon", "protocol.unknown_reference"),
        ("feature: stairs", "feature: moon", "protocol.unknown_reference"),
        ("layer: our_clinic", "layer: our_clinic\nreplace: all", "protocol.unknown_field"),
        (
            "additions:",
            "conditions:\n  - {id: gtps, name: {en: x, zh-TW: x}, evidence: [{id: a, text: {en: x, zh-TW: x}, when: {feature: numb}, fixed: for, kind: founding, source: [H-01]}]}\nadditions:",
            "protocol.duplicate_id",
        ),
    ],
)
def test_a_layer_never_replaces(old: str, new: str, code: str, written) -> None:
    path = written(LAYER.replace(old, new), "ours.yaml")
    assert check_file(path)[0].code == code
    with pytest.raises(ProblemError) as caught:
        load_knowledge(path)
    assert caught.value.problem.code == code


def test_a_layer_cites_its_own_sources_and_nothing_unfounded(written) -> None:
    cited = LAYER.replace("source: [ADR-0023]", "source: [L01]")
    own = 'version: "1"\nsources: [{id: L01, cite: "Our audit of 2026, 120 visits"}]'
    ours = load_knowledge(written(cited.replace('version: "1"', own), "ours.yaml"))
    added = ours.condition("gtps").evidence[-1].source
    assert added == "Our audit of 2026, 120 visits [L01] (our_clinic 1)"
    for wrong, code in (
        (cited, "protocol.unknown_reference"),
        (LAYER.replace("[ADR-0023]", "[ADR-0023, GK]"), "protocol.no_source"),
        (LAYER.replace('version: "1"', own.replace("L01", "R67")), "protocol.duplicate_id"),
    ):
        assert [p.code for p in check_file(written(wrong, "wrong.yaml"))] == [code]


def test_a_clinics_folder_is_put_on_top_and_a_broken_file_is_left_out_and_told(tmp_path: Path) -> None:
    base, none = knowledge_at_hand(tmp_path / "nothing")
    assert (base.version, none) == (load_knowledge().version, ())
    (tmp_path / "a.yaml").write_text(LAYER, encoding="utf-8")
    second = LAYER.replace("our_clinic", "our_other").replace("our_stairs", "other_stairs")
    (tmp_path / "b.yml").write_text(second, encoding="utf-8")
    (tmp_path / "c.yaml").write_text('layer: x\nversion: "1"\nreplace: all\n', encoding="utf-8")
    made, problems = knowledge_at_hand(tmp_path)
    assert made.layers == ("our_clinic 1", "our_other 1")
    assert made.version.endswith("+our_clinic.1+our_other.1")
    assert [p.code for p in problems] == ["protocol.unknown_field"]


def test_a_layer_can_bring_a_condition(written) -> None:
    own = "conditions:\n  - {id: own, name: {en: x, zh-TW: x}, evidence: [{id: a, text: {en: x, zh-TW: x}, when: {feature: numb}, fixed: for, kind: founding, source: [H-01]}]}\nadditions:"
    ours = load_knowledge(written(LAYER.replace("additions:", own), "ours.yaml"))
    assert ours.condition("own").evidence[0].source == "clinic article (hip), statement H-01 (our_clinic 1)"


@pytest.mark.parametrize("name", ["sagittal", "transverse", "targets", "multifidus", "ligaments"])
def test_a_drawn_spine_has_five_lumbar_vertebrae_below_the_twelfth_rib(name: str) -> None:
    """Four or six segments are the sign of a transitional vertebra by the step's own words."""
    drawn = (resources() / "diagrams" / f"lumbar_{name}.svg").read_text(encoding="utf-8")
    processes = {int(y) for y in re.findall(r"M84 (\d+) H156", drawn)}
    rib = int(re.findall(r"Q88 \d+ 58 (\d+)", drawn)[0])
    assert len(processes) == 5 and rib < min(processes)


def test_every_view_of_the_sample_exam_can_be_filed_under_a_step() -> None:
    scenes = (p for p in (resources() / "phantom" / "scenes").glob("*.yaml") if "_base" not in p.stem)
    drawn = {str(yaml.safe_load(p.read_text(encoding="utf-8")).get("view", "")) for p in scenes} - {""}
    filed = {label for p in SHIPPED for step in p.steps for view in step.views for label in view.labels}
    assert drawn <= filed


def test_the_quadrants_before_and_behind_the_hip_are_offered_where_the_pain_is() -> None:
    hip = next(p for p in SHIPPED if p.id == "lateral_hip")
    for step in (hip.step("anterior_quadrant"), hip.step("posterior_quadrant")):
        assert step.views and not any(view.required for view in step.views)
        assert step.applies is not None and step.when is not None


def test_the_other_side_has_a_place_for_every_thickness_that_is_compared() -> None:
    for protocol in SHIPPED:
        slots = {slot.id: slot for step in protocol.steps for slot in step.slots}
        pairs = {slot.id: slot.compares for slot in slots.values() if slot.compares}
        assert set(pairs.values()) <= set(slots)
        if protocol.id in ("lateral_hip", "hip_spine_compound"):
            assert {"gmin_thickness", "gmed_thickness", "gmed_post_thickness", "bursa_thickness"} <= set(
                pairs.values()
            )
        if protocol.id == "lumbar_facet_targeting":
            assert set(pairs.values()) == {
                "multifidus_area", "multifidus_area_l4", "multifidus_thickness",
            }  # fmt: skip
