"""Who comes on a day, read in one query."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.models import Activity, ActivityTranslation, Venue
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.desk.slots.rows import TITLE
from groupz_platform.schedule.models import TimeSlot

FURTHEST_ZONES = timedelta(hours=15)
"""How far midnight of a venue is from midnight in UTC, at the most."""

COMING = frozenset({BookingState.CONFIRMED, BookingState.CHECKED_IN})
UNDECIDED = frozenset({BookingState.REQUESTED, BookingState.OPTION})


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


OF_A_DAY = (
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
    .outerjoin(
        ActivityTranslation,
        and_(
            ActivityTranslation.activity_id == Activity.id,
            ActivityTranslation.locale == bindparam("locale"),
        ),
    )
    .where(
        TimeSlot.starts_at >= bindparam("earliest", type_=TimeSlot.starts_at.type),
        TimeSlot.starts_at < bindparam("latest", type_=TimeSlot.starts_at.type),
        TimeSlot.local_date == bindparam("day"),
    )
)
IN_ORDER = (TimeSlot.starts_at, TITLE, Booking.organisation, Booking.id)
IS_COMING = Booking.state.in_(COMING)
SUMS = (
    OF_A_DAY.with_only_columns(
        Activity.id,
        TITLE,
        Venue.id,
        Venue.name,
        func.count().filter(IS_COMING),
        func.coalesce(func.sum(Booking.persons).filter(IS_COMING), 0),
        func.count().filter(Booking.state == BookingState.CHECKED_IN),
        func.count().filter(IS_COMING, TimeSlot.ends_at <= bindparam("now")),
        func.count().filter(~IS_COMING),
        maintain_column_froms=True,
    )
    .where(Booking.state.in_(COMING | UNDECIDED))
    .group_by(Activity.id, TITLE, Venue.id, Venue.name)
)


class Busy(NamedTuple):
    """An activity that groups come to on a day.

    Attributes:
        here: How many groups were checked in.
        over: How many groups' time is over.
        undecided: How many more wait for an answer, or have an option.
    """

    activity_id: int
    title: str
    venue_id: int
    venue: str
    groups: int
    persons: int
    here: int
    over: int
    undecided: int


def activities_of(
    session: Session, day: date, locale: str, now: datetime
) -> list[Busy]:
    """Sum up who comes on a day, an activity a row."""
    values = {**moments(day, locale), "now": now}
    found = session.execute(SUMS, values)
    return [Busy(*row) for row in found]


def arrivals(
    session: Session,
    day: date,
    locale: str,
    *,
    states: Collection[BookingState] = COMING,
    wanted: Sequence[ColumnElement[bool]] = (),
    rows: slice = slice(None),
) -> list[Arrival]:
    """List who comes on a day where the venue stands, by time and activity.

    Args:
        session: An open session of the role ``backoffice``.
        day: The date on the venue's wall.
        locale: In which language activities are named.
        states: Where the bookings stand.
        wanted: Which of them, in SQL.
        rows: Which part of the list.
    """
    statement = OF_A_DAY.where(Booking.state.in_(states), *wanted).order_by(*IN_ORDER)
    if rows.stop is not None:
        statement = statement.slice(rows.start, rows.stop)
    found: Iterable[Any] = session.execute(statement, moments(day, locale))
    return [Arrival(*row) for row in found]


def moments(day: date, locale: str) -> dict[str, Any]:
    """Tell between which moments a day is, wherever its venue stands."""
    midnight = datetime.combine(day, time(), UTC)
    return {
        "day": day,
        "locale": locale,
        "earliest": midnight - FURTHEST_ZONES,
        "latest": midnight + timedelta(days=1) + FURTHEST_ZONES,
    }


def fold(text: str) -> str:
    """Leave small letters without accents.

    >>> fold("Één Ångström")
    'een angstrom'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
