"""Small still pictures of a view, for the panel that explains a step. Made once, then read back."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sonostep import paths
from sonostep.core.problem import ProblemError
from sonostep.phantom.catalogue import Side, scene_for
from sonostep.phantom.machine import Display
from sonostep.phantom.output.files import write_whole
from sonostep.phantom.render import render
from sonostep.phantom.scene import Scene

_DETAIL = 0.6
Picture = NDArray[np.uint8]


def reference_still(
    view_or_scene: str,
    side: Side,
    variant: str = "normal",
    size: tuple[int, int] = (360, 480),
    folder: Path | None = None,
) -> Picture:
    """A view's first frame, RGB of shape (rows, columns, 3), with SYNTHETIC in it.

    It is kept as a PNG in `folder` (the user's folder, `reference/`, by default) under a name that changes
    with the scene; a damaged file is made anew. Raises ProblemError as `scene_for` does, ValueError for a
    size below 120 by 160.
    """
    rows, columns = size
    if rows < 120 or columns < 160:
        raise ValueError(size)
    scene = _small(scene_for(view_or_scene, side, variant), rows, columns)
    path = (folder or paths.user_home() / "reference") / f"{scene.id}_{scene.digest()[:16]}.png"
    kept = _kept(path, size)
    if kept is not None:
        return kept
    made: Picture = render(scene, 1, detail=_DETAIL).frames[0]
    # a picture that cannot be kept is still a picture; it is made again next time
    with suppress(ProblemError):
        write_whole(path, lambda part: part.write_bytes(_png(made)))
    return made


def _small(scene: Scene, rows: int, columns: int) -> Scene:
    probe = scene.probe.model_copy(update={"looks": 2})
    return scene.model_copy(update={"probe": probe, "display": Display(rows=rows, columns=columns)})


def _png(picture: Picture) -> bytes:
    _, encoded = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    return bytes(encoded)


def _kept(path: Path, size: tuple[int, int]) -> Picture | None:
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError:
        return None
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    if picture is None or picture.shape != (*size, 3):
        return None
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
