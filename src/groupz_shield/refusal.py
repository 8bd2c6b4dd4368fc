"""A refusal: what a guard decides, and the answer that the client gets."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeAlias
from wsgiref.types import StartResponse, WSGIEnvironment

from groupz_shield.events import EventKind, EventSink, SecurityEvent

Header: TypeAlias = tuple[str, str]
_KEPT_FOR_US = frozenset({"set-cookie", "cache-control", "content-length"})


def new_reference() -> str:
    """Return eight random hexadecimal digits, short enough to read out."""
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A guard's decision not to pass a request on.

    Attributes:
        guard: The name of the guard.
        reason: Why, in one sentence for whoever runs the site; never shown.
        status: The status of the answer.
        headers: What the answer has to carry, such as `Retry-After`.
        reference: What the visitor is shown, and the event carries.
    """

    guard: str
    reason: str
    status: HTTPStatus = HTTPStatus.FORBIDDEN
    headers: tuple[Header, ...] = ()
    reference: str = field(default_factory=new_reference)


RefusalPage: TypeAlias = Callable[
    [WSGIEnvironment, Refusal], tuple[str, list[Header], bytes]
]


class RefusalAnswers:
    """Answer refused requests: with a page of the application, or a constant one.

    Args:
        headers: What every refusal carries, such as the site's security headers.
        page: Renders a page; the constant answer stands in when it raises.
        report: Told when it does.
    """

    def __init__(
        self, headers: Collection[Header], page: RefusalPage | None, report: EventSink
    ) -> None:
        self._headers = [*headers, ("Cache-Control", "no-store")]
        self._page = page
        self._report = report

    def give(
        self, refusal: Refusal, environ: WSGIEnvironment, start: StartResponse
    ) -> list[bytes]:
        """Answer one request."""
        status, headers, body = self._page_for(environ, refusal)
        own = [*self._headers, *refusal.headers, ("Content-Length", str(len(body)))]
        taken = _KEPT_FOR_US | {name.lower() for name, _ in own}
        start(status, [*own, *(h for h in headers if h[0].lower() not in taken)])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _page_for(
        self, environ: WSGIEnvironment, refusal: Refusal
    ) -> tuple[str, list[Header], bytes]:
        if self._page is None:
            return constant_page(refusal)
        try:
            status, headers, body = self._page(environ, refusal)
            # A page of the wrong types would break the server's answer instead.
            return str(status), [(str(n), str(v)) for n, v in headers], b"".join([body])
        except Exception as error:  # noqa: BLE001 — whatever it is, the visitor gets an answer
            self._report(
                SecurityEvent(
                    EventKind.REFUSAL_PAGE_FAILED,
                    "The hook refusal_page failed; the constant answer was given.",
                    reference=refusal.reference,
                    error=error,
                )
            )
            return constant_page(refusal)


def constant_page(refusal: Refusal) -> tuple[str, list[Header], bytes]:
    r"""Return the small answer that needs nothing and cannot fail.

    >>> constant_page(Refusal("origin", "…", reference="0badcafe"))[2]
    b'Refused. Reference: 0badcafe\n'
    """
    status = f"{refusal.status.value} {refusal.status.phrase}"
    body = f"Refused. Reference: {refusal.reference}\n".encode()
    return status, [("Content-Type", "text/plain")], body
