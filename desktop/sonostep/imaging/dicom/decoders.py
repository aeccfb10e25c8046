"""Which decoder serves which transfer syntax, and why (measured in docs/performance.md)."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from sonostep.core.problem import Problem
from sonostep.imaging.dicom import codecs
from sonostep.imaging.dicom.codecs import Codec


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
_JPEG = "simplejpeg straight into BGRX: 0.95 of libjpeg-turbo in C; imagecodecs where the stream is not YCbCr"
_J12 = "imagecodecs (libjpeg-turbo 3): reads 8 and 12 bits in process; python-gdcm aborts on malformed input"
_OLD = "imagecodecs (libjpeg-turbo 3), which reads progressive and arithmetic-coded JPEG of any name"
_LL = "imagecodecs (libjpeg-turbo 3): half the time of jpegsof3, which also leaves out the point transform"
_LS = "imagecodecs (CharLS): 13 ms, as pyjpegls, and it releases the GIL"
_J2K = "imagecodecs (OpenJPEG): as fast as every other library, and it releases the GIL; stored when decoded"
_HT = "imagecodecs (OpenJPH): 11 ms against OpenJPEG's 24; OpenJPEG where OpenJPH reports damage"
_XL = "imagecodecs (libjxl); a recompressed JPEG is had back bit by bit and decoded as a JPEG"
_RAW = "items hold native frames: nothing to decode"
_DEFLATED_FRAME = "zlib, never beyond the size of a frame"
_VIDEO = "PyAV on the joined fragments: 1 to 3 ms a frame; pydicom has no decoder"
_JPEG_NONE = "libjpeg-turbo refuses it; the library in pylibjpeg-libjpeg claims it, but is GPL-3"
_PART_2 = "frames are components of one stream; OpenJPEG reads some such transforms, but none was had to try"
_JPIP = "the pixels lie on a server; nothing is fetched from an address that a file names"
_OTHER_NONE = "carries no still or video frames that a library in use reads"


def _native(name: str) -> Decoder:
    return Decoder(Family.NATIVE, name, "uncompressed", _READ)


def _refused(name: str, why: str = _OTHER_NONE) -> Decoder:
    return Decoder(Family.REFUSED, name, "", why)


def _j2k(name: str) -> Decoder:
    return Decoder(Family.FRAMES, name, "JPEG 2000", _J2K, codecs.jpeg_2000, slow=True)


def _htj2k(name: str) -> Decoder:
    return Decoder(Family.FRAMES, name, "HTJ2K", _HT, codecs.htj2k, slow=True)


def _jpeg(name: str, codec: str, why: str) -> Decoder:
    return Decoder(Family.FRAMES, name, codec, why, codecs.jpeg)


def _jpeg_xl(name: str) -> Decoder:
    return Decoder(Family.FRAMES, name, "JPEG XL", _XL, codecs.jpeg_xl, slow=True)


def _video(name: str, codec: str) -> Decoder:
    return Decoder(Family.VIDEO, name, codec, _VIDEO)


_ROOT: Final = "1.2.840.10008.1.2"

_RETIRED_JPEG: Final = (
    (".4.52", "JPEG Extended, Process 3 and 5"),
    (".4.53", "JPEG Spectral Selection, Non-Hierarchical, Process 6 and 8"),
    (".4.54", "JPEG Spectral Selection, Non-Hierarchical, Process 7 and 9"),
    (".4.55", "JPEG Full Progression, Non-Hierarchical, Process 10 and 12"),
    (".4.56", "JPEG Full Progression, Non-Hierarchical, Process 11 and 13"),
)
"""Retired in PS3.6 table A-1, and read: their streams are those of JPEG at large."""

_UNREAD_JPEG: Final = (
    (".4.58", "JPEG Lossless, Non-Hierarchical, Process 15"),
    (".4.59", "JPEG Extended, Hierarchical, Process 16 and 18"),
    (".4.60", "JPEG Extended, Hierarchical, Process 17 and 19"),
    (".4.61", "JPEG Spectral Selection, Hierarchical, Process 20 and 22"),
    (".4.62", "JPEG Spectral Selection, Hierarchical, Process 21 and 23"),
    (".4.63", "JPEG Full Progression, Hierarchical, Process 24 and 26"),
    (".4.64", "JPEG Full Progression, Hierarchical, Process 25 and 27"),
    (".4.65", "JPEG Lossless, Hierarchical, Process 28"),
    (".4.66", "JPEG Lossless, Hierarchical, Process 29"),
)

TABLE: Final[dict[str, Decoder]] = {
    _ROOT: _native("Implicit VR Little Endian"),
    _ROOT + ".1": _native("Explicit VR Little Endian"),
    _ROOT + ".1.98": Decoder(
        Family.FRAMES,
        "Encapsulated Uncompressed Explicit VR Little Endian",
        "uncompressed",
        _RAW,
        codecs.uncompressed,
    ),
    _ROOT + ".1.99": _native("Deflated Explicit VR Little Endian"),
    _ROOT + ".2": _native("Explicit VR Big Endian"),
    _ROOT + ".5": Decoder(Family.FRAMES, "RLE Lossless", "RLE", _RLE, codecs.rle),
    _ROOT + ".8.1": Decoder(
        Family.FRAMES, "Deflated Image Frame Compression", "deflate", _DEFLATED_FRAME, codecs.deflated
    ),
    _ROOT + ".4.50": _jpeg("JPEG Baseline", "JPEG", _JPEG),
    _ROOT + ".4.51": _jpeg("JPEG Extended", "JPEG", _J12),
    **{_ROOT + tail: _jpeg(name, "JPEG", _OLD) for tail, name in _RETIRED_JPEG},
    _ROOT + ".4.57": _jpeg("JPEG Lossless, Process 14", "JPEG lossless", _LL),
    _ROOT + ".4.70": _jpeg("JPEG Lossless, Process 14, Selection Value 1", "JPEG lossless", _LL),
    **{_ROOT + tail: _refused(name, _JPEG_NONE) for tail, name in _UNREAD_JPEG},
    _ROOT + ".4.80": _jpeg("JPEG-LS Lossless", "JPEG-LS", _LS),
    _ROOT + ".4.81": _jpeg("JPEG-LS Near-Lossless", "JPEG-LS", _LS),
    _ROOT + ".4.90": _j2k("JPEG 2000 Lossless"),
    _ROOT + ".4.91": _j2k("JPEG 2000"),
    _ROOT + ".4.201": _htj2k("High-Throughput JPEG 2000 Lossless"),
    _ROOT + ".4.202": _htj2k("High-Throughput JPEG 2000 RPCL Lossless"),
    _ROOT + ".4.203": _htj2k("High-Throughput JPEG 2000"),
    _ROOT + ".4.110": _jpeg_xl("JPEG XL Lossless"),
    _ROOT + ".4.111": _jpeg_xl("JPEG XL JPEG Recompression"),
    _ROOT + ".4.112": _jpeg_xl("JPEG XL"),
    _ROOT + ".4.92": _refused("JPEG 2000 Part 2 Multi-component Lossless", _PART_2),
    _ROOT + ".4.93": _refused("JPEG 2000 Part 2 Multi-component", _PART_2),
    _ROOT + ".4.94": _refused("JPIP Referenced", _JPIP),
    _ROOT + ".4.95": _refused("JPIP Referenced Deflate", _JPIP),
    _ROOT + ".4.204": _refused("JPIP HTJ2K Referenced", _JPIP),
    _ROOT + ".4.205": _refused("JPIP HTJ2K Referenced Deflate", _JPIP),
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
    _ROOT + ".6.1": _refused("RFC 2557 MIME Encapsulation"),
    _ROOT + ".6.2": _refused("XML Encoding"),
    _ROOT + ".7.1": _refused("SMPTE ST 2110-20 Uncompressed Progressive Active Video"),
    _ROOT + ".7.2": _refused("SMPTE ST 2110-20 Uncompressed Interlaced Active Video"),
    _ROOT + ".7.3": _refused("SMPTE ST 2110-30 PCM Digital Audio"),
    "1.2.840.10008.1.20": _refused("Papyrus 3 Implicit VR Little Endian"),
}
"""Every transfer syntax of PS3.6 table A-1, the retired ones too."""


def decoder_for(syntax: str) -> Decoder:
    """Return the row of a transfer syntax; a refusal that names it where we have none."""
    return TABLE.get(syntax) or _refused(f"unknown ({syntax[:64]})" if syntax else "not stated")


def refusal(decoder: Decoder) -> Problem:
    """Say which transfer syntax cannot be read and what to do."""
    return Problem.of("imaging.syntax_refused", syntax=decoder.name)
