"""Requests that carry a text in one of the places that a shield inspects."""

import json
from collections.abc import Callable
from io import BytesIO
from urllib.parse import quote

from spellings import escaped

Environ = dict[str, object]
URLENCODED = "application/x-www-form-urlencoded"


def body(content_type: str, raw: bytes, **more: object) -> Environ:
    """Post a body."""
    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": BytesIO(raw),
        "HTTP_ORIGIN": "http://shop.example",
        **more,
    }


def part(disposition: str, content: str, head: str = "") -> Environ:
    """Post a form of one part, whose boundary is `k`."""
    lines = ["--k", f"Content-Disposition: form-data; {disposition}", head]
    lines = [*filter(None, lines), "", content, "--k--", ""]
    return body("multipart/form-data; boundary=k", "\r\n".join(lines).encode())


def as_wsgi(text: str) -> str:
    return text.encode().decode("latin-1")


def in_quotes(text: str) -> str:
    """Write a text as browsers write the name of a file."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def form(text: str) -> bytes:
    return f"q={quote(text, safe='')}".encode()


PLACES: dict[str, Callable[[str], Environ]] = {
    "query": lambda text: {"QUERY_STRING": form(text).decode()},
    "name": lambda text: {"QUERY_STRING": f"{quote(text, safe='')}=1"},
    "form": lambda text: body(URLENCODED, form(text)),
    "JSON": lambda text: body("application/json", json.dumps({"q": [text]}).encode()),
    "JSON, escaped": lambda text: body(
        "application/json", f'{{"q": "{escaped(text)}"}}'.encode()
    ),
    "JSON in UTF-16": lambda text: body(
        "application/json", json.dumps({"q": text}).encode("utf-16")
    ),
    "multipart": lambda text: part('name="q"', text),
    "file name": lambda text: part(f'name="q"; filename="{in_quotes(text)}"', "k"),
    "extended file name": lambda text: part(  # RFC 8187
        f"name=q; filename*=UTF-8''{quote(text, safe='')}", "k"
    ),
    "XML": lambda text: body("text/xml", text.encode()),
    "text": lambda text: body("text/plain", text.encode()),
    "cookie": lambda text: {"HTTP_COOKIE": form(text).decode()},
    "path": lambda text: {"PATH_INFO": as_wsgi(f"/page/{text}")},
    "Referer": lambda text: {"HTTP_REFERER": as_wsgi(text)},
    "User-Agent": lambda text: {"HTTP_USER_AGENT": as_wsgi(text)},
    "header": lambda text: {"HTTP_X_LANGUAGE": as_wsgi(text)},
}
"""How a text gets there, so that an application would read just this text."""

IN_THE_HEAD = {"path", "Referer", "User-Agent", "header"}
"""Where nothing is escaped, and so no text of two lines can stand."""
