"""The values in the head of a request: path, query, cookies, headers."""

from collections.abc import Iterator
from urllib.parse import unquote_plus
from wsgiref.types import WSGIEnvironment

from groupz_shield.signatures.vocabulary import Place, Value

_PLACES = {
    "HTTP_REFERER": Place.REFERER,
    "HTTP_USER_AGENT": Place.USER_AGENT,
}
_NO_TEXT = frozenset({"HTTP_COOKIE", "HTTP_HOST"})
_MOST_PAIRS = 10_000


def head_values(environ: WSGIEnvironment) -> Iterator[Value]:
    """Yield path, query, cookies and headers."""
    path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
    yield Value(Place.PATH, "", as_text(path))
    if query := environ.get("QUERY_STRING"):
        yield from pairs_of(Place.QUERY, query)
    if cookie := environ.get("HTTP_COOKIE"):
        yield from _cookies(cookie)
    for key, text in environ.items():
        if key.startswith("HTTP_") and key not in _NO_TEXT:
            yield Value(_PLACES.get(key, Place.HEADER), key[5:], as_text(text))


def pairs_of(place: Place, text: str) -> Iterator[Value]:
    """Yield the names and values of `application/x-www-form-urlencoded`."""
    for pair in text.split("&", _MOST_PAIRS):
        name, _, value = pair.partition("=")
        name = unquote_plus(name)
        if name:
            yield Value(Place.NAME, name, name)
        if value:
            yield Value(place, name, unquote_plus(value))


def _cookies(header: str) -> Iterator[Value]:
    for pair in as_text(header).split(";", _MOST_PAIRS):
        name, _, value = pair.strip().partition("=")
        yield Value(Place.NAME, name, name)
        yield Value(Place.COOKIE, name, value)


def as_text(raw: str) -> str:
    """Return what WSGI gives as latin-1 as the text that it is, if it is UTF-8."""
    if raw.isascii():
        return raw
    try:
        return raw.encode("latin-1").decode()
    except UnicodeError:
        return raw
