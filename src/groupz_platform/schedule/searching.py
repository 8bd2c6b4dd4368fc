"""Dates of many activities at once: one statement each, whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.orm import Session, aliased

from groupz_platform.catalogue.models import Activity
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.queries import slot_rows, slot_view, takes, window_of
from groupz_platform.schedule.views import SlotView

NEXT_DATES = 3

Stretch = tuple[date, date]
"""A first and a last day."""

Stretches = Mapping[Stretch, Sequence[int]]
"""The activities that can be booked within each stretch."""


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
    """Tell which activities have a slot for a wish; in the database, stop at its first.

    Args:
        session: An open session of any role that reads the schedule.
        activities: Those that take such a group at all.
        wish: How many want to come, and when.
        now: The present moment, aware, in UTC.
    """
    stretches = stretches_of(activities, wish, now)
    if not stretches:
        return set()
    has_one = exists().where(*fitting(TimeSlot, stretches, wish, now))
    asked = [key for keys in stretches.values() for key in keys]
    return set(
        session.scalars(select(Activity.id).where(Activity.id.in_(asked), has_one))
    )


def next_slots(
    session: Session,
    activities: Sequence[ActivityView],
    wish: Wish = ANY_TIME,
    *,
    now: datetime,
) -> dict[int, tuple[SlotView, ...]]:
    """List for each activity the next slots for a wish.

    One statement for all of them: the inner SELECT stops after three rows of the index
    on activity and time.
    """
    stretches = stretches_of(activities, wish, now)
    if not stretches:
        return {}
    inner = aliased(TimeSlot)
    nearest = (
        select(inner.id)
        .where(*fitting(inner, stretches, wish, now))
        .order_by(inner.starts_at)
        .limit(NEXT_DATES)
        .correlate(Activity)
    )
    rows = session.execute(
        slot_rows()
        .join(Activity, TimeSlot.id.in_(nearest.scalar_subquery()))
        .where(Activity.id.in_([key for keys in stretches.values() for key in keys]))
        .order_by(TimeSlot.starts_at)
    )
    known = {a.id: (a, window_of(a, now)) for a in activities}
    found: dict[int, list[SlotView]] = defaultdict(list)
    for row in rows:
        view = slot_view(row, *known[row.activity_id], wish.persons)
        found[row.activity_id].append(view)
    return {key: tuple(slots) for key, slots in found.items()}


def stretches_of(
    activities: Iterable[ActivityView], wish: Wish, now: datetime
) -> Stretches:
    """Group activities by the days on which they can be booked and that are wished for.

    There are far fewer such stretches than activities, which keeps statements short.
    """
    found: dict[Stretch, list[int]] = defaultdict(list)
    for activity in activities:
        window = window_of(activity, now)
        first = max(window.first, wish.first or window.first)
        last = min(window.last, wish.last or window.last)
        if first <= last:
            found[first, last].append(activity.id)
    return found


def fitting(
    slot: type[TimeSlot], stretches: Stretches, wish: Wish, now: datetime
) -> Iterator[ColumnElement[bool]]:
    """State in SQL that a slot is one of the activity's for a wish."""
    first = {stretch: stretch[0] for stretch in stretches}
    last = {stretch: stretch[1] for stretch in stretches}
    yield slot.activity_id == Activity.id
    yield slot.starts_at > now
    yield slot.local_date >= of_each(stretches, first)
    yield slot.local_date <= of_each(stretches, last)
    yield takes(wish.persons or Activity.min_group, slot)


def of_each(
    stretches: Stretches, days: Mapping[Stretch, date]
) -> ColumnElement[date] | date:
    """State in SQL which day counts for an activity."""
    if len(stretches) == 1:
        return next(iter(days.values()))
    return case(
        *((Activity.id.in_(keys), days[stretch]) for stretch, keys in stretches.items())
    )
