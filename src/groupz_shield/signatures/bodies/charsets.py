"""From bytes to text: in every way in which an application may read them."""

import json
from collections.abc import Iterator

# A fixed list: Python remembers each name that it was ever asked for.
_ENCODINGS = {
    name.replace("-", ""): name
    for name in (
        *("utf-7", "utf-16", "utf-16-le", "utf-16-be"),
        *("utf-32", "utf-32-le", "utf-32-be"),
        *("iso-8859-1", "iso-8859-15", "windows-1252", "shift_jis"),
        *("ibm037", "cp037", "ibm500", "cp500"),
    )
}
_AS_LATIN_1 = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}


def texts_of(raw: bytes, *charsets: str) -> Iterator[str]:
    """Yield a text as UTF-8, and in other charsets where it differs in them.

    Args:
        raw: Its bytes.
        charsets: What the sender calls it, or what it seems to be; applications
            differ in whether they believe it.
    """
    first = text_of(raw)
    yield first
    for charset in set(charsets):
        encoding = _ENCODINGS.get(charset.lower().replace("-", ""))
        if encoding and (other := raw.decode(encoding, "replace")) != first:
            yield other


def seeming(raw: bytes) -> str:
    """Return the charset that a text seems to be in: RFC 4627 section 3."""
    return json.detect_encoding(raw)


def text_of(raw: bytes) -> str:
    r"""Return a text as UTF-8, in which each byte that is not is taken for latin-1.

    >>> text_of(b"\xc3\xa9 \xe9")
    'é é'
    """
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("utf-8", "surrogateescape").translate(_AS_LATIN_1)
