"""One request that nobody sent, and what a shield says to it."""

from dataclasses import asdict, dataclass, replace
from io import BytesIO
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

import click

from groupz_shield.events import EventKind, SecurityEvent
from groupz_shield.middleware import Shield
from groupz_shield.policy import ShieldPolicy

_PLAIN = frozenset({"CONTENT_LENGTH", "CONTENT_TYPE"})


@dataclass(frozen=True)
class Asking:
    """A request as a person writes it down.

    Attributes:
        url: A path, or a whole address.
        method: The method.
        client: The address that connects.
        headers: Each as `"Name: value"`.
        body: What it sends.
    """

    url: str
    method: str
    client: str
    headers: tuple[str, ...]
    body: bytes = b""

    @property
    def environ(self) -> WSGIEnvironment:
        """The request as a server hands it on.

        Raises:
            click.BadParameter: A part of it cannot be meant.
        """
        environ = self._line()
        for header in self.headers:
            name, colon, value = header.partition(":")
            if not colon or not name.strip():
                raise click.BadParameter(f'{header!r} is no "Name: value".')
            key = name.strip().upper().replace("-", "_")
            key = key if key in _PLAIN else f"HTTP_{key}"
            before = f"{environ[key]}," if key in environ and key != "HTTP_HOST" else ""
            environ[key] = before + value.strip()
        environ["wsgi.input"] = BytesIO(self.body)
        setup_testing_defaults(environ)
        return environ

    def _line(self) -> WSGIEnvironment:
        try:
            ip_address(self.client)
            parts = urlsplit(self.url)
            port = parts.port or (80 if parts.scheme == "http" else 443)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None
        if not parts.netloc and not self.url.startswith("/"):
            raise click.BadParameter(
                f"{self.url!r} is neither a path such as /login nor an address such as "
                "https://bookings.example/login."
            )
        return {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
            "QUERY_STRING": parts.query,
            "REMOTE_ADDR": self.client,
            "SERVER_NAME": parts.hostname or "localhost",
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": parts.netloc or "localhost",
            "wsgi.url_scheme": parts.scheme or "https",
        }


@dataclass(frozen=True)
class Answer:
    """What a shield says.

    Attributes:
        refused: Whether the request is refused.
        status: The status of the answer; 200 where it is passed on.
        guard: Which guard objects, in earnest or only to report it; None if none does.
        reason: Why it does.
        reference: What a refused visitor is shown.
    """

    refused: bool
    status: int
    guard: str | None = None
    reason: str | None = None
    reference: str | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What a program reads."""
        return asdict(self)


def answer_of(policy: ShieldPolicy, environ: WSGIEnvironment) -> Answer:
    """Return what a shield of this policy says to a request."""
    events: list[SecurityEvent] = []
    statuses: list[str] = []

    def start(status: str, _headers: object, _exc_info: object = None) -> Any:
        statuses.append(status)

    shield = Shield(_passed_on, replace(policy, event_sink=events.append))
    shield(environ, start)
    status = int(statuses[0].partition(" ")[0])
    for kind in (EventKind.REFUSED, EventKind.WOULD_REFUSE):
        for event in events:
            if event.kind is kind:
                refused = kind is EventKind.REFUSED
                guard = str(event.facts["guard"])
                return Answer(refused, status, guard, event.message, event.reference)
    return Answer(refused=False, status=status)


def _passed_on(_environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    start("200 OK", [])
    return []
