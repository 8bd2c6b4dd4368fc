"""Comparing the slots' counters with the bookings that they stand for."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import HOLDS_CAPACITY
from groupz_platform.schedule.models import TimeSlot


@dataclass(frozen=True, slots=True)
class Difference:
    """A slot whose counters are not what its bookings come to."""

    slot_id: int
    counted_persons: int
    booked_persons: int
    counted_groups: int
    booked_groups: int

    @property
    def facts(self) -> dict[str, int]:
        """The same, by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def differences(session: Session) -> list[Difference]:
    """Find the slots whose counters differ from their bookings, in one statement.

    Args:
        session: An open session of the role ``worker`` or ``backoffice``.
    """
    booked = (
        select(
            Booking.slot_id,
            func.sum(Booking.persons).label("persons"),
            func.count().label("groups"),
        )
        .where(Booking.state.in_(HOLDS_CAPACITY))
        .group_by(Booking.slot_id)
        .subquery()
    )
    persons = func.coalesce(booked.c.persons, 0)
    groups = func.coalesce(booked.c.groups, 0)
    rows = session.execute(
        select(
            TimeSlot.id, TimeSlot.used_persons, persons, TimeSlot.used_groups, groups
        )
        .outerjoin(booked, booked.c.slot_id == TimeSlot.id)
        .where((TimeSlot.used_persons != persons) | (TimeSlot.used_groups != groups))
        .order_by(TimeSlot.id)
    )
    return [Difference(*row) for row in rows]
