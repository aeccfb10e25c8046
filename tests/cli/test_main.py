"""The edge of the program: languages, wrong usage, output that cannot be written, errors nobody foresaw."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from types import SimpleNamespace

import pytest

import sonostep
from sonostep.cli import images, main
from sonostep.cli.doctor_checks import State, opencv, pyside
from sonostep.paths import user_home
from sonostep.settings import Settings, load_settings, save_settings


def process(*arguments, **options):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "sonostep", *map(str, arguments)]
    return subprocess.Popen(command, text=True, encoding="utf-8", env=environment, **options)


def test_the_version_and_the_help_need_no_more(run):
    assert run("--version") == (0, f"sonostep {sonostep.__version__}\n", "")
    code, out, _ = run("--help")
    assert code == 0 and all(name in out for name in ("info", "measure", "report", "doctor"))
    assert run("measure", "--help")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [["info"], ["info", "a", "b"], ["info", "--nope", "a"], ["protocol"], ["--lang", "fr"], ["report"]],
)
def test_wrong_usage_is_one_sentence_and_exit_2(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out, len(err.splitlines())) == (2, "", 1) and "--help" in err


def test_the_language_is_the_options_then_the_users_then_the_systems(run, monkeypatch, tmp_path):
    def says_chinese(*options):
        return "請" in run(*options, "info", tmp_path / "none")[2]

    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert not says_chinese()
    monkeypatch.setenv("LANG", "zh_TW.UTF-8")
    assert says_chinese() and not says_chinese("--lang", "en")
    save_settings(Settings(language="en"))
    assert not says_chinese() and says_chinese("--lang", "zh-TW")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    save_settings(Settings())
    assert not says_chinese()


def test_paths_open_the_window_and_commands_do_not(monkeypatch):
    called = []
    monkeypatch.setattr(
        "sonostep.cli.dispatch.run_command", lambda options, out: called.append(vars(options)) or 0
    )
    for words in ([], ["a", "b"], ["./info"], ["open", "info"]):
        assert main(words) == 0
    assert [c["command"] for c in called] == ["open"] * 4
    assert [[str(p) for p in c["paths"]] for c in called] == [[], ["a", "b"], ["info"], ["info"]]
    assert main(["demo", "--headless", "--out", "x"]) == 0
    assert called[-1]["headless"] is True and str(called[-1]["out"]) == "x"


def window(monkeypatch, run, *, display=True):
    monkeypatch.setitem(sys.modules, "sonostep.app", SimpleNamespace(run=run, has_display=lambda: display))


def test_a_window_that_cannot_open_says_so_and_does_not_wait(monkeypatch, run, tmp_path):
    window(monkeypatch, lambda paths, worker: pytest.fail("opened"))
    code, _, err = run(tmp_path / "gone.dcm")
    assert code == 1 and "gone.dcm" in err
    window(monkeypatch, lambda paths, worker: pytest.fail("opened"), display=False)
    code, _, err = run(tmp_path)
    assert code == 1 and "no display" in err


def test_the_language_of_the_window_is_remembered(monkeypatch, tmp_path):
    seen = []
    window(monkeypatch, lambda paths, worker: seen.append(load_settings()[0].language) or 0)
    assert main(["--lang", "zh-TW"]) == 0
    assert main([str(tmp_path)]) == 0
    assert seen == ["zh-TW", "zh-TW"]


def test_an_error_nobody_foresaw_is_one_sentence_and_a_log_without_patient_data(run, monkeypatch, tmp_path):
    def fails(path):
        raise RuntimeError("WANG^SECRET in /home/wang/stick")

    monkeypatch.setattr(images, "_clips", fails)
    code, out, err = run("info", tmp_path)
    log = user_home() / "log" / "sonostep.log"
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "RuntimeError" in err and str(log) in err
    written = log.read_text(encoding="utf-8")
    assert "RuntimeError" in written and "images.py" in written
    for secret in ("WANG", "SECRET", "/home/wang"):
        assert secret not in err and secret not in written


def test_ctrl_c_says_nothing(run, monkeypatch, tmp_path):
    def interrupted(path):
        raise KeyboardInterrupt

    monkeypatch.setattr(images, "_clips", interrupted)
    assert run("info", tmp_path) == (1, "", "")


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals of POSIX")
def test_a_reader_who_leaves_is_no_error():
    with process("findings", "--json", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        child.stdout.close()
        assert child.wait() == 1
        assert child.stderr.read() == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_output_that_cannot_be_written_is_not_success():
    with open("/dev/full", "w") as full:
        with process("protocol", "list", stdout=full, stderr=subprocess.PIPE) as child:
            assert child.wait() == 1
            assert len(child.stderr.read().splitlines()) == 1


@pytest.mark.skipif(os.name != "posix", reason="bytes in names")
def test_a_name_that_is_not_utf8_and_a_terminal_without_chinese(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xa4\xa4.dcm"
    with open(name, "wb") as file:
        file.write(b"no picture")
    for locale in ("C", "C.UTF-8"):
        environment = os.environ | {"LC_ALL": locale, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-m", "sonostep", "--lang", "zh-TW", "info", "--json", name]
        done = subprocess.run(command, capture_output=True, env=environment)
        assert done.returncode == 1
        assert json.loads(done.stdout.decode())["clips"][0]["frames"] == 0
        assert b"Traceback" not in done.stderr


# doctor


def test_the_doctor_answers_every_question(run):
    pytest.importorskip("PySide6", exc_type=ModuleNotFoundError)
    code, out, _ = run("doctor", "--json")
    answer = json.loads(out)
    assert (code == 0) == answer["healthy"]
    checks = {c["check"]: c for c in answer["checks"]}
    assert {"python", "home", "opencv", "pyside", "qt", "fonts", "codecs", "data"} <= set(checks)
    assert all(c["advice"] for c in checks.values() if c["state"] != "good")
    assert all(c["state"] != "bad" for c in checks.values()), checks


@pytest.mark.parametrize(
    ("version", "python", "state"),
    [
        ("6.11.3", (3, 11), State.GOOD),
        ("6.12.0", (3, 11), State.BAD),
        ("6.12.1", (3, 11), State.BAD),
        ("6.12.0", (3, 12), State.GOOD),
        (None, (3, 12), State.BAD),
    ],
)
def test_the_doctor_knows_the_release_that_kills(version, python, state):
    assert pyside(version, python).state is state


@pytest.mark.parametrize(
    ("installed", "code"),
    [
        ({"opencv-python-headless": "5.0"}, None),
        ({"opencv-contrib-python-headless": "5.0"}, None),
        ({"opencv-python-headless": "5.0", "opencv-python": "5.0"}, "doctor.opencv_shadow"),
        ({"opencv-python": "5.0"}, "doctor.opencv_shadow"),
        ({}, "doctor.missing"),
    ],
)
def test_the_doctor_finds_a_shadowing_opencv(installed, code):
    advice = opencv(installed).advice
    assert (advice.code if advice else None) == code


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_told(run, monkeypatch, tmp_path):
    tmp_path.chmod(0o500)
    monkeypatch.setenv("SONOSTEP_HOME", str(tmp_path / "home"))
    assert run("doctor")[0] == 1


def test_a_home_that_is_a_file_is_told_and_harms_no_other_command(run, monkeypatch, tmp_path):
    (tmp_path / "home").write_text("")
    monkeypatch.setenv("SONOSTEP_HOME", str(tmp_path / "home"))
    code, _, err = run("info", tmp_path / "none")
    assert code == 1 and len(err.splitlines()) == 1
    code, out, _ = run("doctor", "--json")
    assert code == 1
    assert next(c for c in json.loads(out)["checks"] if c["check"] == "home")["state"] == "bad"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupt_ends_the_process_quietly(tmp_path):
    pipe = tmp_path / "pipe.dcm"
    os.mkfifo(pipe)
    heard = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    # a run in the background ignores the interrupt, and its children with it
    with process("info", pipe, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heard) as child:
        try:
            child.wait(1.0)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGINT)
        try:
            assert child.wait(20) == 1
        finally:
            child.kill()
        assert "Traceback" not in child.stderr.read()
