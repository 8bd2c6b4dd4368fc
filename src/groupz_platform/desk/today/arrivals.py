"""Who comes on a day, read in one query."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import HOLDS_CAPACITY, BookingState
from groupz_platform.catalogue.models import Activity, ActivityTranslation, Venue
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.desk.slots.rows import TITLE, in_locale
from groupz_platform.schedule.models import TimeSlot

FURTHEST_ZONES = timedelta(hours=15)
"""How far midnight of a venue is from midnight in UTC, at the most."""

COMING = frozenset({BookingState.CONFIRMED, BookingState.CHECKED_IN})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A group that comes, in its venue's time.

    Attributes:
        came: How many came; nothing until they are checked in.
        version: How often the booking has changed.
    """

    id: int
    reference: str
    organisation: str
    name: str
    telephone: str
    group_type: GroupType
    persons: int
    came: int | None
    state: BookingState
    version: int
    utc: datetime
    ends_utc: datetime
    activity_id: int
    title: str
    venue_id: int
    venue: str
    timezone: str

    @property
    def starts_at(self) -> datetime:
        """When it begins, on the venue's wall."""
        return self.utc.astimezone(ZoneInfo(self.timezone))

    @property
    def ends_at(self) -> datetime:
        """When it ends, on the venue's wall."""
        return self.ends_utc.astimezone(ZoneInfo(self.timezone))

    @property
    def who(self) -> str:
        """What the desk calls them."""
        return self.organisation or self.name

    @property
    def first_name(self) -> str:
        """What a guide calls them."""
        return self.name.partition(" ")[0]

    @property
    def is_coming(self) -> bool:
        """Whether they are booked: no option, and no request without an answer."""
        return self.state in COMING

    @property
    def is_here(self) -> bool:
        """Whether they were checked in."""
        return self.state is BookingState.CHECKED_IN

    def says(self, folded: str, *, to_guide: bool) -> bool:
        """Tell whether a part of a name is in what somebody sees of it.

        Args:
            folded: The part, as `fold` leaves it.
            to_guide: Whether a guide asks, who is not to find out the rest by asking.
        """
        known = [self.first_name, self.title, self.telephone]
        if not to_guide:
            known += [self.organisation, self.name, self.reference, self.venue]
        return folded in fold(" ".join(known))


def arrivals(session: Session, day: date, locale: str) -> list[Arrival]:
    """List who has places on a day where the venue stands, by time and activity."""
    midnight = datetime.combine(day, time(), ZoneInfo("UTC"))
    found = session.execute(
        select(
            Booking.id,
            Booking.reference,
            Booking.organisation,
            Booking.contact_name,
            Booking.contact_telephone,
            Booking.group_type,
            Booking.persons,
            Booking.arrived_persons,
            Booking.state,
            Booking.version,
            TimeSlot.starts_at,
            TimeSlot.ends_at,
            Activity.id,
            TITLE,
            Venue.id,
            Venue.name,
            Venue.timezone,
        )
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .join(Activity, Activity.id == TimeSlot.activity_id)
        .join(Venue, Venue.id == Activity.venue_id)
        .outerjoin(ActivityTranslation, in_locale(locale))
        .where(
            TimeSlot.starts_at >= midnight - FURTHEST_ZONES,
            TimeSlot.starts_at < midnight + timedelta(days=1) + FURTHEST_ZONES,
            TimeSlot.local_date == day,
            Booking.state.in_(HOLDS_CAPACITY - {BookingState.HELD}),
        )
        .order_by(TimeSlot.starts_at, TITLE, Booking.organisation, Booking.id)
    )
    rows: Iterable[Any] = found
    return [Arrival(*row) for row in rows]


def fold(text: str) -> str:
    """Leave small letters without accents.

    >>> fold("Één Ångström")
    'een angstrom'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
