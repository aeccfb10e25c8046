"""Make the picture book: both founding cases worked through the window by hand, in both languages.

``python3 tasks.py docs`` runs this. Each case runs in a process of its own, on clips of a few frames. Its
pictures go to ``casebook/<language>/<case>``; ``casebook/captions.yaml`` says what stands below them.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
BOOK = HERE / "casebook"
LANGUAGES = ("en", "zh-TW")
SIZE = (1280, 920)
FRAMES = 12
COLOURS = 160
_WIDE = r"[\u3000-\u9fff\uff00-\uffef]"
_FOLDED = re.compile(f"(?<={_WIDE}) (?={_WIDE})")
CLIPS = {"founding-case": ("hip_",), "facet-case": ("lumbar_", "si_")}


def main() -> int:
    """Make pictures and pages of both cases in both languages."""
    captions = yaml.safe_load((BOOK / "captions.yaml").read_text(encoding="utf-8"))
    for language in LANGUAGES:
        for case, told in captions["cases"].items():
            _picture(case, language, [p["stage"] for p in told["pictures"]])
        name = "casebook.md" if language == "en" else f"casebook.{language}.md"
        (HERE / name).write_text(_page(captions, language), encoding="utf-8")
    return 0


def _picture(case: str, language: str, stages: list[str]) -> None:
    """Run a case in a process of its own, and keep its pictures."""
    target = BOOK / language / case
    with tempfile.TemporaryDirectory() as folder:
        home = str(Path(folder) / "home")
        environment = os.environ | {"SONOSTEP_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, str(Path(__file__).resolve()), "--tell", case, "--language", language]
        # where it runs is not in any picture
        subprocess.run([*command, "--stages", *stages], cwd=folder, env=environment, check=True)
        target.mkdir(parents=True, exist_ok=True)
        for old in target.glob("*.png"):
            old.unlink()
        for picture in sorted((Path(folder) / case).glob("??-*.png")):
            _quantise(picture, target / f"{picture.stem[3:]}.png")


def _quantise(source: Path, target: Path) -> None:
    from PIL import Image

    with Image.open(source) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(target, optimize=True)


def _page(captions: dict[str, Any], language: str) -> str:
    """The page of a language, with the pictures that were made."""
    other = "[繁體中文](casebook.zh-TW.md)" if language == "en" else "[English](casebook.md)"
    parts = [f"# {captions['title'][language]}", other, captions["intro"][language]]
    for case, told in captions["cases"].items():
        parts += [f"## {told['title'][language]}", told["intro"][language]]
        for picture in told["pictures"]:
            file = f"casebook/{language}/{case}/{picture['stage']}.png"
            ids = (", " if language == "en" else "、").join(picture["facts"])
            said = f"{picture[language]} ({ids})" if language == "en" else f"{picture[language]}（{ids}）"
            parts += [f"![{picture['stage']}]({file})", said]
    # a line of Chinese that was folded has no blank where it was
    return _FOLDED.sub("", "\n\n".join(parts)) + "\n"


def tell(case: str, language: str, stages: list[str]) -> int:
    """Work through a case in this process; the pictures are left beside it."""
    from sonostep.app import Program, make_application
    from sonostep.demo.cases.lateral_hip import FOUNDING
    from sonostep.demo.cases.lumbar_facet import FACET
    from sonostep.demo.robot import Storyteller
    from sonostep.demo.walkthrough import Journey
    from sonostep.settings import load_settings, save_settings

    _shorten(CLIPS[case])
    save_settings(replace(load_settings()[0], language=language))
    app = make_application(headless=True)
    program = Program(app)
    wanted = replace(next(c for c in (FOUNDING, FACET) if c.id == case), stages=tuple(stages))
    journey = Journey(program.window, Path(case), wanted)
    errors: list[object] = []

    def over(error: object) -> None:
        errors.append(error)
        program.window.close()

    program.start()
    program.window.build()
    program.show_in_size(*SIZE)
    Storyteller(journey.story(), over, program).start()
    try:
        app.exec()
    finally:
        program.shut_down()
    if errors != [None]:
        sys.stderr.write(f"{case}, {language}: {errors}\n")
        return 1
    return 0


def _shorten(beginnings: tuple[str, ...]) -> None:
    """Let the sample exam have this case's clips only, each of a few frames: a still needs no more."""
    from sonostep.phantom import sample_exam

    names = [n for n in sample_exam.list_scenes() if n.startswith(beginnings)]
    load = sample_exam.load_scene

    def short(name: str) -> sample_exam.Scene:
        scene = load(name)
        probe = scene.probe.model_copy(update={"frames": FRAMES})
        return scene.model_copy(update={"probe": probe, "movie": False})

    sample_exam.list_scenes = lambda: tuple(names)
    sample_exam.load_scene = short


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tell")
    parser.add_argument("--language", default="en")
    parser.add_argument("--stages", nargs="*", default=[])
    options = parser.parse_args()
    if options.tell:
        sys.exit(tell(options.tell, options.language, options.stages))
    sys.exit(main())
