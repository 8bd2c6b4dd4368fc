"""Error pages in the visitor's language, with a reference that stands in the log.

This is the one place that maps refusals to HTTP statuses.
"""

from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Flask, Response, g, make_response, render_template
from werkzeug.exceptions import HTTPException, InternalServerError

from groupz_platform.errors import (
    BusyError,
    ConflictError,
    GoneError,
    InvalidInputError,
    NotFoundError,
    RefusalError,
)
from groupz_platform.texts import gettext_noop as noop
from groupz_platform.web.gettext import gettext as _

STATUSES: dict[type[RefusalError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    GoneError: HTTPStatus.GONE,
    ConflictError: HTTPStatus.CONFLICT,
    InvalidInputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
}

RETRY_AFTER_SECONDS = 5
AGAIN = noop("Go back to the programme, or try again in a moment.")
log = structlog.get_logger("groupz.web")


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says."""

    title: str
    message: str
    hint: str


OTHERWISE = Words(
    noop("This request cannot be answered"),
    noop("Something in it is not as it should be."),
    AGAIN,
)

WORDS = {
    HTTPStatus.FORBIDDEN: Words(
        noop("This request was refused"),
        noop("It did not come from a page of this site, or it is not allowed."),
        noop("Open the page on this site and send the form from there."),
    ),
    HTTPStatus.NOT_FOUND: Words(
        noop("This page is not here"),
        noop("The address may be mistyped, or what stood here is over."),
        noop("If you followed a link in a mail, check that it is complete."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: Words(
        noop("This address works differently"),
        noop("The request was of a kind that this address does not take."),
        AGAIN,
    ),
    HTTPStatus.CONFLICT: Words(
        noop("Something changed meanwhile"),
        noop("What you saw was no longer true when your request came in."),
        noop("Go back, load the page again, and choose anew."),
    ),
    HTTPStatus.GONE: Words(
        noop("This is over"),
        noop("What this link opened is no longer there."),
        AGAIN,
    ),
    HTTPStatus.TOO_MANY_REQUESTS: Words(
        noop("That was too often in a short time"),
        noop("Much was asked from your network. Nothing was changed."),
        noop("Go back and try again later, or call us."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Words(
        noop("Something went wrong here"),
        noop("The mistake is ours, and it has been written down."),
        noop("Try again. If it stays, call us and mention the reference below."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: Words(
        noop("It is very busy"),
        noop("Your request could not be answered in time. Nothing was changed."),
        noop("Wait a few seconds and try again."),
    ),
}


DOUBTFUL = Words(
    noop("This request was refused"),
    noop("Something in what was sent looks like an attack on this site."),
    noop(
        "If you filled in a form, go back: what you typed is still there. Write it in"
        " plain words, without code or special characters. If it stays, call or mail us"
        " and mention the reference below."
    ),
)
"""What is said where the shield takes something for an attack."""


def init_app(app: Flask) -> None:
    """Answer every error of an application with a page."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(RefusalError, refusal)


def http_error(error: HTTPException) -> Response:
    """Answer what Flask and Werkzeug raise, unexpected errors included."""
    if isinstance(error, InternalServerError):
        log.error("failed", exc_info=error.original_exception or error)
    response = page(HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "Location"}:
            response.headers[name] = value
    return response


def refusal(error: RefusalError) -> Response:
    """Answer a refusal that no page has answered itself."""
    cause = type(error.__cause__).__name__ if error.__cause__ else None
    log.info("refused", reason=type(error).__name__, cause=cause)
    status = next(
        (status for kind, status in STATUSES.items() if isinstance(error, kind)),
        HTTPStatus.BAD_REQUEST,
    )
    return page(status)


def page(
    status: HTTPStatus, *, words: Words | None = None, hint: str | None = None
) -> Response:
    """Render the page of a status, with words or a hint of its own."""
    words = translated(words or WORDS.get(status, OTHERWISE))
    body = render_template(
        "desk/error.html" if g.get("staff") else "web/error.html",
        status=status.value,
        title=words.title,
        message=words.message,
        hint=hint or words.hint,
        reference=g.request_id,
        alternatives=(),
    )
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def translated(words: Words) -> Words:
    """Say the same in the visitor's language."""
    return Words(_(words.title), _(words.message), _(words.hint))
