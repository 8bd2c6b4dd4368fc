"""Bookings as records for files: some at a time, however many there are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking, BookingNote, BookingParty
from groupz_platform.bookings.programme import Programme, programme
from groupz_platform.catalogue.rules import ParticipantCategory
from groupz_platform.schedule.models import TimeSlot

AT_ONCE = 1000
COLUMNS = (
    Booking.id,
    Booking.reference,
    Booking.state,
    Booking.group_type,
    Booking.organisation,
    Booking.contact_name,
    Booking.contact_email,
    Booking.contact_telephone,
    Booking.locale,
    Booking.persons,
    Booking.arrived_persons,
    Booking.total_cents,
    Booking.created_at,
    TimeSlot.starts_at,
    TimeSlot.ends_at,
    TimeSlot.activity_id,
)
Value = str | int | Decimal | datetime | None
Choose = Callable[[Programme], Select[Any]]
Open = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Wording:
    """How records are written.

    Attributes:
        states: What a state is called.
        group_types: What a type of group is called.
        notes: Whether the staff's notes come along.
    """

    locale: str
    states: Mapping[str, str]
    group_types: Mapping[str, str]
    notes: bool


def records(opened: Open, choose: Choose, words: Wording) -> Iterator[list[Value]]:
    """Generate a record for each booking.

    Each part is read in a transaction of its own, so that nobody waits for whoever
    takes long to fetch the file.

    Args:
        opened: Opens a transaction of a role that reads bookings.
        choose: Selects `COLUMNS` of the bookings, by number.
        words: How they are written.
    """
    last = 0
    while True:
        with opened() as session:
            known = programme(session)
            after = choose(known).where(Booking.id > last).limit(AT_ONCE)
            rows = session.execute(after).all()
            ids = [row.id for row in rows]
            parties, notes = parties_of(session, ids), notes_of(session, ids, words)
        for row in rows:
            yield record(row, known, parties.get(row.id, {}), notes.get(row.id), words)
        if len(rows) < AT_ONCE:
            return
        last = ids[-1]


def record(
    row: Any,
    known: Programme,
    party: Mapping[ParticipantCategory, int],
    notes: str | None,
    words: Wording,
) -> list[Value]:
    """Write a booking as the values of its columns; moments as clocks there show."""
    activity = known.activities[row.activity_id]
    values: list[Value] = [
        row.reference,
        words.states[row.state],
        activity.title(words.locale),
        activity.venue,
        on_the_wall(row.starts_at, activity.zone),
        on_the_wall(row.ends_at, activity.zone),
        words.group_types[row.group_type],
        row.organisation,
        row.contact_name,
        row.contact_email,
        row.contact_telephone,
        row.locale,
        *(party.get(category, 0) for category in ParticipantCategory),
        row.persons,
        row.arrived_persons,
        Decimal(row.total_cents) / 100,
        on_the_wall(row.created_at, activity.zone),
    ]
    return [*values, notes or ""] if words.notes else values


def on_the_wall(moment: datetime, zone: Any) -> datetime:
    """Tell a moment as spreadsheets know them: without a zone, to the minute."""
    local = moment.astimezone(zone)
    return local.replace(second=0, microsecond=0, tzinfo=None)


def parties_of(
    session: Session, ids: Sequence[int]
) -> dict[int, dict[ParticipantCategory, int]]:
    """Read who comes with each booking."""
    found: dict[int, dict[ParticipantCategory, int]] = {}
    columns = (BookingParty.booking_id, BookingParty.category, BookingParty.planned)
    rows = session.execute(select(*columns).where(BookingParty.booking_id.in_(ids)))
    for booking_id, category, planned in rows:
        found.setdefault(booking_id, {})[category] = planned
    return found


def notes_of(session: Session, ids: Sequence[int], words: Wording) -> dict[int, str]:
    """Read what staff wrote about each booking, if whoever asks may read that."""
    if not words.notes:
        return {}
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(BookingNote.booking_id, BookingNote.text)
        .where(BookingNote.booking_id.in_(ids))
        .order_by(BookingNote.id)
    )
    for booking_id, text in rows:
        found.setdefault(booking_id, []).append(text)
    return {booking_id: " / ".join(texts) for booking_id, texts in found.items()}
