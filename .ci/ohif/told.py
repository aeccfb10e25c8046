"""Say in a few lines what `look.mjs` saw."""

import json
import sys

for line in sys.stdin:
    seen = json.loads(line)
    if "shapes" not in seen:
        print("  series:", "; ".join(seen["series"]))  # noqa: T201 - a program for the terminal
        continue
    shown = sum(bool(s["loaded"]) for s in seen["shapes"])
    print(f"  {seen['series']}: {shown} of {len(seen['shapes'])} shapes in the preview,", end=" ")  # noqa: T201
    print(f"{len(seen['live'])} live {seen['error']} {seen['hydrated']}")  # noqa: T201
