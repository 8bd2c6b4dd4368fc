"""Loading the demo programme: what is there already stays as it is."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays
from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking
from groupz_platform.catalogue.models import (
    Activity,
    ActivityImage,
    ActivityTranslation,
    PriceRule,
    Venue,
    VenueTranslation,
)
from groupz_platform.catalogue.rules import (
    ActivityKind,
    ActivityStatus,
    CapacityMode,
    GroupType,
    ParticipantCategory,
    PriceBasis,
    TaxCode,
)
from groupz_platform.demo import terms
from groupz_platform.demo.programme import Table, Timetable, programme
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState, occurrences
from groupz_platform.texts import LOCALES

LASTS = timedelta(days=365)
MOST_GROUPS = 99
CLOSED_ON = frozenset({"Nieuwjaarsdag", "Koningsdag", "Eerste kerstdag"})
BOOKED_BY_DEMO = Booking.idempotency_key.startswith("demo-")


def is_wanted(session: Session) -> bool:
    """Tell whether the demo belongs here and is not whole.

    It belongs where there is nothing to book yet, and where it was begun before: a
    loading that was cut short, or a demo of an earlier release. What somebody has
    filled with a programme of their own stays without it.
    """
    if not session.scalar(select(exists().where(Activity.id.is_not(None)))):
        return True
    there = set(session.scalars(select(Venue.slug)))
    venues = {table["slug"] for table in programme()}
    return bool(venues & there) and not is_whole(session)


def is_whole(session: Session) -> bool:
    """Tell whether activities, terms and some groups that have booked are there."""
    activities = {row["slug"] for table in programme() for row in table["activity"]}
    return (
        activities <= set(session.scalars(select(Activity.slug)))
        and terms.are_there(session)
        and bool(session.scalar(select(exists().where(BOOKED_BY_DEMO))))
    )


def add_venue(session: Session, table: Table) -> Venue:
    """Add a venue, unless there is one by that name."""
    venue = session.scalar(select(Venue).where(Venue.slug == table["slug"]))
    if venue is None:
        plain = ("slug", "name", "timezone", "street", "postcode", "city", "telephone")
        venue = Venue(
            **{name: table[name] for name in (*plain, "email", "picture")},
            translations=[
                VenueTranslation(locale=locale, **table[locale]) for locale in LOCALES
            ],
        )
        session.add(venue)
        session.flush()
    return venue


def add_activity(
    session: Session, venue: Venue, table: Table, position: int
) -> Activity:
    """Add an activity with texts, prices and policy, unless there is one already."""
    activity = session.scalar(select(Activity).where(Activity.slug == table["slug"]))
    if activity is None:
        activity = made_activity(venue, table, position)
        activity.policy = terms.policy_named(session, table["policy"])
        session.add(activity)
        session.flush()
    return activity


def made_activity(venue: Venue, table: Table, position: int) -> Activity:
    """Make the rows of an activity."""
    texts = ("title", "summary", "description", "good_to_know")
    return Activity(
        venue_id=venue.id,
        slug=table["slug"],
        kind=ActivityKind(table["kind"]),
        status=ActivityStatus.PUBLISHED,
        duration_minutes=table["duration_minutes"],
        min_group=table["min_group"],
        max_group=table["max_group"],
        capacity_mode=CapacityMode(table["capacity_mode"]),
        notice_days=table["notice_days"],
        horizon_days=table["horizon_days"],
        group_types=[GroupType(word) for word in table["group_types"]],
        position=position,
        translations=[
            ActivityTranslation(
                locale=locale, **{name: table[locale][name].strip() for name in texts}
            )
            for locale in LOCALES
        ],
        images=[
            ActivityImage(
                position=0,
                path=table["picture"],
                alt={locale: table[locale]["picture_alt"] for locale in LOCALES},
            )
        ],
        prices=[made_price(price) for price in table["price"]],
    )


def made_price(table: Table) -> PriceRule:
    """Make the row of a price."""
    category = table.get("category")
    return PriceRule(
        basis=PriceBasis(table["basis"]),
        category=ParticipantCategory(category) if category else None,
        amount_cents=table["amount_cents"],
        included_persons=table.get("included_persons"),
        extra_person_cents=table.get("extra_person_cents"),
        min_persons=table.get("min_persons", 1),
        max_persons=table.get("max_persons"),
        tax_code=TaxCode(table["tax_code"]),
    )


def add_slots(
    session: Session, activity: Activity, table: Table, *, now: datetime
) -> int:
    """Add the slots of the coming twelve months that are not there yet.

    Returns:
        How many were added.
    """
    known = set(
        session.scalars(
            select(TimeSlot.starts_at).where(TimeSlot.activity_id == activity.id)
        )
    )
    zone = ZoneInfo(activity.venue.timezone)
    rows = [
        slot_row(activity, table, moment, zone)
        for moment in moments(table["schedule"], zone, now)
        if moment not in known
    ]
    if rows:
        session.execute(insert(TimeSlot), rows)
    return len(rows)


def moments(
    schedules: Iterable[Table], zone: ZoneInfo, now: datetime
) -> Iterator[datetime]:
    """List when the slots of a schedule begin, from tomorrow on, for twelve months."""
    today = now.astimezone(zone).date()
    closed = country_holidays("NL", years=(today.year, today.year + 1), language="nl")
    for schedule in schedules:
        timetable = Timetable.of(schedule)
        days = timetable.days(today + timedelta(days=1), today + LASTS)
        yield from occurrences(
            (day for day in days if closed.get(day) not in CLOSED_ON),
            timetable.times,
            zone,
        )


def slot_row(
    activity: Activity, table: Table, moment: datetime, zone: ZoneInfo
) -> dict[str, object]:
    """Make the row of a slot."""
    exclusive = activity.capacity_mode is CapacityMode.EXCLUSIVE
    return {
        "activity_id": activity.id,
        "starts_at": moment,
        "ends_at": moment + activity.duration,
        "local_date": moment.astimezone(zone).date(),
        "capacity_persons": table["capacity_persons"],
        "capacity_groups": 1 if exclusive else MOST_GROUPS,
        "used_persons": 0,
        "used_groups": 0,
        "state": SlotState.OPEN,
        "version": 1,
    }
