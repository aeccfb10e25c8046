"""A case written down without the window: from ``findings --json`` and the published schemas alone."""

import json
from pathlib import Path

import pytest

from sonostep.paths import exam_protocols, user_home
from sonostep.protocols.schema.differential import DifferentialAnswer
from sonostep.protocols.schema.findings import FindingsAnswer


@pytest.fixture
def known(run):
    code, out, _ = run("findings", "--json", "--lang", "en")
    assert code == 0
    FindingsAnswer.model_validate_json(out)
    return json.loads(out)


def written(tmp_path: Path, **exam: object) -> Path:
    path = tmp_path / "case.json"
    basis = {"id": "case", "created": "2026-01-02T03:04:05+08:00"}
    whole = {"schema": "sonostep.exam", "version": 1, "exam": basis | exam}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def weighed(run, path: Path) -> dict:
    code, out, err = run("differential", path, "--json")
    assert (code, err) == (0, "")
    DifferentialAnswer.model_validate_json(out)
    return json.loads(out)


def answer(known: dict, text: str, **more: object) -> dict:
    """A finding found by its words, as a reader of the list would."""
    (found,) = [f for f in known["findings"] if f["text"].startswith(text)]
    side = "right" if found["sided"] else None
    return {"key": {"id": found["id"], "side": side, "site": ""}, "state": "present", **more}


def test_the_founding_hip_written_from_the_list_alone(run, known, tmp_path):
    (route,) = [s["id"] for s in known["sites"] if s["text"].startswith("Outer buttock")]
    (side_lying,) = [f["id"] for f in known["features"] if f["text"].startswith("Side-lying")]
    complaint = {"id": "B", "label": "B", "side": "right", "route": [route],
                 "features": [{"id": side_lying, "state": "present"}]}  # fmt: skip
    pressed = answer(known, "Pressing the greater trochanter", reproduces=["B"])
    resisted = answer(known, "Resisted hip abduction", reproduces=["B"])
    (setting,) = [s["id"] for s in known["settings"] if s["text"].startswith("Lateral hip")]
    path = written(tmp_path, complaints=[complaint], findings=[pressed, resisted], setting=setting)
    said = weighed(run, path)
    (explained,) = said["complaints"]
    assert explained["leading"] == ["gtps"] and not explained["unexplained"]
    gtps = next(c for c in explained["conditions"] if c["condition"] == "gtps")
    assert gtps["band"] == "strongly_supported" and gtps["prior_odds"] == pytest.approx(0.59 / 0.41)
    assert all(r["ratio"] > 1 and r["source"] and r["interval"]["low"] <= r["ratio"] for r in gtps["for"])
    assert {r["item"] for r in gtps["not_assessed"]} >= {"gtps_single_leg_stance"}
    assert said["setting"] == "lateral_hip_clinic" and len(said["knowledge"]["sha256"]) == 64
    assert said["next_steps"] and "%" not in gtps["name"]["en"]


def test_a_stop_withholds_and_a_clearance_is_carried(run, known, tmp_path):
    saddle = answer(known, "Numbness of the saddle")
    pain = {"id": "A", "label": "A", "side": "right"}
    said = weighed(run, written(tmp_path, complaints=[pain], findings=[saddle]))
    assert said["suspended"] and said["complaints"] == [] and "gtps" in said["withheld"]
    assert [f["flag"] for f in said["red_flags"] if f["present"]] == ["rf_saddle"]
    lifted = {"key": {"id": "red_flag_clearance", "side": None, "site": "rf_saddle"}, "state": "present",
              "note": "MRI: no compression | Dr Lin | 2026-01-02T10:00+08:00"}  # fmt: skip
    path = written(tmp_path, complaints=[pain], findings=[saddle, lifted])
    said = weighed(run, path)
    assert not said["suspended"] and said["complaints"][0]["leading"] == []
    (flag,) = [f for f in said["red_flags"] if f["present"]]
    assert "Dr Lin" in flag["clearance"]
    assert "Dr Lin" in run("differential", path, "--lang", "en")[1]


def test_every_listed_finding_with_every_listed_value_is_taken(run, known, tmp_path):
    findings = []
    for found in known["findings"]:
        if found["flag"] or found["id"] == "red_flag_clearance":
            continue
        for number, site in enumerate(found["sites"] or [""]):
            option = found["options"][number % len(found["options"])] if found["options"] else None
            findings.append(
                {
                    "key": {"id": found["id"], "side": "left" if found["sided"] else None, "site": site},
                    "state": option["state"] if option else "absent",
                    "choice": option["id"] if option else "",
                    "value": found["high"] if found["kind"] == "number" else None,
                }
            )
    features = [{"id": f["id"], "state": "absent"} for f in known["features"]]
    route = [s["id"] for s in known["sites"] if s["group"] == "route"]
    pain = {"id": "A", "label": "A", "side": "left", "features": features, "route": route}
    for setting in ["", *(s["id"] for s in known["settings"])]:
        said = weighed(run, written(tmp_path, complaints=[pain], findings=findings, setting=setting))
        assert said["complaints"][0]["conditions"]


def test_what_weighs_is_marked_and_each_number_has_its_unit(known):
    found = {f["id"]: f for f in known["findings"]}
    assert found["gt_palpation"]["weighs"] and not found["multifidus_fat"]["weighs"]
    assert found["us_tendinosis"]["second_angle"] and found["us_tendinosis"]["ultrasound"]
    numbers = [f for f in known["findings"] if f["kind"] == "number"]
    assert numbers and all(f["low"] is not None and f["high"] is not None for f in numbers)
    assert all(f["options"] for f in known["findings"] if f["kind"] == "choice")
    assert all(f["text"] and f["sources"] for f in known["findings"])


def test_a_clinics_own_file_weighs_and_is_named_and_a_broken_one_is_told(run, known, tmp_path):
    folder = user_home() / "knowledge"
    folder.mkdir()
    guide = (exam_protocols().parent / "docs" / "writing-a-protocol.md").read_text(encoding="utf-8")
    layer = next(p for p in guide.split("```yaml\n") if p.startswith("layer:")).partition("```")[0]
    (folder / "ours.yaml").write_text(layer, encoding="utf-8")
    pain = {"id": "A", "label": "A", "side": "right", "route": ["outer_hip"],
            "features": [{"id": "stairs", "state": "present"}]}  # fmt: skip
    path = written(tmp_path, complaints=[pain])
    said = weighed(run, path)
    assert said["knowledge"]["version"].endswith("+our_clinic.1")
    gtps = next(c for c in said["complaints"][0]["conditions"] if c["condition"] == "gtps")
    (ours,) = [r for r in gtps["for"] if r["item"] == "our_stairs"]
    assert ours["source"].endswith("(our_clinic 1)")
    assert "our_stairs" in run("knowledge", "show", "gtps")[1]
    (folder / "ours.yaml").write_text(layer.replace("gtps", "moon"), encoding="utf-8")
    code, out, err = run("differential", path, "--json", "--lang", "en")
    assert code == 0 and "moon" in err and len(err.splitlines()) == 1
    assert "our_clinic" not in json.loads(out)["knowledge"]["version"]


@pytest.mark.parametrize("name", ["differential", "findings"])
def test_the_schema_is_published(name):
    path = exam_protocols() / "schema" / f"{name}.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert schema["properties"]["version"]["const"] and not schema["additionalProperties"]
