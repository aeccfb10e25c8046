"""What stands beside the protocol reaches every form: extra views, inserted steps, and a plain none."""

import io
import json
from dataclasses import replace

import pydicom
import pytest

from helpers import founding_case as founding
from sonostep.core.edits import InsertStep
from sonostep.core.exam import DataRef, ExtraView, KeyImage, ViewRecord, ViewState
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.progress.steps_in_use import whole
from sonostep.core.report import build_report
from sonostep.protocols import data_ref, load_protocol, load_vocabulary
from sonostep.reporting import render
from sonostep.storage import exam_to_json

CAPTION = "<b>Cyst</b> beside the tendon, 囊腫 " + "x" * 80
NEEDLE = load_protocol("lumbar_facet_targeting")


def exam():
    made = founding.exam()
    extra = ExtraView("e" * 32, "lateral_lax", Side.RIGHT, CAPTION)
    image = made.key_images[0]
    key = KeyImage("kx", image.frame, image.png, "lateral_lax", Side.RIGHT, extra.id, CAPTION)
    none = replace(made.findings[0], reproduces=(), reproduces_none=True, state=FindingState.PRESENT)
    made = replace(
        made,
        extra_views=(extra,),
        key_images=(*made.key_images, key),
        views=(*made.views, ViewRecord("lateral_lax", extra.id, Side.RIGHT, ViewState.DONE)),
        findings=(none, *made.findings[1:]),
    )
    return InsertStep(data_ref(NEEDLE), "multifidus").apply(made)


def report(made):
    used = [load_protocol(p.id) for p in made.protocols]
    return build_report(made, used, load_vocabulary(), None, "en")


def test_an_extra_view_stands_in_the_ledger_with_its_picture():
    found = report(exam())
    (entry,) = (e for e in found.ledger if e.view == "e" * 32)
    assert (entry.view_text.en, entry.required, entry.state) == (CAPTION, False, ViewState.DONE)
    assert [found.images[n - 1].caption for n in entry.images] == [CAPTION]


def test_of_an_inserted_protocol_only_the_step_that_was_taken_over_is_asked():
    made = exam()
    (ref,) = (p for p in made.protocols if p.id == NEEDLE.id)
    assert (ref.steps, ref.sha256) == (("multifidus",), NEEDLE.sha256)
    found = report(made)
    asked = {q.question for s in found.structures for q in s.rows}
    assert "multifidus_fat" in asked and "facet_target" not in asked
    assert not {e.step for e in found.ledger} & {"level_count", "needle_plan"}
    assert NEEDLE.id in {p.ref.id for p in found.protocols}
    assert NEEDLE.id not in {p.id for p in whole(made)}


def test_a_second_step_joins_the_first_and_a_whole_protocol_takes_all():
    twice = InsertStep(data_ref(NEEDLE), "ligaments").apply(exam())
    assert next(p for p in twice.protocols if p.id == NEEDLE.id).steps == ("multifidus", "ligaments")
    all_of_it = replace(twice, protocols=(DataRef(NEEDLE.id, NEEDLE.version, NEEDLE.sha256),))
    assert InsertStep(data_ref(NEEDLE), "targets").apply(all_of_it) == all_of_it


@pytest.fixture(scope="module")
def files():
    return render(report(exam()), ("html", "sr", "fhir"), exam_json=exam_to_json(exam()))


def test_every_form_says_it(files):
    html = next(d for n, d in files.items() if n.endswith(".html")).decode()
    assert "&lt;b&gt;Cyst&lt;/b&gt; beside the tendon, 囊腫" in html and "<b>Cyst" not in html
    assert "reproduces none of the complaints" in html
    fhir = json.dumps(json.loads(next(d for n, d in files.items() if "fhir" in n)), ensure_ascii=False)
    assert "reproduces none of the complaints" in fhir
    sr = pydicom.dcmread(io.BytesIO(next(d for n, d in files.items() if n.endswith("sr.dcm"))))
    text = str(sr)
    assert "Reproduces or relieves no complaint" in text and "Cyst" in text


def test_complaints_without_areas_read_as_before():
    assert Complaint("a", "A").areas == ()


def test_the_reason_for_a_target_at_an_unproved_level_is_printed():
    made = replace(exam(), protocols=(data_ref(NEEDLE),))
    present = FindingState.PRESENT
    override = Finding(FindingKey("level_override", None, "L4_L5"), present, note="Counted twice")
    target = Finding(FindingKey("facet_target", Side.RIGHT, "L4_L5"), present, choice="medial_branch")
    made = replace(made, findings=(override, target))
    files = render(report(made), ("html",), exam_json=exam_to_json(made))
    html = next(iter(files.values())).decode()
    assert "An unproved level is used as a target" in html and "Counted twice" in html and "L4/L5" in html
