"""tasks.py decides rightly what to install, what to leave alone and what to say."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tasks.py"
pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="tasks.py is only in a checkout")


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """tasks.py as a module that believes to be in a checkout of its own, and that installs nothing."""
    spec = importlib.util.spec_from_file_location("tasks_under_test", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    root = tmp_path / "a b.c" / "超音階"
    (root / ".venv").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[project]\n", "utf-8")
    (root / "requirements.lock").write_text("numpy==1\n", "utf-8")
    (root / "requirements-dev.lock").write_text("numpy==1\npytest==1\n", "utf-8")
    monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(module, "VENV", root / ".venv")
    monkeypatch.setattr(module, "STAMP", root / ".venv" / "sonostep-setup.json")
    monkeypatch.setattr(module, "LOG", root / ".venv" / "sonostep-setup.log")
    monkeypatch.setattr(module, "LOCK", root / "requirements-dev.lock")
    monkeypatch.setattr(module, "RUNTIME_LOCK", root / "requirements.lock")
    monkeypatch.setattr(module, "may_install_packages", lambda: False)
    module.venv_python = lambda venv=module.VENV: Path(sys.executable)
    return module


@pytest.fixture
def done(tasks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What providing the environment did."""
    steps: list[str] = []
    monkeypatch.setattr(tasks, "make_venv", lambda: steps.append("made"))
    monkeypatch.setattr(tasks, "install_packages", lambda dev: steps.append("dev" if dev else "runtime"))
    monkeypatch.setattr(tasks, "venv_works", lambda: True)
    return steps


@pytest.mark.parametrize("dev", [True, False])
def test_second_setup_does_nothing(tasks, done, dev):
    tasks.provide_environment(dev)
    tasks.provide_environment(dev)
    assert done == ["dev" if dev else "runtime"]


def test_what_runs_the_program_installs_nothing_else(tasks, done, monkeypatch):
    monkeypatch.setattr(tasks, "provide_system_libraries", lambda: None)
    monkeypatch.setattr(tasks, "provide_chinese_font", lambda: None)
    monkeypatch.setattr(tasks, "sonostep", lambda given: 0)
    monkeypatch.setattr(tasks, "python", lambda *given: 0)
    for task, wanted in (("demo", ["runtime"]), ("run", ["runtime"]), ("test", ["runtime", "dev"])):
        assert tasks.main([task]) == 0
        assert done == wanted
    for task in ("demo", "run", "check", "setup"):
        assert tasks.main([task]) == 0
    assert done == ["runtime", "dev"], "what is there for development runs the program, too"


@pytest.mark.parametrize(("dev", "lock"), [(True, "requirements-dev.lock"), (False, "requirements.lock")])
def test_each_kind_is_installed_from_its_own_lock(tasks, monkeypatch, dev, lock):
    said: list[tuple[object, ...]] = []
    packages = tasks.VENV / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    monkeypatch.setattr(tasks, "pip", lambda *given: said.append(given))
    monkeypatch.setattr(tasks, "python", lambda *given: 0)
    tasks.install_packages(dev)
    assert said[0][-1] == tasks.ROOT / lock and "--require-hashes" in said[0]
    assert any("-e" in given for given in said) == dev, "only development has what builds the project"
    assert (packages / "_sonostep.pth").exists()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_installs_again(tasks, done, name):
    tasks.provide_environment(True)
    (tasks.ROOT / name).write_text("changed", "utf-8")
    tasks.provide_environment(True)
    assert done == ["dev", "dev"]


def test_the_program_does_not_mind_another_lock_for_development(tasks, done):
    tasks.provide_environment(False)
    tasks.LOCK.write_text("changed", "utf-8")
    tasks.provide_environment(False)
    assert done == ["runtime"]


def test_line_ends_of_windows_change_nothing(tasks, done):
    tasks.provide_environment(True)
    tasks.LOCK.write_bytes(b"numpy==1\r\npytest==1\r\n")
    tasks.provide_environment(True)
    assert done == ["dev"]


def test_a_moved_checkout_gets_a_fresh_environment(tasks, done):
    tasks.STAMP.write_text(json.dumps({**tasks.wanted_stamp(True), "root": "elsewhere"}), "utf-8")
    tasks.provide_environment(True)
    assert done == ["made", "dev"]


def test_a_broken_environment_is_made_again(tasks, done, monkeypatch):
    monkeypatch.setattr(tasks, "venv_works", lambda: False)
    tasks.provide_environment(True)
    assert done == ["made", "dev"]


def test_a_spoilt_stamp_installs_again(tasks, done):
    tasks.STAMP.write_text("{", "utf-8")
    tasks.provide_environment(True)
    assert done == ["dev"]


def test_an_interrupted_install_is_taken_up_again(tasks, done, monkeypatch):
    def interrupted(dev: bool) -> None:
        raise KeyboardInterrupt

    tasks.provide_environment(True)
    before = tasks.LOCK.read_bytes()
    tasks.LOCK.write_text("numpy==2\n", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "install_packages", interrupted)
        with pytest.raises(KeyboardInterrupt):
            tasks.provide_environment(True)
    tasks.LOCK.write_bytes(before)
    tasks.provide_environment(True)
    assert done == ["dev", "dev"]


