"""Uploaded files: what is taken, and what is left of it."""

from io import BytesIO

import pytest
from PIL import Image

import picture_files as files
from groupz_platform.catalogue.errors import PictureError
from groupz_platform.catalogue.picture_files import MOST_BYTES, read_upload
from groupz_platform.catalogue.rules import PictureFault, PictureSize


def shown(raw: bytes, size: PictureSize = PictureSize.LARGE) -> Image.Image:
    return Image.open(BytesIO(read_upload(raw).sizes[size].content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_as_webp_in_two_widths(kind: str) -> None:
    upload = read_upload(files.picture(kind, (2000, 1500)))

    sizes = {
        size: (each.width, each.height, each.content[8:12])
        for size, each in upload.sizes.items()
    }
    assert sizes == {
        PictureSize.SMALL: (800, 600, b"WEBP"),
        PictureSize.LARGE: (1600, 1200, b"WEBP"),
    }


def test_a_small_picture_is_not_made_larger() -> None:
    assert shown(files.picture(size=(500, 400))).size == (500, 400)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", list(PictureSize))
def test_place_and_camera_are_gone(kind: str, size: PictureSize) -> None:
    raw = files.with_place(kind)
    assert files.CAMERA.encode() in raw

    left = read_upload(raw).sizes[size].content

    assert files.CAMERA.encode() not in left
    assert not Image.open(BytesIO(left)).getexif()
    assert not {b"EXIF", b"XMP ", b"ICCP"} & {left[at : at + 4] for at in range(60)}


def test_a_picture_stands_upright() -> None:
    turned = shown(files.on_its_side())

    top, bottom = turned.getpixel((375, 50)), turned.getpixel((375, 950))
    assert turned.size == (750, 1000)
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > bottom[0]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "L"), ("PNG", "1"), ("JPEG", "CMYK")],
)
def test_every_kind_of_colour_is_taken(kind: str, mode: str) -> None:
    image = Image.new(mode, (600, 400))

    assert shown(files.saved(image, kind)).size == (600, 400)


def test_a_page_that_is_a_picture_too_is_a_picture_alone() -> None:
    raw = files.page_and_picture()
    assert files.SCRIPT in raw

    sizes = read_upload(raw).sizes.values()

    assert all(b"<script" not in each.content for each in sizes)
    assert all(b"PK\x03\x04" not in each.content for each in sizes)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        pytest.param(b"", PictureFault.NO_FILE, id="nothing"),
        pytest.param(files.SVG, PictureFault.NO_PICTURE, id="SVG"),
        pytest.param(files.HTML_FIRST, PictureFault.NO_PICTURE, id="a page first"),
        pytest.param(files.GIF_SCRIPT, PictureFault.NO_PICTURE, id="a script as GIF"),
        pytest.param(files.picture("GIF"), PictureFault.NO_PICTURE, id="GIF"),
        pytest.param(files.picture("TIFF"), PictureFault.NO_PICTURE, id="TIFF"),
        pytest.param(b"%PDF-1.7", PictureFault.NO_PICTURE, id="PDF"),
        pytest.param(files.cut_off("JPEG"), PictureFault.NO_PICTURE, id="cut JPEG"),
        pytest.param(files.cut_off("PNG"), PictureFault.NO_PICTURE, id="cut PNG"),
        pytest.param(files.cut_off("WEBP"), PictureFault.NO_PICTURE, id="cut WebP"),
        pytest.param(files.bomb(), PictureFault.TOO_MANY_PIXELS, id="a bomb"),
        pytest.param(
            files.bomb(10_000, 10_000), PictureFault.TOO_MANY_PIXELS, id="a warning"
        ),
        pytest.param(files.bomb(8001, 5000), PictureFault.TOO_MANY_PIXELS, id="a row"),
        pytest.param(files.text_bomb(), PictureFault.NO_PICTURE, id="a text bomb"),
        pytest.param(files.picture(size=(399, 300)), PictureFault.TOO_SMALL, id="slim"),
        pytest.param(files.picture(size=(400, 299)), PictureFault.TOO_SMALL, id="low"),
        pytest.param(
            files.picture() + bytes(MOST_BYTES), PictureFault.TOO_HEAVY, id="heavy"
        ),
    ],
)  # fmt: skip
def test_what_is_no_picture_for_visitors_is_refused(
    raw: bytes, fault: PictureFault
) -> None:
    with pytest.raises(PictureError) as caught:
        read_upload(raw)

    assert caught.value.fault is fault


def test_a_tall_picture_is_no_taller_than_pages_bear() -> None:
    assert shown(files.picture("PNG", size=(400, 30_000))).height == 3200
