"""Turning requests away before the queue grows past what can be answered in time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

RETRY_AFTER_SECONDS = 5
BODY = b"Te druk: probeer het zo weer. / Very busy: try again in a moment.\n"


@dataclass(frozen=True, slots=True)
class Shedding:
    """Answers 503 at once while too many requests wait for a thread (RFC 9110 15.6.4).

    A request that is turned away costs next to nothing, so that the queue drains.

    Attributes:
        waiting: Tells how many requests wait at this moment.
        most: How many may.
        headers: Those of every answer.
    """

    app: WSGIApplication
    waiting: Callable[[], int]
    most: int
    headers: list[tuple[str, str]]

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Pass a request on, or turn it away."""
        if self.waiting() <= self.most:
            return self.app(environ, start_response)
        start_response(
            "503 Service Unavailable",
            [
                *self.headers,
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(BODY))),
                ("Cache-Control", "no-store"),
                ("Retry-After", str(RETRY_AFTER_SECONDS)),
            ],
        )
        return [BODY]
