"""The sentences proposed for the report follow what was recorded, and say nothing of what was not."""

from dataclasses import replace

import pytest
from hypothesis import given

from helpers import founding_case as founding
from helpers.strategies import exams
from sonostep.core.clip import Patient
from sonostep.core.edits import PutFinding, ReportField
from sonostep.core.exam import Exam, StructureText, ViewRecord, ViewState
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.report.phrases import Phrase, forgotten, remembered, written_instead
from sonostep.core.report.proposed_fields import proposed_fields
from sonostep.core.report.proposed_text import changed, impression_draft, kept_as_it_is, proposed_texts
from sonostep.core.text import LocalText
from sonostep.paths import exam_protocols
from sonostep.protocols import load_protocol, load_report_sentences, load_vocabulary
from sonostep.protocols.schema.report_sentences import SentencesFile, sentence_problems
from sonostep.protocols.validation import read_tree
from sonostep.storage.phrases import load_phrases, phrases_path, save_phrases

P, A, U, N = (FindingState(s) for s in ("present", "absent", "indeterminate", "not_assessed"))
R, L = Side.RIGHT, Side.LEFT
EXAM = Exam("e", "2026-01-02T03:04:05+08:00", complaints=(Complaint("b", "B", R),))


def found(question, state, site="lateral", side=R, **more):
    return Finding(FindingKey(question, side, site), state, **more)


def proposed(*findings, exam=EXAM, phrases=()):
    exam = replace(exam, findings=findings)
    protocols = (load_protocol_of("hip/lateral_hip"),)
    return proposed_texts(exam, protocols, load_vocabulary(), load_report_sentences(), phrases)


def load_protocol_of(folder):
    return load_protocol(exam_protocols() / folder / "protocol.yaml")


def text_of(structure, *findings, **more):
    return next(p.text for p in proposed(*findings, **more) if p.structure == structure)


CASES = [
    ((found("us_tendinosis", P),),
     "Right: Tendinosis: thickened, hypoechoic or heterogeneous, with loss of the fibrillar pattern.",
     "右側：肌腱退化：肌腱變粗、低回音或回音不均，纖維紋理破壞。"),
    ((found("us_partial_tear", A),), "Right: No partial tear.", "右側：未見部分撕裂。"),
    ((found("us_tendinosis", A), found("us_partial_tear", A), found("us_full_tear", A)),
     "Right: No tendinosis, partial tear or full-thickness tear.",
     "右側：未見肌腱退化、部分撕裂或全層撕裂。"),
    ((found("us_full_tear", U),), "Right: Not decidable: full-thickness tear.", "右側：無法判定：全層撕裂。"),
    ((found("us_sonopalpation", P, reproduces=("b",)),),
     "Right: Pressing the probe on the facet reproduces the familiar pain (complaint B).",
     "右側：探頭按壓骨面誘發熟悉的疼痛（主訴 B）。"),
    ((found("us_doppler", P, choice="grade_2"),),
     "Right: Doppler signal in under half of the area (grade 2).", "右側：都卜勒訊號小於一半面積（2 級）。"),
    ((found("us_doppler", A, choice="grade_0"),), "Right: No Doppler signal.", "右側：未見都卜勒訊號。"),
    ((found("us_calcification", P, note="soft?"),),
     "Right: Calcification in the tendon (soft?).", "右側：肌腱內鈣化（soft?）。"),
    ((found("us_calcification", P), found("us_calcification", A, side=L)),
     "Right: Calcification in the tendon.\nLeft: No calcification.", "右側：肌腱內鈣化。\n左側：未見鈣化。"),
]  # fmt: skip


@pytest.mark.parametrize(("findings", "en", "zh"), CASES)
def test_a_structure_is_said_in_both_languages(findings, en, zh):
    assert text_of("gluteus_medius_lateral", *findings) == LocalText(en, zh)


def test_what_was_not_assessed_is_not_said():
    assert proposed(found("us_tendinosis", N), found("us_full_tear", N)) == ()
    said = text_of("gluteus_medius_lateral", found("us_tendinosis", A), found("us_full_tear", N))
    assert "tear" not in said.en and "normal" not in said.en


def test_each_site_is_a_structure_of_its_own():
    said = proposed(found("us_tendinosis", P, "anterior"), found("us_bursa_fluid", P, "posterior"))
    assert [p.structure for p in said] == ["gluteus_minimus_tendon", "trochanteric_bursa"]


