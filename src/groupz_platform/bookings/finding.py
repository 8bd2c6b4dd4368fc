"""Finding bookings for staff: by any part of a name, and by what they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from groupz_platform.bookings.folding import words_to_find
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.programme import Programme
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.schedule.models import TimeSlot

UNFINISHED = (BookingState.HELD, BookingState.EXPIRED)
DAY = timedelta(days=1)


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


def found(asked: Asked, programme: Programme, *columns: Any) -> Select[Any]:
    """Select some columns of the bookings that somebody wants to see."""
    wanted = select(*columns).join(TimeSlot, TimeSlot.id == Booking.slot_id)
    return wanted.where(*conditions(asked, programme))


def conditions(asked: Asked, programme: Programme) -> Iterator[ColumnElement[bool]]:
    """List what has to be true of a booking."""
    yield from of_state(asked)
    yield from of_period(asked.first, asked.last)
    if asked.activity_id is not None:
        yield TimeSlot.activity_id == asked.activity_id
    if asked.venue_id is not None:
        yield TimeSlot.activity_id.in_(programme.of_venue(asked.venue_id))
    if asked.group_type is not None:
        yield Booking.group_type == asked.group_type
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
    """Ask for all words, each in the booking's own text or in what is booked.

    The own texts are searched in a select of their own, which reads nothing but an
    index.
    """
    titled = {word: programme.called(word) for word in words}
    if own := [word for word in words if not titled[word]]:
        yield with_text(own)
    for word, activities in titled.items():
        if activities:
            yield or_(with_text([word]), TimeSlot.activity_id.in_(activities))


def with_text(words: Sequence[str]) -> ColumnElement[bool]:
    """Ask for bookings that have all words in what they are found by."""
    each = aliased(Booking)
    has_all = (each.search_text.contains(word, autoescape=True) for word in words)
    return Booking.id.in_(select(each.id).where(and_(*has_all)))


def count(session: Session, wanted: Select[Any], *, most: int | None = None) -> int:
    """Count what a select finds, and stop where nobody wants to know more exactly."""
    rows = wanted.limit(most).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0
