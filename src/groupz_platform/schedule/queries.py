"""Reading the schedule."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from groupz_platform.catalogue.models import Activity
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import (
    BookingWindow,
    Places,
    SlotState,
    availability,
)
from groupz_platform.schedule.views import MonthView, SlotView, after

NEXT_DATES = 3
MOST_ALTERNATIVES = 3


def month_of(
    session: Session, activity: ActivityView, first: date, *, now: datetime
) -> MonthView:
    """Show a month of an activity, with what each slot is to a visitor.

    Args:
        session: An open session of any role that reads the schedule.
        activity: Whose month.
        first: The first day of the month.
        now: The present moment, aware, in UTC.
    """
    window = window_of(activity, now)
    rows = session.scalars(
        select(TimeSlot)
        .where(
            TimeSlot.activity_id == activity.id,
            TimeSlot.local_date >= max(first, window.today),
            TimeSlot.local_date < after(first),
        )
        .order_by(TimeSlot.starts_at)
    )
    days: dict[date, list[SlotView]] = defaultdict(list)
    for slot in rows:
        days[slot.local_date].append(slot_view(slot, activity, window))
    return MonthView(
        first,
        {day: tuple(slots) for day, slots in days.items()},
        earliest=window.today.replace(day=1),
        latest=window.last.replace(day=1),
    )


def first_month(session: Session, activity: ActivityView, *, now: datetime) -> date:
    """Tell in which month the next slot that can be booked lies, as its first day."""
    window = window_of(activity, now)
    nearest = session.scalar(
        select(func.min(TimeSlot.local_date)).where(
            TimeSlot.activity_id == activity.id,
            TimeSlot.local_date >= window.first,
            takes(activity.min_group),
        )
    )
    return (nearest or window.today).replace(day=1)


def next_dates(
    session: Session, activities: Sequence[ActivityView], *, now: datetime
) -> dict[int, tuple[datetime, ...]]:
    """List for each activity when its next slots begin, where its venue stands.

    One statement for all of them: the inner SELECT stops after three rows of the index
    on activity and time.
    """
    if not activities:
        return {}
    inner = aliased(TimeSlot)
    first_days = {a.id: window_of(a, now).first for a in activities}
    nearest = (
        select(inner.id)
        .where(
            inner.activity_id == Activity.id,
            inner.starts_at > now,
            inner.local_date >= case(first_days, value=Activity.id),
            takes(Activity.min_group, inner),
        )
        .order_by(inner.starts_at)
        .limit(NEXT_DATES)
        .correlate(Activity)
    )
    rows = session.execute(
        select(TimeSlot.activity_id, TimeSlot.starts_at)
        .join(Activity, TimeSlot.id.in_(nearest.scalar_subquery()))
        .where(Activity.id.in_(first_days))
        .order_by(TimeSlot.starts_at)
    )
    zones = {a.id: ZoneInfo(a.venue.timezone) for a in activities}
    dates: dict[int, list[datetime]] = defaultdict(list)
    for activity_id, starts_at in rows:
        dates[activity_id].append(starts_at.astimezone(zones[activity_id]))
    return {activity_id: tuple(moments) for activity_id, moments in dates.items()}


def alternatives(
    session: Session,
    activity: ActivityView,
    near: datetime,
    persons: int,
    now: datetime,
) -> list[SlotView]:
    """List the slots nearest to a moment that take so many persons, earliest first."""
    window = window_of(activity, now)
    fitting = and_(
        TimeSlot.activity_id == activity.id,
        TimeSlot.local_date >= window.first,
        TimeSlot.local_date <= window.last,
        takes(persons),
    )
    around = [
        select(TimeSlot)
        .where(fitting, TimeSlot.starts_at < near)
        .order_by(TimeSlot.starts_at.desc()),
        select(TimeSlot)
        .where(fitting, TimeSlot.starts_at > near)
        .order_by(TimeSlot.starts_at),
    ]
    found = [
        slot
        for side in around
        for slot in session.scalars(side.limit(MOST_ALTERNATIVES))
    ]
    found.sort(key=lambda slot: abs(slot.starts_at - near))
    nearest = sorted(found[:MOST_ALTERNATIVES], key=lambda slot: slot.starts_at)
    return [slot_view(slot, activity, window) for slot in nearest]


def slot_view(
    slot: TimeSlot, activity: ActivityView, window: BookingWindow
) -> SlotView:
    """Make the view of a slot, in its venue's time."""
    zone = ZoneInfo(activity.venue.timezone)
    places = Places(slot.persons_left, slot.capacity_persons, activity.min_group)
    return SlotView(
        id=slot.id,
        starts_at=slot.starts_at.astimezone(zone),
        ends_at=slot.ends_at.astimezone(zone),
        persons_left=slot.persons_left,
        capacity_persons=slot.capacity_persons,
        state=availability(slot.state, slot.local_date, window, places),
    )


def window_of(activity: ActivityView, now: datetime) -> BookingWindow:
    """Tell from when until when an activity can be booked."""
    today = now.astimezone(ZoneInfo(activity.venue.timezone)).date()
    return BookingWindow(today, activity.notice_days, activity.horizon_days)


def takes(
    persons: int | SQLColumnExpression[int],
    slot: type[TimeSlot] = TimeSlot,
    *,
    groups: int = 1,
) -> ColumnElement[bool]:
    """State in SQL that a slot has places for so many persons more.

    Args:
        persons: How many.
        slot: The table, or an alias of it.
        groups: How many groups they are; none where a group that is in it grows.
    """
    return and_(
        slot.state == SlotState.OPEN,
        slot.used_persons + persons <= slot.capacity_persons,
        slot.used_groups + groups <= slot.capacity_groups,
    )
