"""The hygiene guard: no request that no real client sends.

A server in front has usually refused most of this. The guard does not rely on it.
"""

import re
from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import WSGIEnvironment

from groupz_shield.guards.hosts import HostSet, host_name
from groupz_shield.refusal import Refusal
from groupz_shield.request import RequestFacts

# RFC 9110 section 5.6.2: a method is a token.
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}")
_USUAL = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Nobody asks an application for these: RFC 9110 sections 9.3.6 and 9.3.8, RFC 9113
# section 3.4, and two of IIS that only scanners still know.
_NEVER = frozenset({"CONNECT", "TRACE", "PRI", "TRACK", "DEBUG"})
# RFC 9110 section 5.5: no NUL, CR or LF. A tab is allowed in a header.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_PATH_CONTROL = re.compile(r"[\x00\r\n]")
_QUERY_CONTROL = re.compile(r"[\x00-\x1f\x7f]|%00")
_DIGITS = re.compile(r"[0-9]{1,18}")
_MOST_KNOWN_HOSTS = 100
_HTTP_1_1 = "HTTP/1.1"
_Wrong = tuple[HTTPStatus, str] | None


class HygieneGuard:
    """Refuse malformed, contradictory and oversized requests.

    Args:
        hosts: The names of the site; none lets every well-formed one pass.
        max_body_bytes: The largest body; None for no limit.
        max_path_bytes: The longest path, decoded.
        max_query_bytes: The longest query, as it was sent.
        max_header_bytes: The longest that the values of all headers are together.
        max_headers: The most headers.

    Raises:
        PolicyError: A host is no name.
    """

    name = "hygiene"

    def __init__(
        self,
        hosts: Iterable[str] = (),
        *,
        max_body_bytes: int | None = None,
        max_path_bytes: int = 4096,
        max_query_bytes: int = 16_384,
        max_header_bytes: int = 32_768,
        max_headers: int = 100,
    ) -> None:
        self._hosts = HostSet(hosts)
        self._max_body = max_body_bytes
        self._max_path = max_path_bytes
        self._max_query = max_query_bytes
        self._max_header = max_header_bytes
        self._max_headers = max_headers
        self._known_hosts: set[str | None] = set()
        self._calm = min(max_path_bytes, max_query_bytes, max_header_bytes)

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        """Refuse the request for the first thing that is wrong with it."""
        environ = facts.environ
        if (
            environ["REQUEST_METHOD"] in _USUAL
            and environ.get("HTTP_HOST") in self._known_hosts
            and not environ.get("CONTENT_LENGTH")
            and "HTTP_TRANSFER_ENCODING" not in environ
            and self._is_calm(environ)
        ):
            return None
        return self._examine(environ)

    def _examine(self, environ: WSGIEnvironment) -> Refusal | None:
        for check in (
            self._method,
            self._target,
            self._headers,
            self._host,
            self._body,
        ):
            if (wrong := check(environ)) is not None:
                return self._refuse(*wrong)
        if len(self._known_hosts) < _MOST_KNOWN_HOSTS:
            self._known_hosts.add(environ.get("HTTP_HOST"))
        return None

    def _refuse(self, status: HTTPStatus, why: str) -> Refusal:
        allow = (("Allow", ", ".join(sorted(_USUAL))),)
        headers = allow if status is HTTPStatus.METHOD_NOT_ALLOWED else ()
        return Refusal(self.name, why, status, headers)

    def _is_calm(self, environ: WSGIEnvironment) -> bool:
        """Tell whether all texts together are printable, and few and short enough.

        So is then every single one: the usual case costs one look at all of them.
        """
        texts = [value for value in environ.values() if value.__class__ is str]
        together = "".join(texts)
        if len(together) > self._calm or len(texts) > self._max_headers:
            return False
        return together.isprintable() and "%00" not in together

    def _method(self, environ: WSGIEnvironment) -> _Wrong:
        method = environ["REQUEST_METHOD"]
        if method in _USUAL:
            return None
        if method in _NEVER:
            return HTTPStatus.METHOD_NOT_ALLOWED, f"the method is {method}"
        if not _METHOD.fullmatch(method):
            return HTTPStatus.BAD_REQUEST, "the method is no token"
        return None

    def _target(self, environ: WSGIEnvironment) -> _Wrong:
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if _PATH_CONTROL.search(path) or (query and _QUERY_CONTROL.search(query)):
            return HTTPStatus.BAD_REQUEST, "a control character in path or query"
        if len(path) > self._max_path:
            return HTTPStatus.REQUEST_URI_TOO_LONG, f"a path of {len(path)} bytes"
        if len(query) > self._max_query:
            return HTTPStatus.REQUEST_URI_TOO_LONG, f"a query of {len(query)} bytes"
        return None

    def _headers(self, environ: WSGIEnvironment) -> _Wrong:
        values = [value for name, value in environ.items() if name[:5] == "HTTP_"]
        together = "".join(values)
        if len(values) > self._max_headers:
            why = f"{len(values)} headers"
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, why
        if len(together) > self._max_header:
            why = f"headers of {len(together)} bytes"
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, why
        if _CONTROL.search(together):
            return HTTPStatus.BAD_REQUEST, "a control character in a header"
        return None

    def _host(self, environ: WSGIEnvironment) -> _Wrong:
        host = environ.get("HTTP_HOST", "")
        if not host:
            # RFC 9112 section 3.2: HTTP/1.1 has exactly one. HTTP/1.0 need not.
            if self._hosts or environ.get("SERVER_PROTOCOL") == _HTTP_1_1:
                return HTTPStatus.BAD_REQUEST, "no Host"
            return None
        name = host_name(host)
        if name is None:
            return HTTPStatus.BAD_REQUEST, f"Host is {host[:100]!r}"
        if self._hosts and name not in self._hosts:
            # RFC 9110 section 15.5.20
            return HTTPStatus.MISDIRECTED_REQUEST, f"Host is {name[:100]!r}"
        return None

    def _body(self, environ: WSGIEnvironment) -> _Wrong:
        length = environ.get("CONTENT_LENGTH") or ""
        coding = environ.get("HTTP_TRANSFER_ENCODING")
        if not length:
            if coding and self._max_body is not None:
                return HTTPStatus.LENGTH_REQUIRED, "a body of unknown length"
            return None
        if coding:  # RFC 9112 section 6.3: this may be request smuggling
            return HTTPStatus.BAD_REQUEST, "Content-Length and Transfer-Encoding"
        if not _DIGITS.fullmatch(length):
            return HTTPStatus.BAD_REQUEST, f"Content-Length is {length[:40]!r}"
        if self._max_body is not None and int(length) > self._max_body:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body of {length} bytes"
        return None
