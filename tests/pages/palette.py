"""PNG pictures with a palette: a third of the size, for pages of few colours."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
Colour = tuple[int, int, int]


def with_palette(png: bytes) -> bytes:
    """Keep the colours that occur most, and give all others the nearest of these.

    Args:
        png: A picture as browsers make it: 8 bits, three colours or four, no interlace.
    """
    width, height, channels, pixels = decoded(png)
    colours = list(zip(*(pixels[n::channels] for n in range(3)), strict=True))
    counted = Counter(colours)
    kept = [colour for colour, _ in counted.most_common(COLOURS)]
    numbers = {colour: nearest(colour, kept) for colour in counted}
    indices = bytes(map(numbers.__getitem__, colours))
    rows = (b"\0" + indices[y * width : (y + 1) * width] for y in range(height))
    return b"".join(
        [
            SIGNATURE,
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", b"".join(map(bytes, kept))),
            chunk(b"IDAT", zlib.compress(b"".join(rows), 9)),
            chunk(b"IEND", b""),
        ]
    )


def nearest(colour: Colour, kept: list[Colour]) -> int:
    r, g, b = colour
    return min(
        range(len(kept)),
        key=lambda n: (
            (r - kept[n][0]) ** 2 + (g - kept[n][1]) ** 2 + (b - kept[n][2]) ** 2
        ),
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
    )


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def decoded(png: bytes) -> tuple[int, int, int, bytes]:
    """Read width, height, bytes a pixel, and the pixels."""
    parts = list(chunks(png))
    width, height, _, kind = struct.unpack_from(">IIBB", dict(parts)[b"IHDR"])
    channels = {2: 3, 6: 4}[kind]
    raw = zlib.decompress(b"".join(part for name, part in parts if name == b"IDAT"))
    stride = width * channels
    rows, above = [], bytearray(stride)
    for y in range(height):
        at = y * (stride + 1)
        line = bytearray(raw[at + 1 : at + 1 + stride])
        unfiltered(raw[at], line, above, channels)
        rows.append(bytes(line))
        above = line
    return width, height, channels, b"".join(rows)


def unfiltered(kind: int, line: bytearray, above: bytearray, channels: int) -> None:
    """Undo a row's filter in place (PNG specification, section 9)."""
    for at in range(len(line)) if kind else ():
        left = line[at - channels] if at >= channels else 0
        corner = above[at - channels] if at >= channels else 0
        guess = (0, left, above[at], (left + above[at]) // 2, 0)[kind]
        if kind == PAETH:
            guess = paeth(left, above[at], corner)
        line[at] = (line[at] + guess) & 0xFF


PAETH = 4


def paeth(left: int, above: int, corner: int) -> int:
    whole = left + above - corner
    return min((left, above, corner), key=lambda one: abs(whole - one))
