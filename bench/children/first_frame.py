"""The first frame of a clip in a process that has imported its readers, and C decodes of the same frame."""

import json
import sys
import time
from statistics import median

import sonostep.imaging.dicom.reader
import sonostep.imaging.open_file  # noqa: F401 - imports are not part of the figure
from bench.clips import jpeg_frames  # noqa: F401 - the same imports for all
from bench.turbojpeg import Decompressor
from sonostep.imaging import open_clip


def main(path: str, stream_path: str) -> None:
    start = time.perf_counter()
    clip, source = open_clip(path)
    frame = source.frame(1)
    first = time.perf_counter() - start
    times = []
    with open(stream_path, "rb") as file:
        stream = file.read()
    decompress = Decompressor(*frame.shape[:2])
    for _ in range(9):
        start = time.perf_counter()
        decompress(stream)
        times.append(time.perf_counter() - start)
    same = bytes(decompress.pixels()[: frame.shape[1] * 4]) == frame[0].tobytes()
    again = time.perf_counter()
    open_clip(path)[1].frame(1)
    again = time.perf_counter() - again
    print(json.dumps({"first": first, "decode": median(times), "again": again, "same": same}))


main(*sys.argv[1:])