@pytest.mark.parametrize("folder", ["lib/python3.11/site-packages", "Lib/site-packages"])
def test_sources_are_found_whatever_the_locale_and_the_path(tasks, folder):
    packages = tasks.VENV / folder
    packages.mkdir(parents=True)
    (packages / "_sonostep.pth").write_text(str(tasks.ROOT / "desktop"), "utf-8")
    tasks.point_to_sources()
    pointer = (packages / "_sonostep.pth").read_bytes().decode("ascii")
    assert (packages / pointer).resolve() == (tasks.ROOT / "desktop").resolve()


def test_missing_qt_library_gives_the_exact_command(tasks, monkeypatch):
    monkeypatch.setattr(tasks.sys, "platform", "linux")
    monkeypatch.setattr(tasks, "can_load", lambda soname: soname != "libEGL.so.1")
    with pytest.raises(tasks.TaskError, match="sudo apt-get install -y --no-install-recommends libegl1$"):
        tasks.provide_system_libraries()


def test_missing_window_library_only_warns(tasks, monkeypatch, capsys):
    monkeypatch.setattr(tasks.sys, "platform", "linux")
    monkeypatch.setattr(tasks, "can_load", lambda soname: soname != "libxcb-cursor.so.0")
    tasks.provide_system_libraries()
    assert "sudo apt-get install -y --no-install-recommends libxcb-cursor0" in capsys.readouterr().out


def test_libraries_are_installed_where_allowed(tasks, monkeypatch):
    installed: list[str] = []
    monkeypatch.setattr(tasks.sys, "platform", "linux")
    monkeypatch.setattr(tasks, "may_install_packages", lambda: True)
    monkeypatch.setattr(tasks, "apt_install", lambda packages: bool(installed.extend(packages)) or True)
    monkeypatch.setattr(tasks, "can_load", lambda soname: soname != "libGL.so.1" or "libgl1" in installed)
    tasks.provide_system_libraries()
    assert installed == ["libgl1"]


def test_package_lists_are_read_when_the_first_try_fails(tasks, monkeypatch):
    calls: list[str] = []

    def apt_get(*arguments: str) -> bool:
        calls.append(arguments[0])
        return calls != ["install"]

    monkeypatch.setattr(tasks, "apt_get", apt_get)
    assert tasks.apt_install(["libgl1"])
    assert calls == ["install", "update", "install"]


def test_missing_font_is_no_failure(tasks, monkeypatch, capsys):
    monkeypatch.setattr(tasks.sys, "platform", "linux")
    monkeypatch.setattr(tasks, "has_chinese_font", lambda: False)
    tasks.provide_chinese_font()
    assert "fonts-noto-cjk" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("WARNING: x\nERROR: No matching version.\nERROR: later", "No matching version"),
        ("Traceback\n  FileNotFoundError: gone\nerror: failed", "FileNotFoundError: gone"),
        ("something\nkilled\n", "killed"),
        ("", "it gave no reason"),
    ],
)
def test_reason_of_pip(tasks, words, reason):
    assert tasks.reason_of_pip(words) == reason


@pytest.mark.parametrize(
    ("arguments", "passed"),
    [
        (["run", "--", "info", "a b.dcm"], ["info", "a b.dcm"]),
        (["run", "info", "--json"], ["info", "--json"]),
        (["run", "--", "--", "x"], ["--", "x"]),
        (["demo", "--headless", "--out", "a b"], ["demo", "--headless", "--out", "a b"]),
    ],
)
def test_arguments_reach_the_program_untouched(tasks, monkeypatch, arguments, passed):
    monkeypatch.setattr(tasks, "set_up", lambda dev=True: None)
    monkeypatch.setattr(tasks, "sonostep", lambda given: 0 if list(given) == passed else 99)
    assert tasks.main(arguments) == 0


def test_exit_code_is_the_program_s(tasks, monkeypatch):
    monkeypatch.setattr(tasks, "set_up", lambda dev=True: None)
    monkeypatch.setattr(tasks, "sonostep", lambda given: 2)
    assert tasks.main(["run", "nonsense"]) == 2


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["--nonsense"]])
def test_wrong_usage_is_2(tasks, arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        tasks.main(arguments)
    assert stopped.value.code == 2
    assert "usage: tasks.py TASK" in capsys.readouterr().err


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied", "x"), KeyboardInterrupt()])
def test_no_failure_shows_a_traceback(tasks, monkeypatch, capsys, error):
    def fail() -> None:
        raise error

    monkeypatch.setattr(tasks, "set_up", fail)
    assert tasks.main(["setup"]) in (1, 130)
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1 and "Traceback" not in shown


def test_script_runs_by_itself_and_names_every_task():
    shown = subprocess.run(
        [sys.executable, SCRIPT, "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert all(f"\n  {name} " in shown for name in ("demo", "test", "run", "check", "bench", "docs", "setup"))


@pytest.mark.parametrize(
    ("cores", "arguments", "wanted"),
    [
        (2, [], ["-n", "2", "--dist", "loadscope"]),
        (64, ["--full"], ["-n", "4", "--dist", "loadscope"]),
        (1, [], []),
        (None, [], []),
        (8, ["tests/unit"], []),
        (8, ["--full", "-k", "needle"], []),
        (8, ["-n", "0"], []),
    ],
)
def test_the_whole_suite_runs_on_all_cores(
    tasks: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    cores: int | None,
    arguments: list[str],
    wanted: list[str],
) -> None:
    monkeypatch.setattr(tasks.os, "cpu_count", lambda: cores)
    found = tasks.pytest_processes(arguments)
    assert found[:4] == wanted and found[4:] == (["--max-worker-restart", "0"] if wanted else [])
