"""Taking places in a slot and giving them back: the statements behind every booking.

These two are the only writers of a slot's counters. Whoever calls them has written all
else of its transaction, so that a slot's row is locked no longer than a commit takes;
who needs two slots comes through `move_places`, which locks them in one order.
"""

from sqlalchemy import exists, update
from sqlalchemy.orm import Session

from groupz_platform.bookings.errors import (
    ChangedMeanwhileError,
    SlotFullError,
    SlotNotBookableError,
)
from groupz_platform.catalogue.models import Activity
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.errors import ConflictError
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.queries import state_of, takes
from groupz_platform.schedule.rules import Availability, SlotState


def take_places(
    session: Session,
    slot: TimeSlot,
    activity: ActivityView,
    persons: int,
    *,
    groups: int = 1,
) -> None:
    """Count a group into a slot, by one statement that states every condition.

    Args:
        session: An open session of a role that may write the counters.
        slot: The slot.
        activity: Its activity, as it was read when the group was checked and priced.
        persons: How many persons more.
        groups: How many groups they are; none where a group that is in it grows.

    Raises:
        SlotNotBookableError: Staff closed the slot meanwhile.
        SlotFullError: Others were quicker.
        ChangedMeanwhileError: The activity or the slot's time is no longer what was
            read.
    """
    unchanged = exists().where(
        Activity.id == activity.id, Activity.version == activity.version
    )
    taken = session.scalar(
        update(TimeSlot)
        .where(
            TimeSlot.id == slot.id,
            TimeSlot.starts_at == slot.starts_at,
            takes(persons, groups=groups),
            unchanged,
        )
        .values(
            used_persons=TimeSlot.used_persons + persons,
            used_groups=TimeSlot.used_groups + groups,
            version=TimeSlot.version + 1,
        )
        .returning(TimeSlot.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        session.refresh(slot)
        raise refusal(slot, persons)


def give_places(
    session: Session, slot_id: int, persons: int, *, groups: int = 1
) -> None:
    """Count a group out of a slot.

    The caller has just changed the booking's state or size by compare-and-set, so that
    the same places are given back once.
    """
    session.execute(
        update(TimeSlot)
        .where(TimeSlot.id == slot_id)
        .values(
            used_persons=TimeSlot.used_persons - persons,
            used_groups=TimeSlot.used_groups - groups,
            version=TimeSlot.version + 1,
        )
        .execution_options(synchronize_session=False)
    )


def move_places(
    session: Session,
    before: tuple[int, int],
    slot: TimeSlot,
    activity: ActivityView,
    persons: int,
) -> None:
    """Count a group out of one slot and into another, or into the same one anew.

    Args:
        session: An open session of a role that may write the counters.
        before: The slot's id and the number of persons up to now.
        slot: The slot from now on.
        activity: Its activity, as it was read when the group was checked and priced.
        persons: How many persons from now on.

    Raises:
        ConflictError: Any of those of `take_places`.
    """
    slot_id, persons_before = before
    if slot_id == slot.id:
        more = persons - persons_before
        if more > 0:
            take_places(session, slot, activity, more, groups=0)
        elif more < 0:
            give_places(session, slot_id, -more, groups=0)
    elif slot_id < slot.id:
        give_places(session, slot_id, persons_before)
        take_places(session, slot, activity, persons)
    else:
        take_places(session, slot, activity, persons)
        give_places(session, slot_id, persons_before)


def refusal(slot: TimeSlot, persons: int) -> ConflictError:
    """Tell why no row was changed."""
    if state_of(slot) is not SlotState.OPEN:
        return SlotNotBookableError(Availability.CLOSED)
    if slot.persons_left < persons:
        return SlotFullError(persons, slot.persons_left)
    return ChangedMeanwhileError()
