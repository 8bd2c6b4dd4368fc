"""Cancelling many bookings: which of them can be, and why the others cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from groupz_platform.bookings.changes import cancel
from groupz_platform.bookings.queries import booking_of_id
from groupz_platform.bookings.rules import BookingState, may_become
from groupz_platform.bookings.values import Cancelling, Letterhead


class Obstacle(StrEnum):
    """Why a booking cannot be cancelled."""

    ALREADY = "already"
    BEGUN = "begun"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A booking that somebody wants to cancel.

    Attributes:
        row: What a list shows of it.
        obstacle: Why it cannot be; nothing where it can.
    """

    row: Any
    obstacle: Obstacle | None


def candidates(rows: Sequence[Any], now: datetime) -> list[Candidate]:
    """Tell of each booking whether it can be cancelled."""
    return [
        Candidate(row, obstacle_of(row.state, row.starts_at, now=now)) for row in rows
    ]


def obstacle_of(
    state: BookingState, starts_at: datetime, *, now: datetime
) -> Obstacle | None:
    """Tell what stands in the way of a cancellation."""
    if state is BookingState.CANCELLED:
        return Obstacle.ALREADY
    if not may_become(state, BookingState.CANCELLED):
        return Obstacle.STATE
    return Obstacle.BEGUN if now >= starts_at else None


def cancel_one(
    session: Session,
    number: int,
    how: Cancelling,
    *,
    letterhead: Letterhead,
    now: datetime,
) -> bool:
    """Cancel one of many, and mail that; once, however often it is asked for.

    Returns:
        Whether it was cancelled now.
    """
    booking = booking_of_id(session, number)
    if booking.state is BookingState.CANCELLED:
        return False
    cancel(session, booking, letterhead=letterhead, now=now, how=how)
    return True
