"""The blueprint of these pages, and what they share."""

from collections.abc import Callable
from time import sleep
from typing import TypeVar

from flask import Blueprint

from groupz_platform.bookings.errors import ChangedMeanwhileError
from groupz_platform.errors import BusyError

slots = Blueprint("slots", __name__, url_prefix="/slots")
Answer = TypeVar("Answer")
TRIES = 10
PAUSE_SECONDS = 0.05


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
