"""The blueprint of these pages, and what they share."""

from collections.abc import Callable
from http import HTTPStatus
from time import sleep
from typing import Any, TypeVar

from flask import Blueprint, redirect, url_for
from werkzeug import Response

from groupz_platform.bookings.errors import ChangedMeanwhileError
from groupz_platform.bookings.values import Letterhead
from groupz_platform.errors import BusyError
from groupz_platform.web.context import current

slots = Blueprint("slots", __name__, url_prefix="/slots")
Answer = TypeVar("Answer")
TRIES = 10
PAUSE_SECONDS = 0.05
ROW = "int(max=2147483647)"
"""The number of a row in an address, as far as databases count."""


def see(endpoint: str, **values: Any) -> Response:
    """Answer a POST with the way to a page."""
    return redirect(url_for(endpoint, **values), HTTPStatus.SEE_OTHER)


def letterhead() -> Letterhead:
    """Tell what letters and links are made with."""
    return Letterhead(current().secret, current().mail_domain)


def again(attempt: Callable[[], Answer]) -> Answer:
    """Do something anew where a visitor was quicker, or is just booking.

    Raises:
        ChangedMeanwhileError: Visitors were quicker each time.
        BusyError: Somebody was just booking each time.
    """
    for _ in range(TRIES - 1):
        try:
            return attempt()
        except (BusyError, ChangedMeanwhileError):
            sleep(PAUSE_SECONDS)
    return attempt()
