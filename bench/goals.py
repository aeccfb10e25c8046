"""The goals table, word for word one place."""

from bench.result import Goal

FIRST_WINDOW = Goal("first-window", "start", "first window / bare QMainWindow", "<=", 1.3)
CLIP_VISIBLE = Goal(
    "clip-visible", "start", "exec to clip visible in the full window / bare QMainWindow", "<=", 1.6
)
FIRST_PICTURE = Goal(
    "first-picture", "start", "exec to the clip's first picture in the window / bare QMainWindow", "", 0
)
NAIVE = Goal("first-frame-naive", "first", "first frame in process: naive pydicom / ours", ">=", 1000)
FIRST_FRAME = Goal("first-frame", "first", "first frame in process / one C decode", "<=", 3.5)
FIRST_600 = Goal("first-frame-600", "first", "first frame, 600 against 300 frames of one size", "<=", 1.1)
JPEG_1 = Goal("jpeg-1", "decode", "JPEG decoding / libjpeg-turbo, 1 thread", "<=", 1.15)
JPEG_2 = Goal("jpeg-2", "decode", "JPEG decoding / libjpeg-turbo, 2 threads", "<=", 1.05)
OTHERS = Goal("other-codecs", "decode", "one frame of another codec", "", 0, " ms")
WORKER = Goal("worker", "worker", "worker process against in-process decoding", "<=", 1.15)
SCRUB = Goal("scrub", "scrub", "random scrub, p99, JPEG / one C decode of that frame", "<=", 3.5)
GOP_SCRUB = Goal("gop-scrub", "video", "scrub p99 once filled, long GOP, without paint", "<=", 1.0, " ms")
GOP_BEYOND = Goal("gop-beyond", "video", "scrub p99, long GOP larger than the store", "", 0, " ms")
GOP_FILL = Goal("gop-fill", "video", "filling the store of a long-GOP video / ffmpeg", "<=", 1.5)
WRONG = Goal("wrong-frames", "wrong", "wrong frames in random seeks", "<=", 0, "")
MEMORY = Goal("memory", "memory", "private memory / decoded clip", "<=", 0.15, "")
GROWTH_FIRST = Goal("growth-first", "growth", "first frame, against 100 frames", "", 0)
GROWTH_SCRUB = Goal("growth-scrub", "growth", "random frame, median, against 100 frames", "", 0)
GROWTH_MEMORY = Goal("growth-memory", "growth", "private memory gained by the clip", "", 0, " MiB")
GROWTH_FOLDER = Goal("growth-folder", "growth", "folder of 5,000 files", "", 0, " ms")
ANNOTATIONS = Goal("annotations", "paint", "50 annotations / none, per shown frame", "<=", 1.5)
ANNOTATIONS_WORST = Goal(
    "annotations-worst", "paint", "50 different annotations on every frame of a cine / none", "", 0
)
CINE_RATE = Goal(
    "cine-rate", "paint", "frames per second on the screen, 50 annotations on one of 8 / none", ">=", 0.97
)
DIFFERENTIAL = Goal(
    "differential", "exam", "differential after an edit / one frame's time at 60 per second", "<=", 0.1
)
REPORT = Goal("report", "exam", "two-language PDF report", "<=", 1000, " ms")
VISITED = Goal("visited-files", "visits", "source files that one release of the caliper visits", "<=", 60, "")
MOVES = Goal("file-moves", "visits", "moves between files in one release of the caliper", "<=", 1200, "")
PEERS = Goal("peers", "peers", "exec to first picture on A: theirs / ours", ">=", 10)
