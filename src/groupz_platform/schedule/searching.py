"""Dates of many activities at once: one statement each, whatever their number.

The statements are made once, when the program starts: to put them together again and
again would take longer than to run them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    select,
)
from sqlalchemy.orm import Session

from groupz_platform.catalogue.models import Activity
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.days_after import days_after
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.queries import SLOT_ROWS, slot_view, takes, window_of
from groupz_platform.schedule.views import SlotView

NEXT_DATES = 3

ACTIVITIES: Any = Activity.__table__.c
SLOTS: Any = TimeSlot.__table__.c


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody wants to come, with how many.

    Attributes:
        persons: How many; none means the smallest group that an activity takes.
        first: The first day, or any.
        last: The last day, or any.
    """

    persons: int = 0
    first: date | None = None
    last: date | None = None


ANY_TIME = Wish()


def with_dates(
    session: Session, activities: Sequence[ActivityView], wish: Wish, *, now: datetime
) -> set[int]:
    """Tell which activities have a slot for a wish; the database stops at its first.

    Args:
        session: An open session of any role that reads the schedule.
        activities: Those that take such a group at all.
        wish: How many want to come, and when.
        now: The present moment, aware, in UTC.
    """
    return {
        key
        for values in each_day(activities, wish, now)
        for key in session.scalars(WITH_DATES, values).all()
    }


def next_slots(
    session: Session,
    activities: Sequence[ActivityView],
    wish: Wish = ANY_TIME,
    *,
    now: datetime,
) -> dict[int, tuple[SlotView, ...]]:
    """List for each activity the next slots for a wish.

    The inner SELECT stops after three rows of the index on activity and time.
    """
    known = {a.id: (a, window_of(a, now)) for a in activities}
    found: dict[int, list[SlotView]] = defaultdict(list)
    for values in each_day(activities, wish, now):
        for row in session.execute(NEXT_SLOTS, values).all():
            view = slot_view(row, *known[row.activity_id], wish.persons)
            found[row.activity_id].append(view)
    return {key: tuple(slots) for key, slots in found.items()}


def each_day(
    activities: Iterable[ActivityView], wish: Wish, now: datetime
) -> Iterable[Mapping[str, Any]]:
    """Make what the statements ask for, apart for each date that it is somewhere.

    At most times that is one, and never are there more than three on Earth.
    """
    by_zone: dict[str, list[int]] = defaultdict(list)
    for activity in activities:
        by_zone[activity.venue.timezone].append(activity.id)
    by_day: dict[date, list[int]] = defaultdict(list)
    for zone, keys in by_zone.items():
        by_day[now.astimezone(ZoneInfo(zone)).date()] += keys
    for today, keys in by_day.items():
        yield {
            "activities": keys,
            "today": today,
            "now": now,
            "first": wish.first or date.min,
            "last": wish.last or date.max,
            "persons": wish.persons,
        }


def fitting(slots: Any) -> ColumnElement[bool]:
    """State in SQL that a slot is one of the activity's for a wish."""
    today = bindparam("today", type_=Date())
    persons = bindparam("persons", type_=Integer())
    least = ACTIVITIES.min_group
    return and_(
        slots.activity_id == ACTIVITIES.id,
        slots.starts_at > bindparam("now"),
        slots.local_date >= days_after(today, ACTIVITIES.notice_days),
        slots.local_date <= days_after(today, ACTIVITIES.horizon_days),
        slots.local_date.between(bindparam("first"), bindparam("last")),
        takes(case((least > persons, least), else_=persons), slots),
    )


def of_asked() -> ColumnElement[bool]:
    """State in SQL that an activity is one of those that are asked about."""
    asked: ColumnElement[bool] = ACTIVITIES.id.in_(
        bindparam("activities", expanding=True)
    )
    return asked


def nearest() -> ColumnElement[int]:
    """Select an activity's next slots in SQL."""
    inner = TimeSlot.__table__.alias("inner_slots")
    columns: Any = inner.c
    # by the date first, so that the index has them in order and three rows are read
    order = (columns.local_date, columns.starts_at)
    chosen = select(columns.id).where(fitting(columns)).order_by(*order)
    return chosen.limit(NEXT_DATES).correlate(Activity.__table__).scalar_subquery()


WITH_DATES = select(ACTIVITIES.id).where(
    of_asked(), exists().where(fitting(SLOTS)).correlate(Activity.__table__)
)
NEXT_SLOTS = (
    SLOT_ROWS.select_from(
        Activity.__table__.join(TimeSlot.__table__, SLOTS.id.in_(nearest()))
    )
    .where(of_asked())
    .order_by(SLOTS.starts_at)
)
