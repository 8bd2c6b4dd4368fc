"""Files that are pictures, or want to pass for some."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

GPS = 0x8825
MAKE, ORIENTATION = 0x010F, 0x0112
CAMERA = "Spycam 3000"
SCRIPT = b"<script>alert(1)</script>"


def picture(
    kind: str = "JPEG",
    size: tuple[int, int] = (1000, 750),
    mode: str = "RGB",
    **options: Any,
) -> bytes:
    """Make a picture whose left half is red and whose right half is blue."""
    image = Image.new(mode, size, "blue")
    image.paste(Image.new(mode, (size[0] // 2, size[1]), "red"), (0, 0))
    return saved(image, kind, **options)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def noise(size: tuple[int, int]) -> bytes:
    """Make a picture that is as heavy as they come."""
    return saved(Image.effect_noise(size, 90).convert("RGB"), "JPEG", quality=100)


def with_place(kind: str = "JPEG") -> bytes:
    """Make a picture that tells where it was taken, and with what."""
    exif = Image.Exif()
    exif[MAKE] = CAMERA
    exif.get_ifd(GPS).update(
        {1: "N", 2: (51.0, 48.0, 0.0), 3: "E", 4: (4.0, 40.0, 0.0)}
    )
    return picture(kind, exif=exif, xmp=b"<x:xmpmeta>Spycam 3000</x:xmpmeta>")


def on_its_side() -> bytes:
    """Make a picture that a camera says has to be turned."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    return picture(exif=exif)


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Make a small PNG file that says it is huge."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000_000, 9)
    parts = [(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def text_bomb() -> bytes:
    """Make a PNG whose comment unpacks to 100 MB."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "x" * 100_000_000, zip=True)
    return picture("PNG", pnginfo=notes)


def page_and_picture() -> bytes:
    """Make a JPEG that is a web page and an archive as well."""
    raw = picture("JPEG", comment=SCRIPT)
    return raw + b"PK\x03\x04" + SCRIPT


def cut_off(kind: str) -> bytes:
    """Make a picture of which a part is missing."""
    raw = noise((600, 400)) if kind == "JPEG" else picture(kind)
    return raw[: len(raw) // 2]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML_FIRST = b"<!doctype html><script>alert(1)</script>" + picture()
GIF_SCRIPT = b"GIF89a/*" + b"\0" * 20 + b"*/=alert(1)//;"
