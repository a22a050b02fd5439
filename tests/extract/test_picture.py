import struct
from collections.abc import Callable

import pytest

from gateway.extract.documents import texts_of
from gateway.extract.picture import size_of
from gateway.model.message import Attachment

A4 = (1240, 1754)  # at 150 pixels an inch


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\0\0\0" + b"\0" * 600


def jpeg(width: int, height: int) -> bytes:
    exif = b"\xff\xe1" + struct.pack(">H", 1002) + b"E" * 1000
    return b"\xff\xd8" + exif + b"\xff\xc2" + struct.pack(">HBHH", 17, 8, height, width) + b"\0" * 600


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0" * 600


def bmp(width: int, height: int) -> bytes:
    return b"BM" + b"\0" * 16 + struct.pack("<ii", width, -height) + b"\0" * 600


def tiff(width: int, height: int, order: str = "<") -> bytes:
    head = b"II*\0" if order == "<" else b"MM\0*"
    tags = struct.pack(f"{order}HHIHH", 256, 3, 1, width, 0) + struct.pack(f"{order}HHII", 257, 4, 1, height)
    return head + struct.pack(f"{order}IH", 8, 2) + tags + b"\0" * 600


def webp(width: int, height: int) -> bytes:
    return (
        b"RIFF\0\0\0\0WEBPVP8X"
        + b"\0" * 8
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
        + b"\0" * 9
    )


def heic(width: int, height: int) -> bytes:
    return b"\0\0\0\x18ftypheic" + b"\0" * 40 + b"ispe\0\0\0\0" + struct.pack(">II", width, height) + b"\0" * 600


MAKERS = [png, jpeg, gif, bmp, tiff, webp, heic]


def reasons(data: bytes, name: str = "image.png", content_type: str = "image/png") -> list[str]:
    extracted = texts_of(Attachment("attachment 2", name, content_type, data))
    assert extracted.texts == ()
    return [one.kind for one in extracted.unreadable]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_picture_in_the_shape_of_a_page(make: Callable[[int, int], bytes]) -> None:
    assert size_of(make(*A4)) == A4
    assert reasons(make(*A4)) == ["scan"]
    assert reasons(make(*A4[::-1])) == ["scan"]
    assert reasons(make(400, 300)) == []


def test_big_endian_tiff() -> None:
    assert size_of(tiff(*A4, order=">")) == A4


@pytest.mark.parametrize("size", [(1700, 2200), (2480, 3508), (3508, 4961)])
def test_sheets_of_other_sizes(size: tuple[int, int]) -> None:
    assert reasons(png(*size)) == ["scan"]


@pytest.mark.parametrize(
    "size", [(4032, 3024), (6000, 4000), (1920, 1080), (1080, 1080), (600, 848), (600, 200), (1, 1), (0, 0), (1000, 0)]
)
def test_photographs_and_logos(size: tuple[int, int]) -> None:
    assert reasons(jpeg(*size), "IMG_2041.jpg", "image/jpeg") == []


@pytest.mark.parametrize(
    "name", ["Scan0001.jpg", "scan 2 March.png", "IMG_Scan.jpg", "Adobe Scan 02 Mar.jpg", "fax.tif"]
)
def test_by_its_name(name: str) -> None:
    assert reasons(jpeg(900, 1600), name, "image/jpeg") == ["scan"]
    assert reasons(jpeg(200, 300), name, "image/jpeg") == []


def test_the_names_of_other_pictures() -> None:
    for name in ("landscape.jpg", "cruise.jpg", "IMG_0001.jpg", ""):
        assert reasons(jpeg(900, 1600), name, "image/jpeg") == []


def test_a_fax_of_any_shape() -> None:
    assert reasons(tiff(1728, 1100), "a.tif", "image/tiff") == ["scan"]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_cut_short_it_is_a_picture_without_a_size(make: Callable[[int, int], bytes]) -> None:
    whole = make(*A4)
    for length in range(0, 60, 7):
        assert size_of(whole[:length]) in {(0, 0), size_of(whole)}, length
