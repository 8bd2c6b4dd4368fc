"""What a request says of itself: its method, and how long its body is.

A server and a proxy that read a length differently can be made to see two requests
where there is one: request smuggling, RFC 9112 section 11.2.
"""

import re
from http import HTTPStatus
from typing import Final, TypeAlias
from wsgiref.types import WSGIEnvironment

Fault: TypeAlias = tuple[HTTPStatus, str]
"""The status to refuse with, and why."""

USUAL_METHODS: Final = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
)
"""What nearly every request uses. Others may be the application's own, as WebDAV's."""

HTTP_1_0: Final = "HTTP/1.0"
HTTP_1_1: Final = "HTTP/1.1"

# Nobody asks an application for these: RFC 9110 sections 9.3.6 and 9.3.8, RFC 9113
# section 3.4, and two of IIS that only scanners still know.
_NEVER = frozenset({"CONNECT", "TRACE", "PRI", "TRACK", "DEBUG"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 section 5.6.2
_LONGEST_METHOD = 32  # IANA's longest, UPDATEREDIRECTREF, has 17
_DIGITS = re.compile(r"[0-9]{1,18}")


def method_fault(method: str) -> Fault | None:
    """Tell what is wrong with a method; one that nobody registered is no fault.

    >>> method_fault("PROPFIND"), method_fault("GE T")
    (None, (<HTTPStatus.BAD_REQUEST: 400>, 'the method is no token'))
    """
    if method in USUAL_METHODS:
        return None
    if method in _NEVER:
        return HTTPStatus.METHOD_NOT_ALLOWED, f"the method is {method}"
    if not _TOKEN.fullmatch(method):
        return HTTPStatus.BAD_REQUEST, "the method is no token"
    if len(method) > _LONGEST_METHOD:  # RFC 9112 section 3
        return HTTPStatus.NOT_IMPLEMENTED, f"a method of {len(method)} bytes"
    return None


def body_fault(environ: WSGIEnvironment, max_bytes: int | None) -> Fault | None:
    """Tell what is wrong with the length of a body, or that it is too long.

    A server that has decoded a chunked body may say its length, as waitress does, or
    leave `Transfer-Encoding` in the environ, as gunicorn does: both are fine.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    coding = environ.get("HTTP_TRANSFER_ENCODING")
    if coding is not None:
        if length:  # RFC 9112 section 6.3: this ought to be handled as an error
            return HTTPStatus.BAD_REQUEST, "Content-Length and Transfer-Encoding"
        return _coding_fault(coding, environ, max_bytes)
    if not length:
        return None
    if not _DIGITS.fullmatch(length):  # RFC 9110 section 8.6
        return HTTPStatus.BAD_REQUEST, f"Content-Length is {length[:40]!r}"
    if max_bytes is not None and int(length) > max_bytes:  # RFC 9110 section 15.5.14
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body of {length} bytes"
    return None


def _coding_fault(
    coding: str, environ: WSGIEnvironment, max_bytes: int | None
) -> Fault | None:
    *inner, last = (one.strip(" \t").lower() for one in coding.split(","))
    if last != "chunked" or "chunked" in inner:  # RFC 9112 sections 6.1 and 6.3
        return HTTPStatus.BAD_REQUEST, f"Transfer-Encoding is {coding[:40]!r}"
    if environ.get("SERVER_PROTOCOL") == HTTP_1_0:  # RFC 9112 section 6.1
        return HTTPStatus.BAD_REQUEST, "Transfer-Encoding in HTTP/1.0"
    if max_bytes is not None:  # RFC 9110 section 15.5.12
        return HTTPStatus.LENGTH_REQUIRED, "a body of unknown length"
    return None
