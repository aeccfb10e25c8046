"""Renews the interface's translations: finds the strings, keeps what is translated, compiles what ships.

`python resources/translations/update.py` after a string was added; then translate what it names as open.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SOURCES = ROOT / "desktop" / "sonostep"
CHINESE = HERE / "sonostep_zh_TW.ts"
ENGLISH = HERE / "sonostep_en.ts"
"""English needs plural forms only."""


def tool(name: str) -> str:
    """The path of a Qt Linguist tool, which comes with PySide6."""
    return str(Path(sys.executable).parent / f"pyside6-{name}")


def sources() -> list[str]:
    """Every file that can hold a string of the interface."""
    files = [SOURCES / "app.py", *sorted((SOURCES / "ui").rglob("*.py"))]
    return [str(path.relative_to(ROOT)) for path in files]


def extract() -> None:
    """Bring both .ts files up to date with the sources; what is no longer used goes."""
    common = ["-tr-function-alias", "QT_TRANSLATE_NOOP+=N", "-no-obsolete", "-locations", "none"]
    for extra, target in (([], CHINESE), (["-pluralonly"], ENGLISH)):
        language = ["-target-language", target.stem.partition("_")[2], "-source-language", "en"]
        command = [tool("lupdate"), *common, *extra, *language, *sources(), "-ts", str(target)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def compile_all(folder: Path = HERE) -> list[Path]:
    """Compile both into ``folder``; fails on a string that is not translated."""
    made = []
    for source in (CHINESE, ENGLISH):
        target = folder / f"{source.stem}.qm"
        command = [tool("lrelease"), "-silent", "-fail-on-unfinished", str(source), "-qm", str(target)]
        subprocess.run(command, cwd=ROOT, check=True)
        made.append(target)
    return made


if __name__ == "__main__":
    extract()
    compile_all()
