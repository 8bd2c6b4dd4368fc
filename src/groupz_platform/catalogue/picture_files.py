"""Uploaded pictures: opened, and written anew without anything but what is seen.

A file is never kept as it came. Place and camera, profiles, and whatever a file holds
beside its pixels are gone; so is what makes it a web page or an archive as well.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image, ImageCms, ImageOps

from groupz_platform.catalogue.errors import PictureError
from groupz_platform.catalogue.rules import PictureFault, PictureSize

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LEAST_WIDTH, LEAST_HEIGHT = 400, 300
WIDTHS = {PictureSize.SMALL: 800, PictureSize.LARGE: 1600}
HEIGHTS_PER_WIDTH = 2
QUALITY = 82
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_one_at_a_time = Lock()  # 40 megapixels take 160 MB


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture in one size, as WebP."""

    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture in each size.

    Attributes:
        sha256: Of the large one: the same picture has the same name.
    """

    sha256: str
    sizes: Mapping[PictureSize, Encoded]


def read_upload(raw: bytes) -> Upload:
    """Make a picture of a file that somebody has sent.

    Args:
        raw: The file.

    Raises:
        PictureError: It is none that can be taken.
    """
    if not raw:
        raise PictureError(PictureFault.NO_FILE)
    if len(raw) > MOST_BYTES:
        raise PictureError(PictureFault.TOO_HEAVY)
    with _one_at_a_time:
        picture = pixels_of(raw)
        sizes = {size: encoded(picture, WIDTHS[size]) for size in PictureSize}
    large = sizes[PictureSize.LARGE].content
    return Upload(hashlib.sha256(large).hexdigest(), sizes)


def pixels_of(raw: bytes) -> Image.Image:
    """Open a file, and turn it upright, in colours that every screen knows.

    Its size is looked at before anything is unpacked.

    Raises:
        PictureError: It is none that can be taken.
    """
    try:
        with Image.open(BytesIO(raw), formats=FORMATS) as opened:
            check_size(opened)
            opened.draft("RGB", (WIDTHS[PictureSize.LARGE],) * 2)
            return plain(ImageOps.exif_transpose(opened))
    except PictureError:
        raise
    except BOMBS as error:
        raise PictureError(PictureFault.TOO_MANY_PIXELS) from error
    except Exception as error:
        raise PictureError(PictureFault.NO_PICTURE) from error


def check_size(opened: Image.Image) -> None:
    """Refuse what is too large to be unpacked, or too small to be looked at.

    Raises:
        PictureError: It is.
    """
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise PictureError(PictureFault.TOO_MANY_PIXELS)
    if max(width, height) < LEAST_WIDTH or min(width, height) < LEAST_HEIGHT:
        raise PictureError(PictureFault.TOO_SMALL)


def plain(picture: Image.Image) -> Image.Image:
    """Leave nothing but pixels in sRGB, with what is see-through if anything is."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    return in_srgb(picture, profile, mode) or picture.convert(mode)


def in_srgb(
    picture: Image.Image, profile: bytes | None, mode: str
) -> Image.Image | None:
    """Translate the colours of a camera; nothing where it does not tell them."""
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return None
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, given, SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def encoded(picture: Image.Image, width: int) -> Encoded:
    """Write a picture as WebP, no wider than it is."""
    smaller = picture.copy()
    smaller.thumbnail((width, HEIGHTS_PER_WIDTH * width), Image.Resampling.LANCZOS)
    written = BytesIO()
    smaller.save(
        written, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b""
    )
    return Encoded(*smaller.size, written.getvalue())
