"""The main job, end to end, in the real window with real workers, on a short sample exam."""

import json
from pathlib import Path

import pytest

from helpers.journeys import Told
from sonostep.core.finding import FindingState, Side
from sonostep.core.measure.measurement import measure
from sonostep.core.measure.quantity import Quantity
from sonostep.demo.cases.lateral_hip import DEMO
from sonostep.demo.walkthrough import FILES


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

    # the caliper reads what the phantom truly measures
    bursa = next(a for a in exam.annotations if a.slot == "bursa_thickness")
    measured = measure(bursa, exam.clip(bursa.frame.clip).scale)
    assert isinstance(measured, Quantity)
    truth = json.loads((Path(exam.clips[0].path).parent / "truth.json").read_text("utf-8"))
    clip = next(c for c in truth["clips"] if c["scene"] == "hip_posterior_bursa")
    true = next(t["value"] for t in clip["truth"] if t["name"] == "bursa_thickness" and t["frame"] == 1)
    assert abs(measured.value - true) <= measured.uncertainty

    # both pains are weighed, each by itself
    controller = program.window.controller
    assert controller is not None and controller.differential is not None
    assert not controller.differential.suspended
    assert {j.complaint for j in controller.differential.judgements} == {c.id for c in exam.complaints}
