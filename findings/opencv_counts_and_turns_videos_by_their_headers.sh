#!/usr/bin/env bash
# opencv-python-headless 5.0.0.93 (FFmpeg inside): what VideoCapture says of a video is not what it then reads.
#
# - CAP_PROP_FRAME_COUNT counts what the container lists: 60 for a clip whose edit list leaves 35 frames.
# - a display matrix that mirrors left and right is taken for a turn by 180 degrees, so that top and bottom change
#   places as well; one that mirrors top and bottom is not followed at all. ffmpeg 5.1.9 follows both.
# - read() says "no more frames" at the first packet that cannot be decoded; what follows is never seen.
# - the rate of a raw H.264 stream of 50 frames per second is given as 25.
#
# Exits non-zero when one of these is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    opencv-python-headless==5.0.0.93 av==18.1.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2> "$folder/log"
import re
import sys
from fractions import Fraction

import av
import cv2
import numpy as np

ONE = 1 << 16
picture = np.zeros((96, 128, 3), np.uint8)
picture[:48, :64], picture[:48, 64:], picture[48:, :64] = (200, 0, 0), (0, 200, 0), (0, 0, 200)


def write(name, codec, rate=25, gop=25, b_frames=0):
    with av.open(name, "w") as out:
        stream = out.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        stream.codec_context.gop_size, stream.codec_context.max_b_frames = gop, b_frames
        for n in range(60):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = n
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def copy(old, new, moved=0, matrix=None):
    with av.open(old) as source, av.open(new, "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        if matrix:
            stream.set_display_matrix(matrix)
        for packet in source.demux(video=0):
            if packet.size:
                packet.pts += round(moved / packet.time_base)
                packet.dts += round(moved / packet.time_base)
                packet.stream = stream
                out.mux(packet)


def seen(name):
    video, frames = cv2.VideoCapture(name), []
    while True:
        there, frame = video.read()
        if not there:
            break
        frames.append(frame)
    count, rate = video.get(cv2.CAP_PROP_FRAME_COUNT), video.get(cv2.CAP_PROP_FPS)
    corner = "".join("RGB"[2 - int(np.argmax(frames[0][y, x]))] for y, x in ((9, 9), (9, -9), (-9, 9)))
    return count, len(frames), rate, corner if frames[0][9, 9].max() > 90 else "dark"


write("plain.mp4", "libx264")
copy("plain.mp4", "edited.mp4", moved=Fraction(-1))
copy("plain.mp4", "mirrored.mp4", matrix=(-ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30))
copy("plain.mp4", "upended.mp4", matrix=(ONE, 0, 0, 0, -ONE, 0, 0, 0, 1 << 30))
write("fifty.h264", "libx264", rate=50)
write("whole.avi", "mpeg4", gop=100)
data = bytearray(open("whole.avi", "rb").read())
at = [m.start() for m in re.finditer(rb"\x00\x00\x01\xb6", data)][20]
data[at : at + 8] = b"\x55" * 8
open("damaged.avi", "wb").write(data)

found = {n: seen(n) for n in ("plain.mp4", "edited.mp4", "mirrored.mp4", "upended.mp4", "fifty.h264", "damaged.avi")}
print("opencv", cv2.__version__, "PyAV", av.__version__)
for name, (count, read, rate, corner) in found.items():
    print(f"{name:13} FRAME_COUNT {count:g}, read {read}, FPS {rate:g}, top left, top right, bottom left: {corner}")
right = (
    found["plain.mp4"][:2] == (60, 60)
    and found["edited.mp4"][:2] == (60, 35)
    and found["mirrored.mp4"][3] == "dark"  # right would be GR and dark below
    and found["upended.mp4"][3] == "RGB"  # right would be B first
    and found["fifty.h264"][1:3] == (60, 25)
    and found["damaged.avi"][1] == 20  # 59 can be decoded
)
sys.exit(0 if right else "this has changed")
PYTHON
