"""One step of decoding each: a text with a layer taken off, or as it was."""

import re
from html import unescape
from unicodedata import normalize

from groupz_shield.signatures.percent import unescaped_bytes

_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")
_NAMED = re.compile(r"&(?:#|[A-Za-z]{2,31};?)")
_LONG_NUMBER = re.compile(r"&#0*+([0-9]{1,7})[0-9]*+")
_ESCAPE = re.compile(
    r"\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\([0-3][0-7]{2})"
)
_PLUS = re.compile(r"\+[^\s+]{1,40}\+")
_INVISIBLE = re.compile("[\x00\xad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# US-ASCII with the eighth bit set, which old readers drop: ¼script¾ is <script>.
_EIGHTH_BIT = re.compile("\xbc[^\xbc\xbe]{1,200}\xbe")
# Words and units in one character, which stand for nothing that an attack needs, and
# for up to eighteen others.
_LONG_SIGN = re.compile("[\u3300-\u3357\u33ae\u33af\ufdfa\ufdfb]")
_STEP = 128  # accents in the wrong order take time by the square of their number
_SEVEN_BITS = bytes(number & 0x7F for number in range(256))
_LARGEST = 0x10FFFF


def unpercented(text: str) -> str:
    """Decode `%XX`, overlong UTF-8 included, and `%uXXXX`.

    >>> unpercented("%c0%ae%c0%ae/%u0065tc")
    '../etc'
    """
    if "%" not in text:
        return text
    text = _PERCENT_U.sub(lambda match: chr(int(match[1], 16)), text)
    try:
        return unescaped_bytes(text.encode()).decode()
    except UnicodeError:
        pass
    return _PERCENT.sub(lambda match: _from_utf8(match[0]), text)


def _from_utf8(run: str) -> str:
    raw = bytes.fromhex(run.replace("%", ""))
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return _OVERLONG.sub(_shortened, raw.decode("latin-1"))


# RFC 3629 section 3 forbids these; old decoders take them for ASCII all the same.
_OVERLONG = re.compile("[\xc0\xc1]([\x80-\xbf])|\xe0[\x80\x81]([\x80-\xbf])")


def _shortened(match: re.Match[str]) -> str:
    high, low = ord(match[0][-2]) & 0x03, ord(match[0][-1]) & 0x3F
    return chr(high << 6 | low)


def unplussed(text: str) -> str:
    """Read `+` as a space, where nothing else separates words.

    >>> unplussed("union+select+1"), unplussed("a + b"), unplussed("xhtml+xml")
    ('union select 1', 'a + b', 'xhtml+xml')
    """
    if " " in text or not _PLUS.search(text):
        return text
    return text.replace("+", " ")


def unnamed(text: str) -> str:
    """Decode the character references of HTML.

    >>> unnamed("&lt;b&#x3e;")
    '<b>'
    """
    return unreferenced(text) if _NAMED.search(text) else text


def unreferenced(text: str) -> str:
    """Do what `html.unescape` does, for numbers of any length too.

    >>> unreferenced("&#" + "0" * 5000 + "60;")
    '<'
    """
    try:
        return unescape(text)
    except ValueError:  # more digits than Python makes a number of
        return unescape(_LONG_NUMBER.sub(r"&#\1", text))


def unescaped(text: str) -> str:
    r"""Decode the escapes of JavaScript, JSON and many others.

    >>> unescaped(r"\u003cb\x3e")
    '<b>'
    """
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    if match[4]:
        return chr(int(match[4], 8))
    number = int(match[1] or match[2] or match[3], 16)
    return chr(number) if number <= _LARGEST else match[0]


def unstyled(text: str) -> str:
    """Bring characters to their plain form (NFKC), and drop those that nobody sees.

    >>> unstyled("\uff1cscript\uff1e\u200b")
    '<script>'
    """
    if text.isascii() and "\x00" not in text:
        return text
    text = _INVISIBLE.sub("", text)
    text = _EIGHTH_BIT.sub(_seven_bits, text)
    text = _LONG_SIGN.sub("\ufffd", text)
    pieces = [text[at : at + _STEP] for at in range(0, len(text), _STEP)]
    return "".join([normalize("NFKC", piece) for piece in pieces])


def _seven_bits(match: re.Match[str]) -> str:
    return match[0].encode("latin-1", "replace").translate(_SEVEN_BITS).decode("ascii")
