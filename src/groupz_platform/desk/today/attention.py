"""What the desk should see to on a day: places about to go, and mail that failed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.models import Activity, ActivityTranslation, Venue
from groupz_platform.desk.booking.timeline import MAILS
from groupz_platform.desk.slots.rows import TITLE, in_locale
from groupz_platform.desk.today.arrivals import Arrival
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.rules import OutboxState
from groupz_platform.schedule.models import TimeSlot

MOST_EXPIRING = 50
MOST_FAILED = 1000
EXPIRING = (BookingState.HELD, BookingState.OPTION)


@dataclass(frozen=True, slots=True)
class Expiring:
    """A hold or an option, in its venue's time.

    Attributes:
        until: When its places are given back.
    """

    who: str
    persons: int
    state: BookingState
    until: datetime
    starts_at: datetime
    title: str

    @property
    def is_option(self) -> bool:
        """Whether staff gave it, and somebody may be called about it."""
        return self.state is BookingState.OPTION


@dataclass(frozen=True, slots=True)
class Failed:
    """A mail about a booking that could not be delivered, the last one of it."""

    group: Arrival
    template: str

    @property
    def label(self) -> str:
        """What the mail is called, in English."""
        return MAILS[self.template]


def expiring(
    session: Session, begin: datetime, end: datetime, locale: str
) -> Sequence[Expiring]:
    """List whose places are given back between two moments, the first one first."""
    found: Iterable[Any] = session.execute(
        select(
            Booking.organisation,
            Booking.contact_name,
            Booking.persons,
            Booking.state,
            Booking.hold_expires_at,
            TimeSlot.starts_at,
            TITLE,
            Venue.timezone,
        )
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .join(Activity, Activity.id == TimeSlot.activity_id)
        .join(Venue, Venue.id == Activity.venue_id)
        .outerjoin(ActivityTranslation, in_locale(locale))
        .where(
            Booking.state.in_(EXPIRING),
            Booking.hold_expires_at >= begin,
            Booking.hold_expires_at < end,
        )
        .order_by(Booking.hold_expires_at, Booking.id)
        .limit(MOST_EXPIRING)
    )
    return [
        Expiring(
            who=organisation or name,
            persons=persons,
            state=state,
            until=until.astimezone(ZoneInfo(zone)),
            starts_at=starts_at.astimezone(ZoneInfo(zone)),
            title=title,
        )
        for organisation, name, persons, state, until, starts_at, title, zone in found
    ]


def failed_mails(session: Session, groups: Sequence[Arrival]) -> list[Failed]:
    """List the groups of a day whose last mail could not be delivered."""
    last = last_failed(session, {group.reference for group in groups})
    if not last:
        return []
    told = told_later(session, last, groups)
    return [
        Failed(group, last[group.reference][1])
        for group in groups
        if group.reference in last and group.reference not in told
    ]


def last_failed(
    session: Session, references: set[str]
) -> Mapping[str, tuple[int, str]]:
    """Find of which version, and which one, the last mail is that failed."""
    keys = session.scalars(
        select(OutboxEmail.dedupe_key)
        .where(OutboxEmail.state == OutboxState.FAILED)
        .order_by(OutboxEmail.due_at.desc())
        .limit(MOST_FAILED)
    )
    last: dict[str, tuple[int, str]] = {}
    for template, reference, version in map(parts_of, keys):
        if template in MAILS and reference in references:
            found = (int(version), template)
            last[reference] = max(found, last.get(reference, found))
    return last


def parts_of(key: str) -> tuple[str, str, str]:
    """Take apart what a mail is about; empty where it is about something else.

    >>> parts_of("change:K7QM-4RTX:3"), parts_of("alert:3")
    (('change', 'K7QM-4RTX', '3'), ('', '', ''))
    """
    match key.split(":"):
        case [template, reference, version]:
            return template, reference, version
        case _:
            return "", "", ""


def told_later(
    session: Session, last: Mapping[str, tuple[int, str]], groups: Sequence[Arrival]
) -> set[str]:
    """Find who has got a later mail, or is about to."""
    later = [
        f"{template}:{group.reference}:{version}"
        for group in groups
        if group.reference in last
        for template, version in product(
            MAILS, range(last[group.reference][0] + 1, group.version + 1)
        )
    ]
    keys = session.scalars(
        select(OutboxEmail.dedupe_key).where(
            OutboxEmail.dedupe_key.in_(later), OutboxEmail.state != OutboxState.FAILED
        )
    )
    return {parts_of(key)[1] for key in keys}
