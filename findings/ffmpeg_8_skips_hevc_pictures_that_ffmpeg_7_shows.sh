#!/usr/bin/env bash
# An HEVC transport stream that was cut within a group: FFmpeg 7.1.1 (in PyAV 15.1.0; Debian's ffprobe 5.1.9 does the
# same) gives pictures from before the first key frame, made of references that are not there; FFmpeg 8.1.2 (in PyAV
# 18.1.0) gives none of them. The same file has two frame counts, and frame n of one is another picture than frame n
# of the other.
#
# Exits non-zero when the two agree.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for version in 15.1.0 18.1.0; do
    python3 -m venv "$folder/$version"
    "$folder/$version/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
        "av==$version" numpy==2.4.6
done
cd "$folder"
18.1.0/bin/python - <<'PYTHON' 2> log
import av
import numpy as np

x, y = np.meshgrid(np.arange(128), np.arange(96))
options = {"preset": "ultrafast", "x265-params": "log-level=none:keyint=30:min-keyint=30:bframes=0:scenecut=0"}
with av.open("cut.ts", "w") as out:
    stream = out.add_stream("libx265", rate=25, options=options)
    stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
    packets = []
    for n in range(60):
        picture = np.repeat(((x + y + 3 * n) % 160 + 30).astype(np.uint8)[:, :, None], 3, axis=2)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts = n
        packets += stream.encode(frame)
    packets += stream.encode(None)
    for packet in packets[10:]:
        out.mux(packet)
PYTHON
cat > count.py <<'PYTHON'
import av

frames = 0
with av.open("cut.ts") as container:
    stream = container.streams.video[0]
    stream.codec_context.thread_count = 1
    for packet in container.demux(stream):
        try:
            frames += len(packet.decode())
        except av.FFmpegError:
            pass
print(f"PyAV {av.__version__} with FFmpeg {av.ffmpeg_version_info}: frames {frames}")
PYTHON
old=$(15.1.0/bin/python count.py 2>> log)
new=$(18.1.0/bin/python count.py 2>> log)
printf '50 packets, 30 of them from the key frame on\n%s\n%s\n' "$old" "$new"
test "${new##* }" = 30
test "${old##* }" = 50
