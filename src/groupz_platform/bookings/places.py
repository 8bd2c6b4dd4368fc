"""Taking places in a slot: the one statement behind every booking."""

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
from groupz_platform.schedule.queries import takes
from groupz_platform.schedule.rules import Availability, SlotState


def take_places(
    session: Session, slot: TimeSlot, activity: ActivityView, persons: int
) -> None:
    """Count a group into a slot, by one statement that states every condition.

    Raises:
        SlotNotBookableError: Staff closed the slot meanwhile.
        SlotFullError: Others were quicker.
        ChangedMeanwhileError: The activity is no longer what was read.
    """
    unchanged = exists().where(
        Activity.id == activity.id, Activity.version == activity.version
    )
    taken = session.scalar(
        update(TimeSlot)
        .where(TimeSlot.id == slot.id, takes(persons), unchanged)
        .values(
            used_persons=TimeSlot.used_persons + persons,
            used_groups=TimeSlot.used_groups + 1,
            version=TimeSlot.version + 1,
        )
        .returning(TimeSlot.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        session.refresh(slot)
        raise refusal(slot, persons)


def refusal(slot: TimeSlot, persons: int) -> ConflictError:
    """Tell why no row was changed."""
    if slot.state is not SlotState.OPEN:
        return SlotNotBookableError(Availability.CLOSED)
    if slot.persons_left < persons:
        return SlotFullError(persons, slot.persons_left)
    return ChangedMeanwhileError()
