"""Every view of the protocols has its scene; power Doppler is drawn where there is flow, and only there."""

import itertools

import numpy as np
import pytest
import yaml

from sonostep import paths
from sonostep.core.protocol import ProtocolDefinition
from sonostep.phantom.catalogue import Side, load_scene, scene_for
from sonostep.phantom.layout import layout
from sonostep.phantom.render import cheap, render
from sonostep.protocols import list_protocols

PROTOCOLS = [p for p in list_protocols() if isinstance(p, ProtocolDefinition)]
TABLE = yaml.safe_load((paths.resources() / "phantom" / "views.yaml").read_text(encoding="utf-8"))
SIDES: tuple[Side, Side] = ("R", "L")


UNDRAWN = {"labrum_lax", "iliopsoas_sax", "hamstring_sax", "sciatic_sax"}
"""Optional views before and behind the hip joint, of which the phantom holds no anatomy."""


def test_every_view_of_every_protocol_has_its_own_scene_on_both_sides_normal_and_ill() -> None:
    views = {v.id: v for p in PROTOCOLS for s in p.steps for v in s.views}
    assert set(views) - set(TABLE) == UNDRAWN
    assert not any(views[v].required for v in UNDRAWN)
    drawn = sorted(set(views) - UNDRAWN)
    for view, side, variant in itertools.product(drawn, SIDES, ("normal", "pathology")):
        scene = scene_for(view, side, variant)
        assert (scene.side, scene.variant) == (side, variant)


def test_every_required_view_is_a_clip_of_the_sample_exam() -> None:
    required = {v.id for p in PROTOCOLS for s in p.steps for v in s.views if v.required}
    assert [v for v in sorted(required) if not load_scene(TABLE[v]).sample] == []


def test_every_step_at_the_probe_has_a_diagram_and_a_picture() -> None:
    at_probe = {s for p in PROTOCOLS for s in p.steps if s.views or s.probe}
    undrawn = {s.id for s in at_probe if s.views and {v.id for v in s.views} <= UNDRAWN}
    assert {s.id for s in at_probe if not s.diagram or s.mark is None} <= undrawn
    without = {s.id for s in at_probe if not s.phantom}
    assert without - undrawn == {"position_probe", "spine_position_probe"}


def coloured(view: str, side: Side, variant: str) -> np.ndarray:
    """Where a frame is orange, in pixels of the scan."""
    clip = render(cheap(scene_for(view, side, variant), 1, 300, 400), 1, detail=0.4)
    x0, y0, x1, y1 = clip.region
    scan = clip.frames[0, y0 : y1 + 1, x0 : x1 + 1].astype(int)
    return np.argwhere((scan[..., 0] > scan[..., 2] + 60) & (scan[..., 0] > 100))


@pytest.mark.parametrize("view", ["doppler", "needle_path"])
def test_flow_shows_on_both_sides_mirrored_and_none_without_a_vessel(view: str) -> None:
    assert len(coloured(view, "R", "normal")) == 0
    right, left = (coloured(view, side, "pathology") for side in SIDES)
    assert len(right) > 10 and len(left) > 10
    place = layout(cheap(scene_for(view, "R", "pathology"), 1, 300, 400))
    middle = place.origin[0] - place.box[0]
    offsets = [float(points[:, 1].mean()) - middle for points in (right, left)]
    assert offsets[0] == pytest.approx(-offsets[1], abs=3)


def test_a_scene_without_doppler_keeps_its_digest_free_of_it() -> None:
    scene = load_scene("hip_apex")
    assert "doppler" in scene.model_dump() and scene.doppler is None
    assert scene.digest() != scene.model_copy(update={"doppler": load_scene("hip_doppler").doppler}).digest()


def test_a_body_mark_lies_on_the_patients_right() -> None:
    """From the front the right is on the left of the drawing, from behind on its right."""
    marks = {s.id: s.mark for p in PROTOCOLS for s in p.steps if s.mark}
    assert all(m.x < 0.5 for m in marks.values() if m.drawing == "front")
    assert all(m.x >= 0.5 for m in marks.values() if m.drawing == "back")
