"""Which decoder serves which transfer syntax, and why (measured in docs/performance.md)."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from sonostep.core.problem import Problem
from sonostep.imaging import codecs
from sonostep.imaging.codecs import Codec


class Family(Enum):
    """Which reader serves a transfer syntax."""

    NATIVE = "native"
    FRAMES = "frames"
    VIDEO = "video"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decoder:
    """One row of the table.

    Attributes:
        name: the syntax as people call it.
        decode: for ``FRAMES``, the function that decodes one frame.
        codec: short name of the compression for lists.
        why: why this decoder and no other.
        slow: a frame takes longer than it is shown, so it is worth storing decoded.
    """

    family: Family
    name: str
    codec: str
    why: str
    decode: Codec | None = None
    slow: bool = False


_READ = "read as it is: nothing to decode; not mapped, for a map kills the process when a stick is pulled"
_RLE = "imagecodecs: 2.2 ms against 3.0 (pylibjpeg-rle) and 31 (pydicom); releases the GIL"
_JPEG = "simplejpeg straight into BGRX: 0.95 of libjpeg-turbo in C; imagecodecs where the label is in doubt"
_J12 = "imagecodecs (libjpeg-turbo 3): reads 8 and 12 bits in process; python-gdcm aborts on malformed input"
_LL = "imagecodecs (jpegsof3): no abort on malformed input, unlike gdcm; no GPL, unlike pylibjpeg-libjpeg"
_LS = "imagecodecs (CharLS): 13 ms, as pyjpegls, and it releases the GIL"
_J2K = "imagecodecs (OpenJPEG): as fast as every other library, and it releases the GIL; stored when decoded"
_HT = "imagecodecs (OpenJPEG): 25 ms; OpenJPH takes 11 but returns damaged frames without saying so"
_VIDEO = "PyAV on the joined fragments: 1 to 3 ms a frame; pydicom has no decoder"
_NONE = "no decoder in our libraries"


def _native(name: str) -> Decoder:
    return Decoder(Family.NATIVE, name, "uncompressed", _READ)


def _refused(name: str) -> Decoder:
    return Decoder(Family.REFUSED, name, "", _NONE)


def _j2k(name: str) -> Decoder:
    return Decoder(Family.FRAMES, name, "JPEG 2000", _J2K, codecs.jpeg_2000, slow=True)


def _htj2k(name: str) -> Decoder:
    return Decoder(Family.FRAMES, name, "HTJ2K", _HT, codecs.jpeg_2000, slow=True)


def _jpeg(name: str, codec: str, why: str) -> Decoder:
    return Decoder(Family.FRAMES, name, codec, why, codecs.jpeg)


def _video(name: str, codec: str) -> Decoder:
    return Decoder(Family.VIDEO, name, codec, _VIDEO)


_ROOT: Final = "1.2.840.10008.1.2"

TABLE: Final[dict[str, Decoder]] = {
    _ROOT: _native("Implicit VR Little Endian"),
    _ROOT + ".1": _native("Explicit VR Little Endian"),
    _ROOT + ".1.99": _native("Deflated Explicit VR Little Endian"),
    _ROOT + ".2": _native("Explicit VR Big Endian"),
    _ROOT + ".5": Decoder(Family.FRAMES, "RLE Lossless", "RLE", _RLE, codecs.rle),
    _ROOT + ".4.50": _jpeg("JPEG Baseline", "JPEG", _JPEG),
    _ROOT + ".4.51": _jpeg("JPEG Extended", "JPEG", _J12),
    _ROOT + ".4.57": _jpeg("JPEG Lossless, Process 14", "JPEG lossless", _LL),
    _ROOT + ".4.70": _jpeg("JPEG Lossless, Process 14, Selection Value 1", "JPEG lossless", _LL),
    _ROOT + ".4.80": _jpeg("JPEG-LS Lossless", "JPEG-LS", _LS),
    _ROOT + ".4.81": _jpeg("JPEG-LS Near-Lossless", "JPEG-LS", _LS),
    _ROOT + ".4.90": _j2k("JPEG 2000 Lossless"),
    _ROOT + ".4.91": _j2k("JPEG 2000"),
    _ROOT + ".4.201": _htj2k("High-Throughput JPEG 2000 Lossless"),
    _ROOT + ".4.202": _htj2k("High-Throughput JPEG 2000 RPCL Lossless"),
    _ROOT + ".4.203": _htj2k("High-Throughput JPEG 2000"),
    _ROOT + ".4.92": _refused("JPEG 2000 Part 2 Multi-component Lossless"),
    _ROOT + ".4.93": _refused("JPEG 2000 Part 2 Multi-component"),
    _ROOT + ".4.94": _refused("JPIP Referenced"),
    _ROOT + ".4.95": _refused("JPIP Referenced Deflate"),
    _ROOT + ".4.110": _refused("JPEG XL Lossless"),
    _ROOT + ".4.111": _refused("JPEG XL JPEG Recompression"),
    _ROOT + ".4.112": _refused("JPEG XL"),
    _ROOT + ".4.204": _refused("JPIP HTJ2K Referenced"),
    _ROOT + ".4.205": _refused("JPIP HTJ2K Referenced Deflate"),
    _ROOT + ".8.1": _refused("Deflated Image Frame Compression"),
    **{
        _ROOT + tail + part: _video(name, codec)
        for part in ("", ".1")
        for tail, name, codec in (
            (".4.100", "MPEG-2 Main Profile / Main Level", "MPEG-2"),
            (".4.101", "MPEG-2 Main Profile / High Level", "MPEG-2"),
            (".4.102", "H.264 High Profile / Level 4.1", "H.264"),
            (".4.103", "H.264 BD-compatible High Profile / Level 4.1", "H.264"),
            (".4.104", "H.264 High Profile / Level 4.2 For 2D Video", "H.264"),
            (".4.105", "H.264 High Profile / Level 4.2 For 3D Video", "H.264"),
            (".4.106", "H.264 Stereo High Profile / Level 4.2", "H.264"),
        )
    },
    _ROOT + ".4.107": _video("HEVC Main Profile / Level 5.1", "HEVC"),
    _ROOT + ".4.108": _video("HEVC Main 10 Profile / Level 5.1", "HEVC"),
}


def decoder_for(syntax: str) -> Decoder:
    """Return the row of a transfer syntax; a refusal that names it where we have none."""
    return TABLE.get(syntax) or _refused(f"unknown ({syntax[:64]})" if syntax else "not stated")


def refusal(decoder: Decoder) -> Problem:
    """Say which transfer syntax cannot be read and what to do."""
    return Problem.of("imaging.syntax_refused", syntax=decoder.name)
