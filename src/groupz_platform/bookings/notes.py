"""What the desk writes for itself: notes on a day, and on a booking."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import BookingNote, DeskNote


def of_day(session: Session, day: date) -> Sequence[DeskNote]:
    """List the notes for a day, and those of earlier days that nobody has done yet."""
    open_before = (DeskNote.day < day) & DeskNote.done_at.is_(None)
    return session.scalars(
        select(DeskNote)
        .where((DeskNote.day == day) | open_before)
        .order_by(DeskNote.day, DeskNote.id)
    ).all()


def of_booking(session: Session, booking_id: int) -> Sequence[BookingNote]:
    """List the notes on a booking, the last one first."""
    return session.scalars(
        select(BookingNote)
        .where(BookingNote.booking_id == booking_id)
        .order_by(BookingNote.id.desc())
    ).all()


def mark(note: DeskNote, *, done_by: str, now: datetime | None) -> None:
    """Mark a note as done at a moment, or as to be done where there is none."""
    note.done_at, note.done_by = now, done_by if now else None
