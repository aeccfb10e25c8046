"""What every test gets: no network, no traces in the user's folders, nothing that warns or leaks unseen."""

import gc
import importlib.abc
import importlib.machinery
import ipaddress
import itertools
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class _QtIsAbsent(importlib.abc.MetaPathFinder):
    """Makes PySide6 look uninstalled, for the run that proves that the rest works without it."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError(f"No module named {name!r} (SONOSTEP_BLOCK_QT is set)", name=name)
        return None


if os.environ.get("SONOSTEP_BLOCK_QT") == "1":
    sys.meta_path.insert(0, _QtIsAbsent())

hypothesis.settings.register_profile("default-run", derandomize=True, deadline=None, max_examples=50)
hypothesis.settings.register_profile("full-run", deadline=None, max_examples=1000)


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    parser.addoption("--full", action="store_true", help="run every count whole, not at 1/20")
    if not pluginmanager.hasplugin("pytest-qt"):
        # `-p no:pytest-qt` must not turn its settings into unknown ones
        for name in ("qt_api", "qt_log_level_fail"):
            parser.addini(name, "unused without pytest-qt")
        parser.addini("qt_log_ignore", "unused without pytest-qt", type="linelist")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("full-run" if config.getoption("--full") else "default-run")


_failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


# counts


@pytest.fixture(scope="session")
def full_scale(request: pytest.FixtureRequest) -> bool:
    """True under `--full`."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def scaled(full_scale: bool) -> Callable[[int], int]:
    """scaled(n): n under `--full`, else a twentieth of it, at least 1."""
    return lambda n: n if full_scale else max(1, n // 20)


# files


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real ultrasound files beside the checkout; the test is skipped where there is none."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real ultrasound files (../shared/data) are not on this machine")
    return folder


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_user_folders(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, journal and recent files of each test go to a folder of its own (made when first used).

    XDG_CACHE_HOME stays: fontconfig keeps its cache there, and building it takes seconds.
    """
    home = next(_homes)
    monkeypatch.setenv("SONOSTEP_HOME", str(home))
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / "xdg" / name.lower()))


# network


class NetworkUsed(AssertionError):
    """A test tried to leave this machine."""


def _stays_here(family: int, address: object) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = address[0] if isinstance(address, tuple) else address
    if host in ("localhost", "", None):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guarded(method: Callable[..., object]) -> Callable[..., object]:
    def guarded(self: socket.socket, *arguments: object) -> object:
        address = arguments[-1]
        if not _stays_here(self.family, address):
            raise NetworkUsed(f"a test tried to reach {address!r}")
        return method(self, *arguments)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    lookup = socket.getaddrinfo

    def guarded_lookup(host: object, *arguments: object, **options: object) -> object:
        if isinstance(host, bytes):
            host = host.decode()
        if not _stays_here(socket.AF_INET, (host,)):
            raise NetworkUsed(f"a test tried to look up {host!r}")
        return lookup(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


# log


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    collector = _Collector()
    logger = logging.getLogger("sonostep")
    logger.addHandler(collector)
    yield
    logger.removeHandler(collector)
    if collector.records and request.node.get_closest_marker("expects_log") is None:
        lines = "\n".join(f"  {r.name} {r.levelname}: {r.getMessage()}" for r in collector.records)
        pytest.fail(f"unexpected log records (mark the test expects_log if they are wanted):\n{lines}")


# widgets


def _top_level_widgets() -> dict[int, object]:
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
    widgets = [w for w in QApplication.topLevelWidgets() if shiboken6.isValid(w)]
    return {shiboken6.getCppPointer(w)[0]: w for w in widgets}


def _is_qt_own(widget: object) -> bool:
    """The one tool tip label and the pop-up of a combo box live as long as Qt likes."""
    return type(widget).__name__ == "QTipLabel" or widget.metaObject().className() in (
        "QTipLabel",
        "QComboBoxPrivateContainer",
    )


@pytest.fixture(autouse=True)
def _no_leaked_widgets(request: pytest.FixtureRequest) -> Iterator[None]:
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("qapp")
    before = set(_top_level_widgets())
    yield
    # a failed test's traceback keeps its widgets alive: one failure is enough to say
    if request.node.stash.get(_failed, False) or request.node.get_closest_marker("keeps_widgets"):
        return
    leaked = [w for key, w in _top_level_widgets().items() if key not in before and not _is_qt_own(w)]
    if leaked:
        pytest.fail("top-level widgets outlived the test: " + ", ".join(map(repr, leaked)))
