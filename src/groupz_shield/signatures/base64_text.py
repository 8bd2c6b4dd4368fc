"""Base64 (RFC 4648) that stands for text, and what tells that a text holds some."""

import re
from base64 import b64decode
from binascii import Error

_SHORTEST_BASE64 = 16
_BASE64 = re.compile(
    r"(?:^|(?<=base64,))[A-Za-z0-9+/_-]{16,}={0,2}(?=$|[^\w+/=-])",
    re.IGNORECASE | re.MULTILINE,
)
_LINE_OF_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}$", re.MULTILINE)
_LATER_LINE = re.compile(rf"\n{_LINE_OF_BASE64.pattern}", re.MULTILINE)
_TEXT = re.compile(rb"[\t\n\r\x20-\x7e]+")
_URL_SAFE = str.maketrans("-_", "+/")
_MOST_BASE64 = 8


def unpadded(text: str) -> str:
    """Decode base64 that stands for text.

    >>> unpadded("data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==")
    'data:text/html;base64,<script>alert(1)</script>'
    """
    return _BASE64.sub(_decoded, text, count=_MOST_BASE64) if is_packed(text) else text


def is_packed(text: str) -> bool:
    """Tell whether a line of a text may be base64, or says that some follows."""
    return len(text) >= _SHORTEST_BASE64 and (
        _LINE_OF_BASE64.match(text) is not None
        or _LATER_LINE.search(text) is not None
        or ("64," in text and "base64," in text.lower())
    )


def _decoded(match: re.Match[str]) -> str:
    packed = match[0].translate(_URL_SAFE).rstrip("=")
    try:
        raw = b64decode(packed + "=" * (-len(packed) % 4))
    except Error:
        return match[0]
    return raw.decode("ascii") if _TEXT.fullmatch(raw) else match[0]
