"""The main job, end to end, in the real window with real workers, on a short sample exam."""

import json
from pathlib import Path

import pytest

from helpers.journeys import Told
from sonostep.core.checks.views import view_checks
from sonostep.core.finding import FindingState, Side
from sonostep.core.measure.measurement import measure
from sonostep.core.measure.quantity import Quantity
from sonostep.demo.cases.lateral_hip import DEMO
from sonostep.demo.walkthrough import FILES

SLOTS = (
    ("gmin_thickness", "hip_gmin_sax", "gmin_tendon_thickness"),
    ("gmed_thickness", "hip_gmed_sax", "gmed_tendon_thickness"),
    ("gmed_thickness_lax", "hip_gmed_lax", "gmed_tendon_thickness"),
    ("bursa_thickness", "hip_posterior_bursa", "bursa_thickness"),
    ("itb_thickness", "hip_itb_coronal", "itb_thickness"),
    ("other_gmin_thickness", "hip_gmin_sax_left", "gmin_tendon_thickness"),
    ("other_gmed_thickness", "hip_gmed_lax_left", "gmed_tendon_thickness"),
)
"""A slot, the scene that it is measured on, and the line of that scene's truth."""


@pytest.mark.timeout(300)
def test_from_the_first_screen_to_the_report(told: Told, tmp_path: Path) -> None:
    program, journey = told("en", DEMO, "hip_", tmp_path)

    # what it left
    for name in FILES:
        assert (tmp_path / name).stat().st_size > 1000, name
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "report.sr.dcm").read_bytes()[128:132] == b"DICM"
    assert json.loads((tmp_path / "exam.json").read_text("utf-8"))
    assert len(journey.pictures) >= 10
    assert all(p.is_file() for p in journey.pictures)

    # what it entered
    exam = program.window.session.exam
    assert exam.side is Side.RIGHT
    assert exam.synthetic
    assert [c.label for c in exam.complaints] == ["A", "B"]
    assert sum(f.state is FindingState.ABSENT for f in exam.findings) >= 16
    assert len(exam.key_images) >= 7

    # the caliper reads what the phantom truly measures, each slot on the picture of its own view
    truth = json.loads((Path(exam.clips[0].path).parent / "truth.json").read_text("utf-8"))
    for slot, scene, name in SLOTS:
        shape = next(a for a in exam.annotations if a.slot == slot)
        measured = measure(shape, exam.clip(shape.frame.clip).scale)
        assert isinstance(measured, Quantity), slot
        clip = next(c for c in truth["clips"] if c["scene"] == scene)
        true = next(t["value"] for t in clip["truth"] if t["name"] == name and t["frame"] == 1)
        assert abs(measured.value - true) <= measured.uncertainty, slot
    assert list(view_checks(exam, program.window.controller.library.in_use(exam))) == []

    # both pains are weighed, each by itself
    controller = program.window.controller
    assert controller is not None and controller.differential is not None
    assert not controller.differential.suspended
    assert {j.complaint for j in controller.differential.judgements} == {c.id for c in exam.complaints}
