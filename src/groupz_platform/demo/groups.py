"""Some bookings of nobody in particular, so that not every date is free."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.bookings.services import confirm, reserve
from groupz_platform.bookings.values import Contact, HoldRequest
from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.models import Activity
from groupz_platform.catalogue.pricing import Party, offered
from groupz_platform.catalogue.queries import price_of
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.errors import RefusalError
from groupz_platform.schedule.models import TimeSlot

PART_BOOKED = 0.4
BUSY_FOR = timedelta(days=60)
NOBODY = Contact("Demo", "demo@groepen.example", "+31 85 000 04 00", "Demo")


def requests(session: Session, *, now: datetime) -> list[HoldRequest]:
    """Think of groups for part of the coming two months, always the same ones."""
    chance = random.Random(2026)  # noqa: S311 - a demo, not a secret
    slots = session.scalars(
        select(TimeSlot)
        .where(TimeSlot.starts_at > now, TimeSlot.starts_at < now + BUSY_FOR)
        .order_by(TimeSlot.starts_at, TimeSlot.activity_id)
    )
    return [
        request
        for slot in slots
        if chance.random() < PART_BOOKED
        for request in groups_of(slot, slot.activity, chance)
    ]


def groups_of(
    slot: TimeSlot, activity: Activity, chance: random.Random
) -> Iterator[HoldRequest]:
    """Think of one or two groups for a slot."""
    category = offered(price_of(rule) for rule in activity.prices)[0]
    types = activity.group_types or [GroupType.OTHER]
    for number in range(chance.choice((1, 1, 2))):
        yield HoldRequest(
            slot_id=slot.id,
            group=Group(
                type=GroupType(chance.choice(types)),
                party=Party(
                    {category: chance.randint(activity.min_group, activity.max_group)}
                ),
            ),
            locale="nl",
            key=f"demo-{slot.id}-{number}",
        )


def book(
    session: Session, wanted: HoldRequest, *, secret: bytes, now: datetime
) -> bool:
    """Book for one of them where there is room and it has not; nobody is mailed."""
    try:
        booking = reserve(session, wanted, secret=secret, now=now)
    except RefusalError:
        return False
    is_new = booking.hold_expires_at is not None
    if is_new:
        confirm(session, booking, NOBODY, now=now)
    return is_new
