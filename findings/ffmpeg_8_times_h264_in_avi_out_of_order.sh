#!/usr/bin/env bash
# PyAV 18.1.0 (FFmpeg 8.1): H.264 with B-frames in AVI. The decoder gives the pictures in the right order, but their
# presentation times (frame.pts) go back and forth, because AVI stores none and FFmpeg reckons them from the order of
# packets: who sorts frames by their time, or seeks by it, shows others than he says. frame.dts goes forward.
#
# Exits non-zero when the times are in order, or the pictures are not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check av==18.1.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2> "$folder/log"
import sys

import av
import numpy as np

with av.open("a.avi", "w") as out:
    stream = out.add_stream("libx264", rate=25, options={"preset": "veryfast", "bf": "2", "b-adapt": "0"})
    stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
    for n in range(30):
        frame = av.VideoFrame.from_ndarray(np.full((96, 128, 3), 20 + 7 * n, np.uint8), format="rgb24")
        frame.pts = n
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))
with av.open("a.avi") as container:
    frames = list(container.decode(video=0))
levels = [int(f.to_ndarray(format="gray").mean()) for f in frames]
times, decoding = [f.pts for f in frames], [f.dts for f in frames if f.dts is not None]
print("PyAV", av.__version__, "pts:", times[:12], "dts:", decoding[:12])
in_order = levels == sorted(levels) and decoding == sorted(decoding)
sys.exit(0 if in_order and times != sorted(times) else "this has changed")
PYTHON
