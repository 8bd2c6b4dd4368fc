"""Reading the schedule: a month, the nearest slots, what a slot is to a visitor."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, and_, select
from sqlalchemy.orm import Session

from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import (
    BookingWindow,
    Places,
    SlotState,
    availability,
)
from groupz_platform.schedule.views import MonthView, SlotView, after

MOST_ALTERNATIVES = 3

SlotRow = TimeSlot | Row[Any]
"""A slot, or a row of `slot_rows`."""


def month_of(
    session: Session,
    activity: ActivityView,
    first: date,
    *,
    now: datetime,
    persons: int | None = None,
) -> MonthView:
    """Show a month of an activity, with what each slot is to a visitor.

    What has begun is not shown.

    Args:
        session: An open session of any role that reads the schedule.
        activity: Whose month.
        first: The first day of the month.
        now: The present moment, aware, in UTC.
        persons: How many the visitor's group is, if somebody has said so.
    """
    window = window_of(activity, now)
    rows = session.execute(
        slot_rows()
        .where(
            TimeSlot.activity_id == activity.id,
            TimeSlot.local_date >= max(first, window.today),
            TimeSlot.local_date < after(first),
            TimeSlot.starts_at > now,
        )
        .order_by(TimeSlot.starts_at)
    )
    days: dict[date, list[SlotView]] = defaultdict(list)
    for row in rows:
        days[row.local_date].append(slot_view(row, activity, window, persons))
    return MonthView(
        first,
        {day: tuple(slots) for day, slots in days.items()},
        earliest=window.today.replace(day=1),
        latest=window.last.replace(day=1),
        today=window.today,
        persons=persons,
    )


def first_month(
    session: Session,
    activity: ActivityView,
    *,
    now: datetime,
    persons: int | None = None,
) -> date:
    """Tell in which month the next slot lies that a group can book, as its first day.

    Where there is none for so many persons, the next one for anybody counts.
    """
    window = window_of(activity, now)
    nearest = (
        select(TimeSlot.local_date)
        .where(TimeSlot.activity_id == activity.id, in_window(window, now))
        .order_by(TimeSlot.local_date)
        .limit(1)
    )
    needs = {max(persons or 0, activity.min_group), activity.min_group}
    for needed in sorted(needs, reverse=True):
        found = session.scalar(nearest.where(takes(needed)))
        if found is not None:
            return found.replace(day=1)
    return window.today.replace(day=1)


def alternatives(
    session: Session,
    activity: ActivityView,
    near: datetime,
    persons: int,
    now: datetime,
) -> list[SlotView]:
    """List the slots nearest to a moment that take so many persons, earliest first."""
    window = window_of(activity, now)
    fitting = slot_rows().where(
        TimeSlot.activity_id == activity.id, in_window(window, now), takes(persons)
    )
    around = [
        fitting.where(TimeSlot.starts_at < near).order_by(TimeSlot.starts_at.desc()),
        fitting.where(TimeSlot.starts_at > near).order_by(TimeSlot.starts_at),
    ]
    found = [
        row for side in around for row in session.execute(side.limit(MOST_ALTERNATIVES))
    ]
    found.sort(key=lambda row: abs(row.starts_at - near))
    nearest = sorted(found[:MOST_ALTERNATIVES], key=lambda row: row.starts_at)
    return [slot_view(row, activity, window, persons) for row in nearest]


def slot_rows() -> Select[*tuple[Any, ...]]:
    """Select of slots what their views need: half the work of reading whole ones."""
    return select(
        TimeSlot.id,
        TimeSlot.activity_id,
        TimeSlot.starts_at,
        TimeSlot.ends_at,
        TimeSlot.local_date,
        TimeSlot.capacity_persons,
        TimeSlot.used_persons,
        TimeSlot.capacity_groups,
        TimeSlot.used_groups,
        TimeSlot.state,
    )


def slot_view(
    slot: SlotRow,
    activity: ActivityView,
    window: BookingWindow,
    persons: int | None = None,
) -> SlotView:
    """Make the view of a slot, in its venue's time, for a group of so many persons."""
    zone = ZoneInfo(activity.venue.timezone)
    taken = slot.used_groups >= slot.capacity_groups
    left = 0 if taken else slot.capacity_persons - slot.used_persons
    places = Places(left, slot.capacity_persons, activity.min_group, persons or 0)
    return SlotView(
        id=slot.id,
        starts_at=slot.starts_at.astimezone(zone),
        ends_at=slot.ends_at.astimezone(zone),
        persons_left=left,
        capacity_persons=slot.capacity_persons,
        state=availability(slot.state, slot.local_date, window, places),
    )


def window_of(activity: ActivityView, now: datetime) -> BookingWindow:
    """Tell from when until when an activity can be booked."""
    today = now.astimezone(ZoneInfo(activity.venue.timezone)).date()
    return BookingWindow(today, activity.notice_days, activity.horizon_days)


def in_window(window: BookingWindow, now: datetime) -> ColumnElement[bool]:
    """State in SQL that a slot can be booked at this moment, room or not."""
    return and_(
        TimeSlot.local_date >= window.first,
        TimeSlot.local_date <= window.last,
        TimeSlot.starts_at > now,
    )


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
