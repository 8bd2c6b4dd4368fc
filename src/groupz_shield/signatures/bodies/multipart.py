"""`multipart/form-data`: fields, file names, and what parsers may differ about."""

import quopri
import re
from base64 import b64decode
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress

from groupz_shield.signatures.bodies.charsets import text_of, texts_of
from groupz_shield.signatures.bodies.forms import NAME, new
from groupz_shield.signatures.bodies.heads import Head, head_and_content
from groupz_shield.signatures.bodies.parameters import parameters_of
from groupz_shield.signatures.bodies.parts import Pieces, pieces_of
from groupz_shield.signatures.vocabulary import Place, Value

_MULTIPART = Place.MULTIPART
# What every part says.
_HEADS = re.compile(
    r"[\r\n]+content-disposition:[ \t]*form-data|;[ \t]*(?=(?:file)?name\*?=)"
    r"|[\r\n]+(?=content-(?:type|length|transfer-encoding):)",
    re.IGNORECASE,
)
_MOST_NAMES = 2
# What browsers write, and nothing that needs a closer look.
_SIMPLE = re.compile(
    rb'Content-Disposition: form-data; name="([^"\\%;\r\n\x00]{1,200})"\r\n\r\n'
)


def multipart_values(
    raw: bytes, boundaries: Sequence[str], most: int
) -> Iterator[Value]:
    """Yield the fields, names and file names of a body, not what its files hold.

    Where parsers would differ, the whole body is yielded as one text as well, and so
    nothing depends on which of them the application uses.

    Args:
        raw: The body, whose end may have been cut off.
        boundaries: What the type says; more than one if parsers differ about it.
        most: How many parts to tell apart.
    """
    is_plain = len(boundaries) == 1
    for boundary in filter(None, {*boundaries[:1], *boundaries[-1:]}):
        pieces = pieces_of(raw, boundary.encode("latin-1", "replace"), most)
        if pieces is None:
            is_plain = False
        else:
            is_plain = (yield from _values_in(pieces, most)) and is_plain
    if not is_plain:
        yield Value(_MULTIPART, "", _as_one(raw))


def _values_in(pieces: Pieces, most: int) -> Generator[Value, None, bool]:
    """Yield the values, and return whether all parsers would see just these."""
    is_plain = pieces.is_plain
    for part in pieces.parts:
        is_plain = (yield from _part_values(part)) and is_plain
    is_split = len(pieces.parts) < most
    if is_split and not pieces.is_closed:
        is_split = yield from _part_values(pieces.rest)
    if not is_split:
        yield Value(_MULTIPART, "", _as_one(pieces.rest))
    return is_plain


def _as_one(raw: bytes) -> str:
    """Return a body as one text, without what each part says, which is no attack."""
    return _HEADS.sub(" ", text_of(raw))


def _part_values(part: bytes) -> Generator[Value, None, bool]:
    """Yield what a part says and holds, and return whether parsers agree about it."""
    if simple := _SIMPLE.match(part):
        name = text_of(simple[1])
        yield new(Value, (NAME, name, name))
        if content := part[simple.end() :]:
            yield new(Value, (_MULTIPART, name, text_of(content)))
        return True
    split = head_and_content(part)
    if split is None:
        return False
    head, content = split
    yield from _said(head)
    if not head.is_file:
        yield from _held(head, content)
    return head.is_plain


def _said(head: Head) -> Iterator[Value]:
    for name in head.names:
        yield Value(NAME, name, name)
    for file_name in head.file_names:
        yield Value(Place.FILE_NAME, "".join(head.names[:1]), file_name)
    for name, text in head.headers:
        if text and (name != "content-disposition" or not head.is_plain):
            yield Value(Place.HEADER, name, text)


def _held(head: Head, content: bytes) -> Iterator[Value]:
    names = head.names if 0 < len(head.names) <= _MOST_NAMES else [""]
    charset = "".join(parameters_of(head.header("content-type")).get("charset", ())[:1])
    for raw in _transferred(content, head.header("content-transfer-encoding")):
        for text in texts_of(raw, charset):
            for name in names:
                yield Value(_MULTIPART, name, text)


def _transferred(content: bytes, encoding: str) -> Iterator[bytes]:
    """Yield content as it is, and decoded: RFC 7578 section 4.7 deprecates this."""
    yield content
    if encoding.lower() == "base64":
        with suppress(ValueError):
            yield b64decode(content + b"==")
    elif encoding.lower() == "quoted-printable":
        yield quopri.decodestring(content)
