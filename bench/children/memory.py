"""Memory of all our processes before a clip is opened and after it was played and scrubbed.

Private is what only one process has, without the files that we map: decoded frames that are ready to paint,
and the background store of a long-GOP video. These are told apart; settings bound them.
"""

import gc
import json
import random
import sys
import time
from pathlib import Path

import psutil

from bench.waiting import Asker, asking
from sonostep.core.clip import Clip
from sonostep.imaging.open_file import read_clip

_OURS = "sonostep-frames-"
_STILL = 1 << 18


def main(path: str, tiny: str, cache_mib: str = "") -> None:
    # read here, so that this process's own imports are not counted as the clip's
    clip = read_clip(path)
    with asking(Path(tiny), int(cache_mib) if cache_mib else None) as asker:
        asker.frame(1)
        before = _at_rest()
        taken = _use(Asker(asker.loader, clip), clip)
        after = _memory()
    private, frames, store = (b - a for a, b in zip(before, after, strict=True))
    print(json.dumps({"private": private, "frames": frames, "store": store, "scrub": taken}))


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


def _at_rest() -> tuple[int, int, int]:
    """Memory once workers have imported what they import; looking at it costs some, too, the first time."""
    time.sleep(1.0)
    found = _memory()
    for _ in range(20):
        time.sleep(0.5)
        last, found = found, _memory()
        if abs(found[0] - last[0]) < _STILL:
            break
    return found


def _memory() -> tuple[int, int, int]:
    """Bytes that are private, that lie in frames mapped by two processes, and in a store mapped by one."""
    gc.collect()
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    owners: dict[str, int] = {}
    mapped: dict[str, int] = {}
    private = 0
    for process in processes:
        private += process.memory_full_info().uss
        for path, own, proportional in _our_maps(process):
            private -= own
            owners[path] = owners.get(path, 0) + 1
            mapped[path] = mapped.get(path, 0) + proportional
    frames = sum(size for path, size in mapped.items() if owners[path] > 1)
    return private, frames, sum(mapped.values()) - frames


def _our_maps(process: psutil.Process) -> list[tuple[str, int, int]]:
    """Path, private bytes and proportional ones (shared pages divided among those who map them)."""
    try:
        maps = process.memory_maps(grouped=False)
    except (psutil.Error, AttributeError, NotImplementedError):
        return []
    return [(m.path, m.private_clean + m.private_dirty, m.pss) for m in maps if _OURS in Path(m.path).name]


if __name__ == "__main__":
    main(*sys.argv[1:])
