"""Budgets that the settings set and the environment overrides."""

import subprocess
import sys

import pytest

from sonostep.imaging.limits import MIB, keep_store_within, store_budget


@pytest.mark.parametrize(("stated", "expected"), [("", 64), ("96", 96)])
def test_the_store_of_a_video_keeps_to_the_settings_unless_the_environment_says_else(
    monkeypatch, stated, expected
):
    monkeypatch.setenv("SONOSTEP_STORE_MIB", stated)
    if not stated:
        monkeypatch.delenv("SONOSTEP_STORE_MIB")
    keep_store_within(64)
    assert store_budget() == expected * MIB
    # a worker is a process of its own
    asked = "from sonostep.imaging.limits import store_budget; print(store_budget())"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert int(said.stdout) == expected * MIB
