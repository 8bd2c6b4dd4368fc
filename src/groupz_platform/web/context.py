"""What every request of both applications finds: settings, time, and its own id."""

from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import cast

import structlog
from flask import Flask, Response, current_app, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from groupz_platform.clock import Clock
from groupz_platform.config import Settings
from groupz_platform.logs import new_request_id

EXTENSION = "groupz.context"
log = structlog.get_logger("groupz.web")


@dataclass(frozen=True, slots=True)
class Context:
    """What an application was made with.

    Attributes:
        secret: Signs forms and links.
    """

    settings: Settings
    clock: Clock
    secret: bytes

    @property
    def mail_domain(self) -> str:
        """The right side of Message-IDs."""
        return self.settings.sender_address.rpartition("@")[2]


def init_app(app: Flask, context: Context) -> None:
    """Hand the context to an application, and log its requests."""
    app.extensions[EXTENSION] = context
    app.before_request(begin)
    app.after_request(end)
    app.teardown_request(lambda _error: clear_contextvars())
    app.context_processor(
        lambda: {"request_id": g.request_id, "operator": operator(context.settings)}
    )


def current() -> Context:
    """Tell what the application of this request was made with."""
    return cast("Context", current_app.extensions[EXTENSION])


def now() -> datetime:
    """Tell the present moment, aware, in UTC."""
    return current().clock()


def begin() -> None:
    """Give the request an id, which every line of its log carries."""
    g.request_id = new_request_id()
    g.began = perf_counter()
    bind_contextvars(request_id=g.request_id)


def end(response: Response) -> Response:
    """Log how the request went: its route and nothing of the person."""
    response.headers["X-Request-ID"] = g.request_id
    log.info(
        "request",
        method=request.method if request.method in METHODS else "other",
        route=str(request.url_rule or "-"),
        status=response.status_code,
        milliseconds=round((perf_counter() - g.began) * 1000, 1),
    )
    return response


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def operator(settings: Settings) -> dict[str, str]:
    """Tell who runs the site."""
    return {
        "name": settings.operator_name,
        "email": settings.operator_email,
        "telephone": settings.operator_telephone,
        "address": settings.operator_address,
    }