def test_measurements_stand_with_unit_and_doubt_on_their_own_side():
    exam = founding.exam()
    protocols = tuple(load_protocol_of(f) for f in ("hip/lateral_hip", "hip_spine/compound"))
    said = proposed_texts(exam, protocols, load_vocabulary(), load_report_sentences())
    text = next(p.text for p in said if p.structure == "gluteus_medius_lateral")
    right, left = text.en.splitlines()
    assert "Gluteus medius tendon thickness: 6.66 ± 0.21 mm." in right
    assert left == "Left: Gluteus medius tendon thickness, long axis (no scale): 50.0 ± 2.6 px."
    assert "臀中肌肌腱厚度：6.66 ± 0.21 mm。" in text.zh_tw


def test_tests_are_said_by_result():
    said = text_of(
        "tests_hip",
        found("gt_palpation", P, "", reproduces=("b",)),
        found("resisted_abduction", A, ""),
        found("single_leg_stance", U, ""),
    )
    assert said.en == (
        "Right: Positive: Pressing the greater trochanter reproduces the familiar pain (complaint B). "
        "Negative: Resisted hip abduction reproduces the familiar lateral hip pain. "
        "Not decidable: Standing on one leg for 30 seconds reproduces the familiar lateral hip pain."
    )


def test_the_impression_names_what_is_present_and_nothing_else():
    said = proposed(found("us_full_tear", P), found("us_tendinosis", A), found("gt_palpation", P, ""))
    assert impression_draft(said).en == (
        "Gluteus medius tendon (lateral facet) (right): "
        "Full-thickness tear: fibres interrupted through the whole tendon, bare facet."
    )
    assert impression_draft(proposed(found("us_tendinosis", A))) == LocalText("", "")


def test_a_change_of_the_findings_is_told_and_words_are_kept():
    first = proposed(found("us_tendinosis", P))
    kept = replace(first[0].taken(), text=LocalText("My words.", "我的話。"), written=("en",))
    assert not changed(kept, first)
    later = proposed(found("us_tendinosis", P), found("us_full_tear", A))
    assert changed(kept, later) and changed(kept, ())
    assert not changed(kept_as_it_is(kept, later), later)
    assert kept_as_it_is(kept, later).text == kept.text


def test_words_of_a_person_are_never_beside_a_proposal_that_says_something_else():
    taken = StructureText("s", LocalText("en", "zh"), LocalText("en", "zh"))
    assert (taken.words("en"), taken.words("zh-TW")) == ("en", "zh")
    edited = replace(taken, text=LocalText("mine", "zh"), written=("en",))
    assert (edited.words("en"), edited.words("zh-TW")) == ("mine", "mine")
    both = replace(edited, text=LocalText("mine", "我的"), written=("en", "zh-TW"))
    assert (both.words("en"), both.words("zh-TW")) == ("mine", "我的")


NAMED = replace(EXAM, patient=Patient("CHEN^MEI", "P-77", "19600504"), referrer="Dr Lin", physician="Wu")


@pytest.mark.parametrize(
    ("written", "remembers"),
    [
        ("Right: Degenerated tendon. No full-thickness tear.", "Degenerated tendon."),
        ("Right: Tendinopathy, grade 2. No full-thickness tear.", "Tendinopathy, grade 2."),
        ("Right: As in Chen last time. No full-thickness tear.", None),
        ("Right: As P-77 says. No full-thickness tear.", None),
        ("Right: Told to Dr Lin. No full-thickness tear.", None),
        ("Right: 7.1 mm thick. No full-thickness tear.", None),
        ("Right: Seen on 2026/3/4. No full-thickness tear.", None),
        ("Right: Seen 20260102. No full-thickness tear.", None),
        ("Right: Everything anew.", None),
        ("", None),
    ],
)  # fmt: skip
def test_words_in_the_place_of_a_sentence_are_a_phrase_unless_they_tell_of_the_patient(written, remembers):
    said = proposed(found("us_tendinosis", P), found("us_full_tear", A))[0]
    phrases = written_instead(said, written, "en", NAMED)
    want = () if remembers is None else (Phrase("us_tendinosis", "lateral", "present", "en", remembers),)
    assert phrases == want


def test_a_phrase_is_proposed_for_its_finding_on_either_side_and_does_not_count_as_a_change():
    phrase = Phrase("us_tendinosis", "lateral", "present", "en", "Degenerated tendon.")
    one = found("us_tendinosis", P)
    kept = proposed(one)[0].taken()
    said = proposed(one, phrases=(phrase,))
    assert said[0].text.en == "Right: Degenerated tendon." and said[0].text.zh_tw == kept.text.zh_tw
    assert not changed(kept, said)
    other = found("us_tendinosis", P, side=L)
    assert text_of("gluteus_medius_lateral", other, phrases=(phrase,)).en == "Left: Degenerated tendon."
    absent = Phrase("us_full_tear", "lateral", "absent", "en", "Tendon continuous.")
    two = found("us_full_tear", A), found("us_partial_tear", A)
    said = proposed(*two, phrases=(absent,))
    assert said[0].text.en == "Right: Tendon continuous. No partial tear."
    assert not changed(proposed(*two)[0].taken(), said)


