"""Finding bookings for staff: by any part of a name, and by what they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.folding import words_to_find
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.programme import Programme
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.db.hints import WithoutIndex
from groupz_platform.schedule.models import TimeSlot

UNFINISHED = (BookingState.HELD, BookingState.EXPIRED)
DAY = timedelta(days=1)
FEW = 1000
"""Up to how many bookings are looked up one by one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which bookings somebody wants to see; what is left out leaves nothing out.

    Attributes:
        text: Parts of names, numbers and titles, all of which have to be there.
        state: Nothing stands for all but those that were never finished.
        first: The first day of the visit.
        last: The last one.
        every_state: Whether those that were never finished count too.
    """

    text: str = ""
    state: BookingState | None = None
    first: date | None = None
    last: date | None = None
    activity_id: int | None = None
    venue_id: int | None = None
    group_type: GroupType | None = None
    every_state: bool = False


def found(
    asked: Asked,
    programme: Programme,
    *columns: Any,
    among: Sequence[int] | None = None,
    by_visit: bool = False,
) -> Select[Any]:
    """Select some columns of the bookings that somebody wants to see.

    Args:
        asked: Which ones.
        programme: What can be booked.
        columns: What to select of bookings and their times.
        among: The numbers of those with the text, where they are known: see
            `few_with_text`.
        by_visit: Whether the times are gone through in order, and their bookings
            looked up, and not the other way round.
    """
    slot_id = WithoutIndex(TimeSlot.id) if by_visit else TimeSlot.id
    wanted = select(*columns).join(TimeSlot, slot_id == Booking.slot_id)
    return wanted.where(*conditions(asked, programme, among))


def conditions(
    asked: Asked, programme: Programme, among: Sequence[int] | None
) -> Iterator[ColumnElement[bool]]:
    """List what has to be true of a booking."""
    yield from of_state(asked)
    yield from of_period(asked.first, asked.last)
    if asked.activity_id is not None:
        yield TimeSlot.activity_id == asked.activity_id
    if asked.venue_id is not None:
        yield TimeSlot.activity_id.in_(programme.of_venue(asked.venue_id))
    if asked.group_type is not None:
        yield Booking.group_type == asked.group_type
    if among is not None:
        yield Booking.id.in_(among)
    yield from of_text(words_to_find(asked.text), programme)


def of_state(asked: Asked) -> Iterator[ColumnElement[bool]]:
    """Ask for a state, or for whatever was finished."""
    if asked.state is not None:
        yield Booking.state == asked.state
    elif not asked.every_state:
        yield Booking.state.not_in(UNFINISHED)


def of_period(first: date | None, last: date | None) -> Iterator[ColumnElement[bool]]:
    """Ask for days where the venue stands, by way of the index over moments."""
    if first is not None:
        yield TimeSlot.local_date >= first
        yield TimeSlot.starts_at >= datetime.combine(first, time(), UTC) - DAY
    if last is not None:
        yield TimeSlot.local_date <= last
        yield TimeSlot.starts_at < datetime.combine(last, time(), UTC) + 2 * DAY


def of_text(
    words: Sequence[str], programme: Programme
) -> Iterator[ColumnElement[bool]]:
    """Ask for all words, each in the booking's own text or in what is booked."""
    for word in words:
        own = Booking.search_text.contains(word, autoescape=True)
        titled = programme.called(word)
        yield or_(own, TimeSlot.activity_id.in_(titled)) if titled else own


def few_with_text(
    session: Session, asked: Asked, programme: Programme
) -> Sequence[int] | None:
    """List the bookings that have the text, where they are few.

    It reads an index alone. Where many have the text, whoever goes through the
    bookings in order soon has a page of them.
    """
    words = words_to_find(asked.text)
    own = [word for word in words if not programme.called(word)]
    if not own:
        return None
    has_all = (Booking.search_text.contains(word, autoescape=True) for word in own)
    ids = session.scalars(select(Booking.id).where(*has_all).limit(FEW + 1)).all()
    return ids if len(ids) <= FEW else None


def count(session: Session, wanted: Select[Any], *, most: int | None = None) -> int:
    """Count what a select finds, and stop where nobody wants to know more exactly."""
    rows = wanted.limit(most).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0
