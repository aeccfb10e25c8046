"""The first frame as most scripts read it: the whole clip is decoded for it."""

import json
import sys
import time

from pydicom import dcmread


def main(path: str) -> None:
    start = time.perf_counter()
    frame = dcmread(path).pixel_array[0]
    print(json.dumps({"first": time.perf_counter() - start, "shape": frame.shape}))


main(*sys.argv[1:])
