"""Overlay planes: over the picture, never in it; in the header or in unused bits, one or many, anywhere.

dcm2pnm of dcmtk 3.6.7 draws the same pixels of shared/cases/reading/m63_overlay.dcm: 70.
"""

from queue import SimpleQueue

import numpy as np
import pytest
from pydicom.dataelem import DataElement
from pydicom.tag import Tag

from helpers.dicom_files import COLUMNS, ROWS, grey, native, packed
from imaging.test_encapsulated import RLE, rle_frame
from imaging.test_native import as_rgb, shown
from sonostep.core.clip import FrameRef
from sonostep.imaging import FrameLoader, open_clip, read_clip

BOX = np.zeros((ROWS, COLUMNS), bool)
BOX[10:20, 30:37] = True


def plane(group=0x6000, mask=BOX, origin=(1, 1), **other):
    """Elements of one overlay group, by tag."""
    frames = mask.reshape(-1, *mask.shape[-2:])
    data = np.packbits(frames, bitorder="little").tobytes()
    values = {
        0x0010: ("US", mask.shape[-2]),
        0x0011: ("US", mask.shape[-1]),
        0x0040: ("CS", "G"),
        0x0050: ("SS", list(origin)),
        0x0100: ("US", 1),
        0x0102: ("US", 0),
        0x3000: ("OW", data + b"\0" * (len(data) % 2)),
        **other.get("elements", {}),
    }
    return {Tag(group, element): value for element, value in values.items() if value is not None}


def with_planes(path, *planes, make=native, frames=None, **elements):
    import pydicom

    make(path, frames or [grey()], **elements)
    dataset = pydicom.dcmread(path)
    for elements_of in planes:
        for tag, (representation, value) in elements_of.items():
            dataset[tag] = DataElement(tag, representation, value)
    dataset.save_as(path)
    return path


def mask_of(path, number=1):
    clip, source = open_clip(path)
    with source:
        return clip, source.overlay(number)


def test_an_overlay_lies_over_the_picture_and_is_said_to_be_there(tmp_path):
    path = with_planes(tmp_path / "a.dcm", plane())
    clip, mask = mask_of(path)
    assert (mask == BOX).all()
    assert (shown(path, 1) == as_rgb(grey())).all()
    (note,) = clip.problems
    assert (note.code, note.mapping["names"]) == ("imaging.overlays", "6000")


def test_a_clip_without_overlays_has_none(tmp_path):
    assert mask_of(native(tmp_path / "a.dcm", [grey()]))[1] is None


@pytest.mark.parametrize(("top", "left"), [(1, 1), (5, 9), (-3, -4), (40, 60), (100, 100)])
def test_the_origin_counts_from_one_and_may_lie_outside(tmp_path, top, left):
    small = np.ones((12, 16), bool)
    _, mask = mask_of(with_planes(tmp_path / "a.dcm", plane(mask=small, origin=(top, left))))
    expected = np.zeros((ROWS, COLUMNS), bool)
    for y in range(12):
        for x in range(16):
            if 0 <= top - 1 + y < ROWS and 0 <= left - 1 + x < COLUMNS:
                expected[top - 1 + y, left - 1 + x] = True
    assert (mask == expected).all()


def test_two_groups_are_both_drawn(tmp_path):
    other = np.roll(BOX, 20, axis=0)
    clip, mask = mask_of(with_planes(tmp_path / "a.dcm", plane(), plane(0x601E, other)))
    assert (mask == (BOX | other)).all()
    assert clip.problems[0].mapping["names"] == "6000, 601E"


def test_an_overlay_of_many_frames_goes_with_its_frames(tmp_path):
    masks = np.stack([np.roll(BOX, n, axis=1) for n in range(3)])[:, :47, :63]
    elements = {0x0015: ("IS", 3), 0x0051: ("US", 2)}
    path = with_planes(
        tmp_path / "a.dcm",
        plane(mask=masks, elements=elements),
        frames=[grey(n) for n in range(1, 6)],
    )
    assert not mask_of(path, 1)[1].any()
    for number in (2, 3, 4):
        assert (mask_of(path, number)[1][:47, :63] == masks[number - 2]).all()
    assert not mask_of(path, 5)[1].any()


@pytest.mark.parametrize("bit", [12, 15])
@pytest.mark.parametrize("compressed", [False, True])
def test_an_overlay_in_unused_bits_is_found_and_no_grey(tmp_path, bit, compressed):
    pixels = (grey().astype(np.uint16) << 4) | (BOX.astype(np.uint16) << bit)
    elements = {0x0100: ("US", 16), 0x0102: ("US", bit), 0x3000: None}
    layout = {"BitsAllocated": 16, "BitsStored": 12, "HighBit": 11, "WindowCenter": 2048, "WindowWidth": 4096}
    if compressed:
        path = with_planes(
            tmp_path / "a.dcm",
            plane(elements=elements),
            frames=[rle_frame(pixels)],
            make=lambda path, frames, **other: packed(path, frames, RLE, **other),
            **layout,
        )
    else:
        path = with_planes(tmp_path / "a.dcm", plane(elements=elements), frames=[pixels], **layout)
    assert (mask_of(path)[1] == BOX).all()
    assert np.abs(shown(path, 1).astype(int) - as_rgb(grey())).max() <= 1


@pytest.mark.parametrize("element", [0x0010, 0x0011, 0x0050, 0x0100, 0x0102])
def test_an_overlay_that_is_half_stated_is_mended(tmp_path, element):
    _, mask = mask_of(with_planes(tmp_path / "a.dcm", plane(elements={element: None})))
    assert (mask == BOX).all()


def test_an_overlay_without_bits_is_none(tmp_path):
    clip, mask = mask_of(with_planes(tmp_path / "a.dcm", plane(elements={0x3000: None})))
    assert mask is None
    assert clip.problems == ()


def test_the_loader_gives_overlays_from_its_worker(tmp_path):
    path = with_planes(tmp_path / "a.dcm", plane())
    plain = native(tmp_path / "b.dcm", [grey()])
    loader = FrameLoader()
    loader.start()
    answers: SimpleQueue[object] = SimpleQueue()
    try:
        for file, expected in ((path, BOX), (plain, None)):
            clip = read_clip(file)
            loader.open(clip)
            loader.overlay_async(FrameRef(clip.id, 1), lambda ref, mask: answers.put(mask))
            mask = answers.get(timeout=20)
            assert (mask is None) if expected is None else (mask == expected).all()
    finally:
        loader.close()