def test_a_phrase_that_names_a_measurement_waits_until_it_is_made():
    phrase = Phrase("us_tendinosis", "lateral", "present", "en", "Thick tendon, {gmed_thickness}.")
    one = found("us_tendinosis", P)
    assert text_of("gluteus_medius_lateral", one, phrases=(phrase,)).en.startswith("Right: Tendinosis")


def test_phrases_are_kept_in_the_users_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SONOSTEP_HOME", str(tmp_path))
    one = Phrase("us_tendinosis", "lateral", "present", "en", "Degenerated.")
    two = replace(one, text="Frayed.")
    assert remembered((one,), two) == (two,) and forgotten((one,), two) == ()
    assert load_phrases() == ()
    save_phrases((one,))
    assert load_phrases() == (one,)
    phrases_path().write_text('{"phrases": [{"question": 1}, 3, {"text": "x"}]}')
    assert load_phrases() == ()


@given(exams)
def test_any_exam_can_be_said(exam):
    said = proposed_texts(exam, (), load_vocabulary(), load_report_sentences())
    for text in said:
        assert text.text.en.strip() and text.text.zh_tw.strip()
        assert not changed(text.taken(), said)


def test_the_fields_of_the_first_page_say_what_is_known():
    exam = replace(founding.exam(), views=(ViewRecord("itb", "itb_coronal", R, ViewState.SKIPPED, "pain"),))
    protocol = load_protocol_of("hip/lateral_hip")
    said = proposed_fields(exam, (protocol,), load_vocabulary())
    assert said[ReportField.COMPARISON] == LocalText("None", "無")
    assert "Esaote MyLab X8" in said[ReportField.TECHNIQUE].en
    assert ReportField.CLINICAL_QUESTION not in said


def test_every_sentence_is_of_a_question_that_there_is():
    tree, _ = read_tree(exam_protocols() / "common" / "report_sentences.yaml")
    assert list(sentence_problems(tree, load_vocabulary())) == []
    broken = {**tree.value, "groups": ["nothing"], "sentences": [{"question": "no_such"}]}
    assert [p.code for p in sentence_problems(replace(tree, value=broken), load_vocabulary())]
    assert SentencesFile.model_validate(tree.value).structures
    slots = {s.id for f in ("hip/lateral_hip", "lumbar/low_back", "lumbar/facet_targeting")
             for step in load_protocol_of(f).steps for s in step.slots}  # fmt: skip
    assert {s for t in load_report_sentences().structures for s in t.slots} <= slots


def test_every_answer_to_a_question_with_sentences_has_its_sentence():
    templates = load_report_sentences()
    assert {q for s in templates.structures for q in s.questions} == {s.question for s in templates.sentences}
    for question in load_vocabulary().questions:
        template = templates.sentence(question.id)
        if template is not None and question.options:
            told = {o.id for o in question.options if o.state is not A}
            assert told == {id_ for id_, _ in template.options}


def shown_questions():
    listed = {q for s in load_report_sentences().structures for q in s.questions}
    return [q for q in load_vocabulary().questions if q.ultrasound or q.id in listed]


@pytest.mark.parametrize("question", shown_questions(), ids=lambda q: q.id)
@pytest.mark.parametrize("state", [P, A, U])
def test_nothing_that_was_recorded_of_a_picture_is_unsaid_or_said_twice(question, state):
    for site in (*question.sites, "somewhere"):
        option = next((o.id for o in question.options if o.state is state), "")
        side = R if question.sided else None
        one = Finding(FindingKey(question.id, side, site), state, choice=option)
        said = [f for t in proposed(one) for s in t.sides for x in s.sentences for f in x.findings]
        assert said == [one]
        first = proposed(one)[0].sides[0].sentences[0]
        assert first.positive is (state is P)
        if state is A and site != "somewhere":
            assert first.text.en.startswith(("No ", "Iliolumbar ligament not seen", "Negative"))


def test_findings_of_an_exam_change_only_their_structure():
    one = replace(EXAM, findings=(found("us_tendinosis", P), found("us_bursa_fluid", P, "posterior")))
    two = PutFinding(found("us_tendinosis", A)).apply(one)
    before, after = proposed(*one.findings), proposed(*two.findings)
    assert [changed(b.taken(), after) for b in before] == [True, False]
