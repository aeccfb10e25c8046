"""Clips rendered once for all tests of the phantom."""

import pytest

from sonostep.phantom.catalogue import load_scene
from sonostep.phantom.render import Rendered, cheap, render


@pytest.fixture(scope="session")
def bursa_clip() -> Rendered:
    """The bursa scene at full size, two frames."""
    return render(load_scene("hip_posterior_bursa"), frames=2)


@pytest.fixture(scope="session")
def small_clip() -> Rendered:
    """The bursa scene, five small frames."""
    return render(cheap(load_scene("hip_posterior_bursa"), frames=5))


@pytest.fixture(scope="session")
def lumbar_clip() -> Rendered:
    """The lumbar facet scene (convex probe), two frames."""
    return render(cheap(load_scene("lumbar_facet_transverse"), frames=2, rows=600, columns=800))
