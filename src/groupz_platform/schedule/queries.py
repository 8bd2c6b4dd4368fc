"""Reading the schedule: a month, the nearest slots, what a slot is to a visitor."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    select,
)
from sqlalchemy.orm import Session

from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.closures import spans_of
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import (
    BookingWindow,
    Places,
    SlotState,
    availability,
)
from groupz_platform.schedule.views import ClosureView, MonthView, SlotView, after

MOST_ALTERNATIVES = 3

SlotRow = TimeSlot | Row[Any]
"""A slot, or a row of `SLOT_ROWS`."""


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
    asked = {
        "activity": activity.id,
        "first": max(first, window.today),
        "end": after(first),
        "now": now,
    }
    rows = session.execute(MONTH, asked).all()
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
        closures=tuple(closures_of(session, activity, rows)),
    )


def closures_of(
    session: Session, activity: ActivityView, rows: Sequence[SlotRow]
) -> Iterable[ClosureView]:
    """Read in which closures some slots lie; mostly in none, and nothing is asked."""
    closed = [row for row in rows if row.is_closed]
    if not closed:
        return
    zone = ZoneInfo(activity.venue.timezone)
    end = max(row.ends_at for row in closed)
    for begins_at, ends_at, reason in spans_of(
        session, activity.id, closed[0].starts_at, end
    ):
        last = ends_at.astimezone(zone) - timedelta(minutes=1)
        yield ClosureView(begins_at.astimezone(zone).date(), last.date(), reason)


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
    asked = asked_of(activity, window, now)
    needs = {max(persons or 0, activity.min_group), activity.min_group}
    for needed in sorted(needs, reverse=True):
        found: date | None = session.scalar(FIRST_DATE, asked | {"persons": needed})
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
    asked = asked_of(activity, window, now) | {"persons": persons, "near": near}
    found = [row for side in (BEFORE, AFTER) for row in session.execute(side, asked)]
    found.sort(key=lambda row: abs(row.starts_at - near))
    nearest = sorted(found[:MOST_ALTERNATIVES], key=lambda row: row.starts_at)
    return [slot_view(row, activity, window, persons) for row in nearest]


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
        state=availability(state_of(slot), slot.local_date, window, places),
    )


def state_of(slot: SlotRow) -> SlotState:
    """Tell whether a slot takes groups: none does that lies in a closure."""
    state: SlotState = slot.state
    return SlotState.CLOSED if slot.is_closed else state


def window_of(activity: ActivityView, now: datetime) -> BookingWindow:
    """Tell from when until when an activity can be booked."""
    today = now.astimezone(ZoneInfo(activity.venue.timezone)).date()
    return BookingWindow(today, activity.notice_days, activity.horizon_days)


def asked_of(
    activity: ActivityView, window: BookingWindow, now: datetime
) -> dict[str, Any]:
    """Make what the statements about an activity's free slots ask for."""
    return {
        "activity": activity.id,
        "first": window.first,
        "last": window.last,
        "now": now,
    }


def takes(
    persons: int | ColumnElement[int],
    slot: Any = TimeSlot,
    *,
    groups: int = 1,
) -> ColumnElement[bool]:
    """State in SQL that a slot has places for so many persons more.

    Args:
        persons: How many.
        slot: The table, an alias of it, or their columns.
        groups: How many groups they are; none where a group that is in it grows.
    """
    return and_(
        slot.state == SlotState.OPEN,
        slot.is_closed.is_(False),
        slot.used_persons + persons <= slot.capacity_persons,
        slot.used_groups + groups <= slot.capacity_groups,
    )


SLOTS: Any = TimeSlot.__table__.c

SLOT_ROWS: Select[*tuple[Any, ...]] = select(
    SLOTS.id,
    SLOTS.activity_id,
    SLOTS.starts_at,
    SLOTS.ends_at,
    SLOTS.local_date,
    SLOTS.capacity_persons,
    SLOTS.used_persons,
    SLOTS.capacity_groups,
    SLOTS.used_groups,
    SLOTS.state,
    SLOTS.is_closed,
)
"""What views of slots need: half the work of reading whole ones."""

OF_ACTIVITY = and_(
    SLOTS.activity_id == bindparam("activity"), SLOTS.starts_at > bindparam("now")
)
MONTH = SLOT_ROWS.where(
    OF_ACTIVITY,
    SLOTS.local_date >= bindparam("first"),
    SLOTS.local_date < bindparam("end"),
).order_by(SLOTS.starts_at)

FREE = and_(
    OF_ACTIVITY,
    SLOTS.local_date.between(bindparam("first"), bindparam("last")),
    takes(bindparam("persons", type_=Integer()), SLOTS),
)
FIRST_DATE = select(SLOTS.local_date).where(FREE).order_by(SLOTS.local_date).limit(1)
FREE_SLOTS = SLOT_ROWS.where(FREE).limit(MOST_ALTERNATIVES)
BEFORE = FREE_SLOTS.where(SLOTS.starts_at < bindparam("near")).order_by(
    SLOTS.starts_at.desc()
)
AFTER = FREE_SLOTS.where(SLOTS.starts_at > bindparam("near")).order_by(SLOTS.starts_at)
