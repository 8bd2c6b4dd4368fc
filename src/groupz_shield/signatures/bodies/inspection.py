"""The values of a body, by its type."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final
from wsgiref.types import WSGIEnvironment

from groupz_shield.signatures.bodies.charsets import seeming, text_of, texts_of
from groupz_shield.signatures.bodies.codings import in_the_open, unpacked
from groupz_shield.signatures.bodies.forms import pairs_of
from groupz_shield.signatures.bodies.json_values import json_values, may_be_json
from groupz_shield.signatures.bodies.limits import Limits
from groupz_shield.signatures.bodies.multipart import multipart_values
from groupz_shield.signatures.bodies.parameters import parameters_of
from groupz_shield.signatures.bodies.replay import taken
from groupz_shield.signatures.vocabulary import Place, Value

_FORM: Final = "application/x-www-form-urlencoded"
_JSON = re.compile(r"[\w.-]+/(?:[\w.-]+\+)?json", re.ASCII)
_XML = re.compile(r"[\w.-]+/(?:[\w.-]+\+)?xml", re.ASCII)
_PIECE_OF_XML = re.compile(r""">([^<>]+)<|=\s{0,9}"([^"<]+)"|=\s{0,9}'([^'<]+)'""")
_OPAQUE = re.compile(
    r"(?:image|audio|video|font)/[\w.+-]+"
    r"|application/(?:octet-stream|pdf|zip|gzip|x-7z-compressed)",
    re.ASCII,
)
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


def body_values(environ: WSGIEnvironment, limits: Limits) -> Iterator[Value]:
    """Yield the values of a body; the application reads the same body afterwards."""
    raw = taken(environ, limits.body_bytes)
    if not raw:
        return
    content_type = environ.get("CONTENT_TYPE") or ""
    codings = environ.get("HTTP_CONTENT_ENCODING")
    if not codings:
        yield from _values(raw, content_type, limits)
        return
    found = unpacked(raw, codings, limits.body_bytes)
    yield from _values(found.body, content_type, limits)
    if found.body != raw:
        if found.is_sound and not _is_text(raw):
            yield Value(Place.TEXT, "", in_the_open(raw))
        else:
            yield from _values(raw, content_type, limits)


def _is_text(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _values(raw: bytes, content_type: str, limits: Limits) -> Iterable[Value]:
    if content_type == _FORM:  # what most bodies are
        return pairs_of(Place.FORM, text_of(raw), limits.fields)
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("multipart/"):
        boundaries = parameters_of(content_type).get("boundary", ())
        return multipart_values(raw, boundaries, limits.fields)
    return _text_values(raw, kind, _charset(content_type), limits)


def _text_values(
    raw: bytes, kind: str, charset: str, limits: Limits
) -> Iterator[Value]:
    if kind == _FORM:
        for text in texts_of(raw, charset):
            yield from pairs_of(Place.FORM, text, limits.fields)
    elif _JSON.fullmatch(kind):
        yield from _json_values(raw, charset, limits)
    elif _XML.fullmatch(kind):
        for text in texts_of(raw, charset, seeming(raw)):
            yield Value(Place.XML, "", text)
            for piece in islice(_PIECE_OF_XML.finditer(text), limits.fields):
                yield Value(Place.XML, "", piece[piece.lastindex or 0])
    else:
        yield from _other_values(raw, kind, charset, limits)


def _charset(content_type: str) -> str:
    if ";" not in content_type:
        return ""
    return "".join(parameters_of(content_type).get("charset", ())[:1])


def _json_values(raw: bytes, charset: str, limits: Limits) -> Iterator[Value]:
    texts = [*texts_of(raw, charset, seeming(raw))]
    for text in [text for text in texts if "\0" not in text] or texts:
        values = json_values(text, limits.fields)
        yield from [Value(Place.JSON, "", text)] if values is None else values


def _other_values(
    raw: bytes, kind: str, charset: str, limits: Limits
) -> Iterator[Value]:
    """Yield what a body of another type, or of none, may be taken for."""
    if may_be_json(raw):
        for text in texts_of(raw, charset, seeming(raw)):
            yield from json_values(text, limits.fields) or ()
    if _OPAQUE.fullmatch(kind):
        return
    if not _TYPE.fullmatch(kind):
        yield from pairs_of(Place.FORM, text_of(raw), limits.fields)
    for text in texts_of(raw[: limits.text_bytes], charset, seeming(raw)):
        yield Value(Place.TEXT, "", text)
