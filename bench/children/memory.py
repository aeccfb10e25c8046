"""Private memory of all our processes before a clip is opened and after it was played and scrubbed."""

import gc
import json
import random
import sys
import time
from pathlib import Path

import psutil

from bench.waiting import Asker, asking
from sonostep.core.clip import Clip
from sonostep.imaging.opening import read_clip


def main(path: str, tiny: str, cache_mib: str = "") -> None:
    # read here, so that this process's own imports are not counted as the clip's
    clip = read_clip(path)
    with asking(Path(tiny), int(cache_mib) if cache_mib else None) as asker:
        asker.frame(1)
        time.sleep(1.0)
        before = _memory()
        taken = _use(Asker(asker.loader, clip), clip)
        after = _memory()
    gained = [b - a for a, b in zip(before, after, strict=True)]
    print(json.dumps({"private": gained[0], "shared": gained[1] - gained[0], "scrub": taken}))


def _use(asker: Asker, clip: Clip) -> list[float]:
    """Play 600 frames with prefetch, then scrub, touching every picture as painting does."""
    for number in range(1, min(600, clip.frames) + 1):
        asker.frame(number, ahead=1)[1].max()
    # what fills a store meanwhile shall be done
    time.sleep(2.0)
    chance = random.Random(2)
    times = []
    for _ in range(200):
        taken, picture = asker.frame(chance.randint(1, clip.frames), ahead=1)
        picture.max()
        times.append(taken)
        time.sleep(0.005)
    return times


def _memory() -> tuple[int, int]:
    """Private bytes (USS) and proportional ones (PSS, shared pages divided among those who map them)."""
    gc.collect()
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    full = [process.memory_full_info() for process in processes]
    return sum(m.uss for m in full), sum(getattr(m, "pss", m.uss) for m in full)


if __name__ == "__main__":
    main(*sys.argv[1:])
