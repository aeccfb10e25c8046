"""Write anew every page and picture that is made and not written. ``python3 tasks.py docs`` runs this."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run each maker in turn; stop at the first that fails."""
    for maker in sorted(HERE.glob("make_*.py")):
        print(f"{maker.stem.removeprefix('make_')} ...", flush=True)
        code = subprocess.run([sys.executable, str(maker)], cwd=HERE.parent, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
