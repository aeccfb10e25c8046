"""Take the README's pictures of the window: the main job, gone through by hand in both languages.

``python3 tasks.py docs`` runs this. The pictures are those that ``sonostep demo --headless`` leaves.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
STAGES = {"measured-posterior_bursa": "bursa-measured.png", "reasons": "reasons.png"}


def main() -> int:
    """Go through the demonstration in each language and keep the pictures that the pages show."""
    with tempfile.TemporaryDirectory() as folder:
        for language in ("en", "zh-TW"):
            out, home = Path(folder) / language, Path(folder) / "home"
            command = [sys.executable, "-m", "sonostep", "--lang", language, "demo", "--headless"]
            environment = os.environ | {"SONOSTEP_HOME": str(home)}
            subprocess.run([*command, "--out", str(out)], env=environment, check=True)
            target = HERE / "window" / language
            target.mkdir(parents=True, exist_ok=True)
            for stage, name in STAGES.items():
                shutil.copy(next(out.glob(f"??-{stage}.png")), target / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
