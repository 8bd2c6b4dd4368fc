"""The hygiene guard: no request that no real client sends.

A server in front has usually refused most of this. The guard does not rely on it:
waitress hands on two `Host` headers, and gunicorn none at all.
"""

import re
from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import WSGIEnvironment

from groupz_shield.errors import PolicyError
from groupz_shield.guards.framing import (
    HTTP_1_1,
    USUAL_METHODS,
    Fault,
    body_fault,
    method_fault,
)
from groupz_shield.guards.hosts import HostSet, host_name
from groupz_shield.refusal import Refusal
from groupz_shield.request import RequestFacts

# RFC 9110 section 5.5: no control character in a header but a tab.
_NO_CONTROL = bytes({*range(0x20, 0x100)} - {0x7F})
_NO_CONTROL_BUT_TAB = _NO_CONTROL + b"\t"
_PATH_CONTROL = re.compile(r"[\x00\r\n]")
_ALLOW = (("Allow", ", ".join(sorted(USUAL_METHODS))),)  # RFC 9110 section 15.5.6
_MOST_KNOWN_HOSTS = 100


class HygieneGuard:
    """Refuse malformed, contradictory and oversized requests.

    Args:
        hosts: The names of the site; none lets every well-formed one pass.
        max_body_bytes: The largest body; None for no limit. Where there is one, a
            body whose length nobody says is refused too.
        max_path_bytes: The longest path, decoded.
        max_query_bytes: The longest query, as it was sent.
        max_header_bytes: The longest that the values of all headers are together.
        max_headers: The most headers.

    Raises:
        PolicyError: A host is no name, or a limit is not positive.
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
        _check_limits(
            max_body_bytes=max_body_bytes,
            max_path_bytes=max_path_bytes,
            max_query_bytes=max_query_bytes,
            max_header_bytes=max_header_bytes,
            max_headers=max_headers,
        )
        self._hosts = HostSet(hosts)
        self._max_body = max_body_bytes
        self._max_path = max_path_bytes
        self._max_query = max_query_bytes
        self._max_header = max_header_bytes
        self._max_headers = max_headers
        self._known_hosts: set[str] = set()
        self._calm = min(max_path_bytes, max_query_bytes, max_header_bytes)

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        """Refuse the request for the first thing that is wrong with it."""
        environ = facts.environ
        fault = None if self._is_calm(environ) else self._head_fault(environ)
        fault = fault or body_fault(environ, self._max_body)
        if fault is None:
            return None
        status, why = fault
        headers = _ALLOW if status is HTTPStatus.METHOD_NOT_ALLOWED else ()
        return Refusal(self.name, why, status, headers)

    def _is_calm(self, environ: WSGIEnvironment) -> bool:
        """Tell whether all texts together are clean, and few and short enough.

        So is then every single one: the usual case costs one look at all of them.
        """
        if (
            environ["REQUEST_METHOD"] not in USUAL_METHODS
            or environ.get("HTTP_HOST") not in self._known_hosts
        ):
            return False
        texts = [value for value in environ.values() if value.__class__ is str]
        together = "".join(texts)
        return (
            len(together) <= self._calm
            and len(texts) <= self._max_headers
            and "%00" not in together
            and not together.encode("latin-1", "replace").translate(None, _NO_CONTROL)
        )

    def _head_fault(self, environ: WSGIEnvironment) -> Fault | None:
        """Look at each part."""
        fault = (
            method_fault(environ["REQUEST_METHOD"])
            or self._target_fault(environ)
            or self._header_fault(environ)
            or self._host_fault(environ)
        )
        host = environ.get("HTTP_HOST")
        if fault is None and host and len(self._known_hosts) < _MOST_KNOWN_HOSTS:
            self._known_hosts.add(host)
        return fault

    def _target_fault(self, environ: WSGIEnvironment) -> Fault | None:
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if len(path) > self._max_path:  # RFC 9110 section 15.5.15
            return HTTPStatus.REQUEST_URI_TOO_LONG, f"a path of {len(path)} bytes"
        if len(query) > self._max_query:
            return HTTPStatus.REQUEST_URI_TOO_LONG, f"a query of {len(query)} bytes"
        if _PATH_CONTROL.search(path):
            return HTTPStatus.BAD_REQUEST, "a control character in the path"
        if "%00" in query or not _holds_only(_NO_CONTROL, query):
            return HTTPStatus.BAD_REQUEST, "a control character in the query"
        return None

    def _header_fault(self, environ: WSGIEnvironment) -> Fault | None:
        values = [value for name, value in environ.items() if name[:5] == "HTTP_"]
        together = "".join(values) + (environ.get("CONTENT_TYPE") or "")
        too_large = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE  # RFC 6585 section 5
        if len(values) > self._max_headers:
            return too_large, f"{len(values)} headers"
        if len(together) > self._max_header:
            return too_large, f"headers of {len(together)} bytes"
        if not _holds_only(_NO_CONTROL_BUT_TAB, together):
            return HTTPStatus.BAD_REQUEST, "a control character in a header"
        return None

    def _host_fault(self, environ: WSGIEnvironment) -> Fault | None:
        host = environ.get("HTTP_HOST", "")
        if not host:
            # RFC 9112 section 3.2: HTTP/1.1 has exactly one. HTTP/1.0 needs none, and
            # without one the probe of a load balancer is no request for another site.
            missing = environ.get("SERVER_PROTOCOL") == HTTP_1_1
            return (HTTPStatus.BAD_REQUEST, "no Host") if missing else None
        name = host_name(host)
        if name is None:
            return HTTPStatus.BAD_REQUEST, f"Host is {host[:100]!r}"
        if self._hosts and name not in self._hosts:  # RFC 9110 section 15.5.20
            return HTTPStatus.MISDIRECTED_REQUEST, f"Host is {name[:100]!r}"
        return None


def _check_limits(**limits: int | None) -> None:
    for setting, limit in limits.items():
        if limit is not None and limit < 1:
            raise PolicyError(setting, limit, "is not positive")


def _holds_only(allowed: bytes, text: str) -> bool:
    """Tell whether a text, which is bytes as latin-1, holds nothing else."""
    return not text.encode("latin-1", "replace").translate(None, allowed)
