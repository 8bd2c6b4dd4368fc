"""Packed bodies: `Content-Encoding`, RFC 9110 section 8.4.

Many applications never look at this header, and read the body as it is. So what stands
in the open in a packed body is inspected too.
"""

import re
import zlib
from typing import Final, NamedTuple

_GZIP: Final = 16 + zlib.MAX_WBITS
_ZLIB: Final = zlib.MAX_WBITS
_RAW: Final = -zlib.MAX_WBITS
_WINDOWS: Final = {
    "gzip": (_GZIP,),
    "x-gzip": (_GZIP,),
    "deflate": (_ZLIB, _RAW),  # RFC 9110 section 8.4.1.2: some send it without zlib's
}
_MOST_CODINGS: Final = 3
_MOST_MEMBERS: Final = 1000
_STEP: Final = 4096
_OPEN = re.compile(rb"[\t\n\r\x20-\x7e]{16,}")


class Unpacked(NamedTuple):
    """What a packed body holds.

    Attributes:
        body: It, as far as it could be unpacked.
        is_sound: Whether nothing was wrong with it.
    """

    body: bytes
    is_sound: bool


def unpacked(raw: bytes, codings: str, most: int) -> Unpacked:
    """Unpack a body.

    Args:
        raw: The body as it came, perhaps cut off.
        codings: `Content-Encoding`: the last one has to be undone first.
        most: Where to stop, in bytes, however much more it would become.
    """
    body = raw
    for coding in reversed(codings.lower().split(",")[-_MOST_CODINGS:]):
        windows = _WINDOWS.get(coding.strip())
        if windows is None:
            continue
        tries = [_inflated(body, window, most) for window in windows]
        best = max(tries, key=lambda one: (one.is_sound, len(one.body)))
        if not best.is_sound:
            return best
        body = best.body
    return Unpacked(body, is_sound=True)


def _inflated(raw: bytes, window: int, most: int) -> Unpacked:
    """Inflate one member after another, as RFC 1952 section 2.2 has them."""
    found, at, view = bytearray(), 0, memoryview(raw)
    try:
        for _ in range(_MOST_MEMBERS):
            at = _inflate_member(view, at, window, found, most)
            if at >= len(raw) or len(found) >= most or window != _GZIP:
                break
    except zlib.error:
        return Unpacked(bytes(found), is_sound=at > 0)  # but for its padding
    return Unpacked(bytes(found), is_sound=True)


def _inflate_member(
    view: memoryview, at: int, window: int, found: bytearray, most: int
) -> int:
    """Add what a member holds, in small steps, and return where it ends."""
    inflater = zlib.decompressobj(window)
    piece: bytes | memoryview = b""
    while not inflater.eof and len(found) < most and (piece or at < len(view)):
        if not piece:
            piece = view[at : at + _STEP]
            at += len(piece)
        found += inflater.decompress(piece, most - len(found))
        piece = inflater.unconsumed_tail
    return at - len(inflater.unused_data)


def in_the_open(raw: bytes) -> str:
    """Return the long runs of readable characters in bytes that are no text."""
    return b"\n".join(_OPEN.findall(raw)).decode("ascii")
