"""Closures: which slots lie in them, and keeping the slots' mark of it right.

A slot says itself whether it is closed, so that the statement which takes its places
sees it under the lock of the slot's row, and lists of free slots need nothing more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    event,
    exists,
    func,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, UOWTransaction

from groupz_platform.catalogue.models import Activity
from groupz_platform.db.locks import take_turns
from groupz_platform.schedule.models import Closure, TimeSlot

ACTIVITIES: Any = Activity.__table__.c
CLOSURES: Any = Closure.__table__.c
SLOTS: Any = TimeSlot.__table__.c


class Scope(NamedTuple):
    """What is closed: an activity, a venue, or, without either, the whole house."""

    venue_id: int | None = None
    activity_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is closed, and from when until when."""

    scope: Scope
    begins_at: datetime
    ends_at: datetime


def stretch_of(closure: Closure) -> Stretch:
    """Tell what a closure closes, and when."""
    scope = Scope(closure.venue_id, closure.activity_id)
    return Stretch(scope, closure.begins_at, closure.ends_at)


def within(stretch: Stretch) -> ColumnElement[bool]:
    """State in SQL that a slot shares a moment with a stretch that closes it."""
    venue_id, activity_id = stretch.scope
    conditions = [SLOTS.starts_at < stretch.ends_at, SLOTS.ends_at > stretch.begins_at]
    if activity_id is not None:
        conditions.append(SLOTS.activity_id == activity_id)
    if venue_id is not None:
        of_venue = select(ACTIVITIES.id).where(ACTIVITIES.venue_id == venue_id)
        conditions.append(SLOTS.activity_id.in_(of_venue))
    return and_(*conditions)


def concerns(activity_id: Any, venue_id: Any) -> ColumnElement[bool]:
    """State in SQL that a closure closes an activity of a venue."""
    return or_(
        CLOSURES.activity_id == activity_id,
        CLOSURES.venue_id == venue_id,
        and_(CLOSURES.activity_id.is_(None), CLOSURES.venue_id.is_(None)),
    )


VENUE = (
    select(ACTIVITIES.venue_id)
    .where(ACTIVITIES.id == SLOTS.activity_id)
    .correlate(TimeSlot.__table__)
    .scalar_subquery()
)
COVERED = (
    exists()
    .where(
        CLOSURES.begins_at < SLOTS.ends_at,
        CLOSURES.ends_at > SLOTS.starts_at,
        concerns(SLOTS.activity_id, VENUE),
    )
    .correlate(TimeSlot.__table__)
)
"""A slot lies in a closure."""

ANY_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
ANY_END = datetime(9000, 1, 1, tzinfo=UTC)
OF_ACTIVITY = concerns(
    bindparam("activity", type_=Integer()),
    select(ACTIVITIES.venue_id)
    .where(ACTIVITIES.id == bindparam("activity"))
    .scalar_subquery(),
)
SPANS = (
    select(CLOSURES.begins_at, CLOSURES.ends_at, CLOSURES.reason)
    .where(
        CLOSURES.begins_at < bindparam("end"),
        CLOSURES.ends_at > bindparam("begin"),
        OF_ACTIVITY,
    )
    .order_by(CLOSURES.begins_at)
)


def wait_for_closures(session: Session) -> None:
    """Let those who close, and those who make or move slots, do so one by one.

    Each then sees what the other has done. It is waited for before a row is locked.
    """
    take_turns(session, "closures")


def settle(session: Session, which: ColumnElement[bool]) -> int:
    """Mark slots as closed that lie in a closure, and open those that no longer do.

    Their rows are locked in order of their numbers, as by those who move a booking from
    one to another.

    Args:
        session: An open session of the role ``backoffice``, whose turn it is.
        which: The slots that may have to be marked anew.

    Returns:
        How many were.
    """
    wrong = and_(which, SLOTS.is_closed != COVERED)
    rows = (
        select(SLOTS.id)
        .where(wrong)
        .order_by(SLOTS.id)
        .with_for_update(key_share=True)  # who is just booking refers to them
    )
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    if total:
        session.execute(
            update(TimeSlot)
            .where(wrong)
            .values(is_closed=~SLOTS.is_closed)
            .execution_options(synchronize_session=False)
        )
    return total


def spans_of(
    session: Session,
    activity_id: int,
    begin: datetime = ANY_BEGIN,
    end: datetime = ANY_END,
) -> Sequence[Any]:
    """Read when an activity is closed and why, the first closure first.

    Args:
        session: An open session of any role that reads the schedule.
        activity_id: The activity.
        begin: What is over by then does not count.
        end: What begins then or later does not either.
    """
    asked = {"activity": activity_id, "begin": begin, "end": end}
    return session.execute(SPANS, asked).all()


@event.listens_for(Session, "after_flush")
def settle_what_moved(session: Session, _context: UOWTransaction) -> None:
    """Mark slots that were made or moved, also where their activity has moved house.

    No use case has to think of it: each flush does.
    """
    which = list(moved(session))
    if which:
        wait_for_closures(session)
        settle(session, or_(*which))


def moved(session: Session) -> Iterable[ColumnElement[bool]]:
    """State in SQL which slots a flush has put where they were not."""
    slots = [row for row in session.new if isinstance(row, TimeSlot)]
    slots += [
        row
        for row in session.dirty
        if isinstance(row, TimeSlot) and changed(row, "starts_at", "ends_at")
    ]
    if slots:
        yield and_(
            SLOTS.activity_id.in_({slot.activity_id for slot in slots}),
            SLOTS.starts_at >= min(slot.starts_at for slot in slots),
            SLOTS.starts_at <= max(slot.starts_at for slot in slots),
        )
    for row in session.dirty:
        if isinstance(row, Activity) and changed(row, "venue_id"):
            yield SLOTS.activity_id == row.id


def changed(row: object, *names: str) -> bool:
    """Tell whether a flush has written one of some columns of a row."""
    state = inspect(row, raiseerr=True)
    return any(state.attrs[name].history.has_changes() for name in names)
