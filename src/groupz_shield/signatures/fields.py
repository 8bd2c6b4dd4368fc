"""The values in the head of a request: path, query, cookies, headers."""

import re
from collections.abc import Iterable
from urllib.parse import quote
from wsgiref.types import WSGIEnvironment

from groupz_shield.signatures.bodies.forms import (
    MOST_PAIRS,
    new,
    pairs_of,
    read_value,
    unquoted,
)
from groupz_shield.signatures.usual_headers import (
    HARMLESS,
    NO_TEXT,
    RAW_PATHS,
    USUAL,
)
from groupz_shield.signatures.vocabulary import Place, Value

_COOKIE, _PATH, _HEADER = Place.COOKIE, Place.PATH, Place.HEADER
_PLACES = {
    "HTTP_REFERER": Place.REFERER,
    "HTTP_USER_AGENT": Place.USER_AGENT,
}

_HARMLESS_TYPES = frozenset(
    {"", "application/x-www-form-urlencoded", "application/json", "text/plain"}
)
_PLAIN_ORIGIN = re.compile(r"(?:https?://[\w.:\[\]-]{1,300}|null)?", re.ASCII)
_ORIGIN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*")
_QUOTED = re.compile(r'="((?:[^"\\]|\\.)*)"')
_SLASHED = re.compile(r"\\([0-3][0-7]{2}|.)")


def head_values(environ: WSGIEnvironment) -> list[Value]:
    """Return path, query, cookies and headers."""
    values = _paths(environ)
    if query := environ.get("QUERY_STRING"):
        values += pairs_of(Place.QUERY, as_text(query))
    if cookie := environ.get("HTTP_COOKIE"):
        values += _cookies(as_text(cookie))
    if (content_type := environ.get("CONTENT_TYPE") or "") not in _HARMLESS_TYPES:
        values.append(new(Value, (_HEADER, "CONTENT_TYPE", as_text(content_type))))
    origin = environ.get("HTTP_ORIGIN") or ""
    if not _PLAIN_ORIGIN.fullmatch(origin):
        values.append(new(Value, (_HEADER, "ORIGIN", as_text(origin))))
    return values + _headers(environ)


def _headers(environ: WSGIEnvironment) -> list[Value]:
    """Return the names that were chosen, and the values of all headers."""
    keys = [key for key in environ if key not in NO_TEXT and key[:5] == "HTTP_"]
    values = [
        new(Value, (Place.HEADER_NAME, key[5:], key[5:].replace("_", "-")))
        for key in keys
        if key not in USUAL
    ]
    values += [
        new(Value, (_PLACES.get(key, _HEADER), key[5:], as_text(environ[key])))
        for key in keys
        if environ[key] not in HARMLESS
    ]
    return values


def _paths(environ: WSGIEnvironment) -> list[Value]:
    """Return the path as the server decoded it, and as it came where that differs."""
    given = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
    path = as_text(given)
    values = [new(Value, (_PATH, "", path))]
    if path is given and not path.isascii():  # not UTF-8: see `decoding`
        escaped = quote(path, "/", "latin-1", "replace")
        values.append(new(Value, (_PATH, "", escaped)))
    uri = environ.get(RAW_PATHS[0]) or environ.get(RAW_PATHS[1])
    if uri and uri.partition("?")[0] != given:
        sent = _ORIGIN.sub("", uri, count=1).partition("?")[0]
        if unquoted(sent) != path:
            values.append(new(Value, (_PATH, "", as_text(sent))))
    return values


def _cookies(header: str) -> list[Value]:
    values: list[Value] = []
    for pair in header.split(";", MOST_PAIRS):
        name, _, value = pair.partition("=")
        name = name.strip()
        if name:
            values.append(new(Value, (_COOKIE, name, name)))
        values += _cookie(name, value.strip())
    if '"' in header:  # some readers see one cookie where others see two
        for match in _QUOTED.finditer(header):
            if ";" in match[1]:
                values += _cookie("", match[1])
    return values


def _cookie(name: str, raw: str) -> Iterable[Value]:
    if '"' in raw or "\\" in raw:
        raw = _SLASHED.sub(_unslashed, raw.strip('"'))
    return read_value(_COOKIE, name, raw) if raw else ()


def _unslashed(match: re.Match[str]) -> str:
    return chr(int(match[1], 8)) if len(match[1]) > 1 else match[1]


def as_text(raw: str) -> str:
    """Return what WSGI gives as latin-1 as the text that it is, if it is UTF-8."""
    if raw.isascii():
        return raw
    try:
        return raw.encode("latin-1").decode()
    except UnicodeError:
        return raw
