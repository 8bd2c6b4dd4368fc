"""Changing a slot that groups may have booked: its time, and what it takes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from groupz_platform.bookings.errors import TooLateError
from groupz_platform.bookings.holds import release
from groupz_platform.bookings.in_slot import locked
from groupz_platform.bookings.links import LASTS, link_of
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.posting import write
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.states import become
from groupz_platform.bookings.values import Letterhead
from groupz_platform.schedule.closures import wait_for_closures
from groupz_platform.schedule.errors import (
    CapacityError,
    SlotChangedError,
    SlotExistsError,
)
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.services import flush, is_there


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """What a slot is to be."""

    starts_at: datetime
    ends_at: datetime
    local_date: date
    capacity_persons: int
    capacity_groups: int


def stamp(slot: TimeSlot) -> str:
    """Write down what staff decide about a slot, to tell whether somebody has since.

    The version does not tell, as it grows with each booking.
    """
    return (
        f"{slot.starts_at:%Y%m%d%H%M}-{slot.ends_at:%Y%m%d%H%M}"
        f"-{slot.capacity_persons}-{slot.capacity_groups}-{slot.state}"
    )


def change_slot(
    session: Session,
    slot_id: int,
    plan: SlotPlan,
    *,
    seen: str,
    letterhead: Letterhead,
    now: datetime,
) -> int:
    """Change a slot; where its time is another one, write to its groups.

    Who was about to book is asked once more, since they have seen another time.

    Args:
        session: An open session of the role ``backoffice``.
        slot_id: The slot.
        plan: What it is from now on.
        seen: The stamp of the slot that somebody had before them.
        letterhead: What letters and links are made with.
        now: The present moment, aware, in UTC.

    Returns:
        How many groups are written to.

    Raises:
        SlotNotFoundError: There is no such slot.
        SlotChangedError: It is no longer what was seen.
        TooLateError: It has begun.
        CapacityError: More is booked than it would take.
        SlotExistsError: The activity has a slot at that moment.
        ChangedMeanwhileError: Somebody booked at this very moment.
        BusyError: Somebody is just booking.
    """
    wait_for_closures(session)
    slot, bookings = locked(session, slot_id)
    refuse(session, slot, plan, seen=seen, now=now)
    before = [slot.starts_at.isoformat(), slot.ends_at.isoformat()]
    moved = (slot.starts_at, slot.ends_at) != (plan.starts_at, plan.ends_at)
    fill(slot, plan)
    flush(session)
    if not moved:
        return 0
    told = [
        moved_along(session, booking, before, letterhead=letterhead, now=now)
        for booking in bookings
    ]
    return sum(told)


def refuse(
    session: Session, slot: TimeSlot, plan: SlotPlan, *, seen: str, now: datetime
) -> None:
    """Refuse what a slot cannot become.

    Raises:
        RefusalError: Any of those of `change_slot`.
    """
    if stamp(slot) != seen:
        raise SlotChangedError
    if slot.starts_at <= now or plan.starts_at <= now:
        raise TooLateError
    if (
        plan.capacity_persons < slot.used_persons
        or plan.capacity_groups < slot.used_groups
    ):
        raise CapacityError(slot.used_persons, slot.used_groups)
    if is_there(session, slot.activity_id, plan.starts_at, but=slot.id):
        raise SlotExistsError


def fill(slot: TimeSlot, plan: SlotPlan) -> None:
    """Write into a slot what it is to be."""
    slot.starts_at, slot.ends_at = plan.starts_at, plan.ends_at
    slot.local_date = plan.local_date
    slot.capacity_persons = plan.capacity_persons
    slot.capacity_groups = plan.capacity_groups
    slot.version += 1


def moved_along(
    session: Session,
    booking: Booking,
    before: list[str],
    *,
    letterhead: Letterhead,
    now: datetime,
) -> bool:
    """Write to a group that its slot has moved; tell whether that was done."""
    if booking.state is BookingState.HELD:
        release(session, booking, now=now)
        return False
    if booking.state is BookingState.CHECKED_IN:
        return False
    slot = booking.slot
    booking.ics_sequence += 1
    link_of(session, booking).expires_at = slot.ends_at + LASTS
    after = [slot.starts_at.isoformat(), slot.ends_at.isoformat()]
    become(session, booking, None, now=now, facts={"moved": [before, after]})
    write(
        session, "change", booking, letterhead=letterhead, now=now, difference_cents=0
    )
    return True
