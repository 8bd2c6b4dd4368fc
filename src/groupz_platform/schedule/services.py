"""Doing with the schedule where nobody has booked: add times, take them away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.rules import Act
from groupz_platform.db.locks import take_turns
from groupz_platform.schedule.closures import wait_for_closures
from groupz_platform.schedule.errors import (
    SlotExistsError,
    SlotInUseError,
    SlotNotFoundError,
)
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState


class Span(NamedTuple):
    """When a new slot is."""

    starts_at: datetime
    ends_at: datetime
    local_date: date


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a slot takes in all."""

    persons: int
    groups: int


class Added(NamedTuple):
    """Slots that were added together: their first and last number, and how many."""

    activity_id: int
    first: int
    last: int
    total: int


def wait_for_planners(session: Session, activity_id: int) -> None:
    """Let those who add slots to an activity do so one after the other.

    So the second one sees what the first one has added, before anything is in the way.
    """
    take_turns(session, f"slots:{activity_id}")


def add_slots(
    session: Session, activity_id: int, spans: Sequence[Span], capacity: Capacity
) -> Added:
    """Add slots to an activity; their numbers follow on each other's.

    Raises:
        SlotExistsError: One of them is there already.
    """
    wait_for_planners(session, activity_id)
    wait_for_closures(session)
    slots = [slot_of(activity_id, span, capacity) for span in spans]
    session.add_all(slots)
    flush(session)
    numbers = [slot.id for slot in slots]
    return Added(activity_id, min(numbers), max(numbers), len(numbers))


def take_back(session: Session, added: Added) -> int:
    """Take away slots that were added together, but for those in use by now.

    Returns:
        How many are gone.
    """
    slots = session.scalars(
        select(TimeSlot)
        .where(
            TimeSlot.activity_id == added.activity_id,
            TimeSlot.id.between(added.first, added.last),
            TimeSlot.version == 1,
        )
        .with_for_update()
    ).all()
    for slot in slots:
        session.delete(slot)
    flush(session)
    return len(slots)


def remove(session: Session, slot: TimeSlot) -> int:
    """Take a slot away that nobody has ever booked.

    Returns:
        The number of the entry in the audit log by which it can be restored.

    Raises:
        SlotInUseError: A booking names it.
    """
    row_key = str(slot.id)
    session.delete(slot)
    try:
        session.flush()
    except IntegrityError as error:
        raise SlotInUseError from error
    entry = session.scalars(removals().where(AuditEntry.row_key == row_key)).first()
    return entry.id if entry else 0


def restore(session: Session, entry_id: int) -> TimeSlot:
    """Put a slot back that was taken away, under another number.

    Raises:
        SlotNotFoundError: The audit log tells of no such slot.
        SlotExistsError: The activity has one at that moment by now.
    """
    entry = session.scalar(removals().where(AuditEntry.id == entry_id))
    if entry is None:
        raise SlotNotFoundError
    was = entry.before
    slot = TimeSlot(
        activity_id=was["activity_id"],
        starts_at=datetime.fromisoformat(was["starts_at"]),
        ends_at=datetime.fromisoformat(was["ends_at"]),
        local_date=date.fromisoformat(was["local_date"]),
        capacity_persons=was["capacity_persons"],
        capacity_groups=was["capacity_groups"],
        state=SlotState(was["state"]),
    )
    session.add(slot)
    flush(session)
    return slot


def is_there(
    session: Session, activity_id: int, starts_at: datetime, *, but: int | None = None
) -> bool:
    """Tell whether an activity has a slot at a moment, beside a certain one."""
    other = exists().where(
        TimeSlot.activity_id == activity_id,
        TimeSlot.starts_at == starts_at,
        TimeSlot.id != (but or 0),
    )
    return bool(session.scalar(select(other)))


def slot_of(activity_id: int, span: Span, capacity: Capacity) -> TimeSlot:
    """Make the row of an open slot."""
    return TimeSlot(
        activity_id=activity_id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        local_date=span.local_date,
        capacity_persons=capacity.persons,
        capacity_groups=capacity.groups,
    )


def removals() -> Select[AuditEntry]:
    """Select the entries of the audit log about slots that were taken away."""
    return (
        select(AuditEntry)
        .where(
            AuditEntry.table == TimeSlot.__tablename__, AuditEntry.act == Act.REMOVED
        )
        .order_by(AuditEntry.id.desc())
    )


def flush(session: Session) -> None:
    """Write what was changed.

    Raises:
        SlotExistsError: The activity has a slot at that moment already.
    """
    try:
        session.flush()
    except IntegrityError as error:
        raise SlotExistsError from error
