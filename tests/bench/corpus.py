"""A corpus of requests: a file of JSON lines, gzipped or not, and WSGI environs of it.

Each has a `label` (`attack` or `legit`), `source`, `category`, `method`, `path` as it
was sent, `query_string`, `headers`, and `body` in base64.
"""

import gzip
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIEnvironment

_AS_THEY_ARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_PLACES = {
    "application/x-www-form-urlencoded": "form",
    "application/json": "JSON",
    "multipart/form-data": "multipart",
    "application/xml": "XML",
}
_OF_BROWSERS = frozenset(
    {
        *("host", "connection", "proxy-connection", "keep-alive", "content-length"),
        *("accept", "accept-language", "accept-encoding", "accept-charset", "origin"),
        *("cache-control", "user-agent", "content-type"),
    }
)


def requests_of(path: Path) -> Iterator[dict[str, Any]]:
    """Read a corpus."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def environ_of(request: Mapping[str, Any]) -> WSGIEnvironment:
    """Return what a server would make of a request."""
    body = b64decode(request["body"])
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request["path"]).decode("latin-1"),
        "QUERY_STRING": request["query_string"].encode().decode("latin-1"),
        "SERVER_PROTOCOL": "HTTP/1.0",
        "REMOTE_ADDR": "203.0.113.9",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
    }
    for name, text in request["headers"].items():
        key = _AS_THEY_ARE.get(name.lower(), "HTTP_" + name.upper().replace("-", "_"))
        environ[key] = text.encode().decode("latin-1")
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def place_of(request: Mapping[str, Any]) -> str:
    """Say where most of a request stands, as far as can be told: no corpus says it."""
    headers = {name.lower(): text for name, text in request["headers"].items()}
    if request["body"]:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        return _PLACES.get(kind, "other body")
    if request["query_string"]:
        return "query"
    if "cookie" in headers:
        return "cookie"
    is_browser = headers.get("user-agent", "").startswith("Mozilla/5.0 (")
    return "path" if is_browser and headers.keys() <= _OF_BROWSERS else "header"
