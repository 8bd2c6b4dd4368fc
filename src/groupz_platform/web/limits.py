"""How often one network may do what costs places or sends mail: flask-limiter's door.

Only POSTs are counted, and nothing of it runs on a GET: no header, no cookie, and none
of flask-limiter's hooks, which would take 44 microseconds where Flask takes 50.

An hour begins with the first POST of a network, and "try again in 12 minutes" is when
it ends. The counts are the shield's: bounded in memory, or shared by several processes
where its counters are.
"""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from math import ceil
from typing import ParamSpec, TypeVar

import structlog
from flask import Flask, Response, request
from flask_limiter import Limiter, RateLimitExceeded, RequestLimit
from werkzeug.sansio.response import Response as BaseResponse

from groupz_platform.web import error_pages
from groupz_platform.web.client import client_key
from groupz_platform.web.context import current, now
from groupz_platform.web.gettext import ngettext

P = ParamSpec("P")
R = TypeVar("R")

log = structlog.get_logger("groupz.web")


def init_app(app: Flask, counters: object) -> None:
    """Count for an application; errors of counting stop nobody.

    Args:
        app: The application.
        counters: The shield's, which know flask-limiter's address `shield://`.
    """
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {"counters": counters}
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)  # we log it ourselves
    app.extensions["limiter"] = {limiter}  # or it would hook into every request
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, exceeded)


def exceeded(error: RateLimitExceeded) -> BaseResponse:
    """Answer with the page that says when, or else with one that does not."""
    return error.response or error_pages.page(HTTPStatus.TOO_MANY_REQUESTS)


def refusal_page(limit: RequestLimit) -> Response:
    """Render the page that says when to try again."""
    log.warning("too often", limit=str(limit.limit), client=client_key())
    seconds = max(1, ceil(limit.window.reset_time - now().timestamp()))
    hint = ngettext(
        "Go back and try again in %(num)s minute, or call us.",
        "Go back and try again in %(num)s minutes, or call us.",
        ceil(seconds / 60),
    )
    response = error_pages.page(HTTPStatus.TOO_MANY_REQUESTS, hint=hint)
    response.headers["Retry-After"] = str(seconds)
    return response


limiter = Limiter(
    client_key,
    storage_uri="shield://",
    strategy="fixed-window",
    swallow_errors=True,  # better a hold too many than no bookings at all
    on_breach=refusal_page,
)


def limited(
    scope: str, per_hour: Callable[[], int]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a decorator that limits the POSTs of a view.

    Args:
        scope: What is counted; all views of one scope count together.
        per_hour: Answers how many POSTs one network may make in any hour.
    """
    limit = limiter.shared_limit(lambda: f"{per_hour()} per hour", scope)

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        counted: Callable[P, R] = limit(view)

        @wraps(counted)  # with its mark, so that stacked limits count once each
        def chosen(*values: P.args, **named: P.kwargs) -> R:
            answer = counted if request.method == "POST" else view
            return answer(*values, **named)

        return chosen

    return decorate


HOLDS = limited("holds", lambda: current().settings.holds_per_hour)
"""Limits the POSTs of a view that takes places; stands below the route's decorator."""

LETTERS = limited("letters", lambda: current().settings.letters_per_hour)
"""Limits the POSTs of a view that sends mail; stands below the route's decorator."""

SIGN_INS = limited("sign-ins", lambda: current().settings.sign_ins_per_hour)
"""Limits the POSTs of a view that looks at passwords; stands below the route's."""
