"""The guards of tests/conftest.py catch what they are there for."""

import os
import socket
from pathlib import Path

import pytest


def test_network_is_out_of_reach():
    with socket.socket() as away, pytest.raises(AssertionError, match="tried to reach"):
        away.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="tried to look up"):
        socket.getaddrinfo("example.org", 443)


def test_loopback_works():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), timeout=5):
            pass


def test_user_folders_are_the_test_s_own(tmp_path_factory):
    base = tmp_path_factory.getbasetemp()
    for name in ("SONOSTEP_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        assert Path(os.environ[name]).is_relative_to(base)


@pytest.mark.parametrize("whole", [1, 19, 20, 200])
def test_counts_are_scaled(scaled, full_scale, whole):
    assert scaled(whole) == (whole if full_scale else max(1, whole // 20))
