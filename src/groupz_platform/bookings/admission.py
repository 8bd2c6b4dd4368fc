"""Whether a group may have what it asks for, and what it pays: no database in here."""

from datetime import datetime

from groupz_platform.bookings.errors import (
    CategoryError,
    GroupTypeError,
    PartySizeError,
    SlotFullError,
    SlotNotBookableError,
)
from groupz_platform.bookings.values import BookingRequest
from groupz_platform.catalogue.pricing import PriceLine, offered, price_lines
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.queries import slot_view, window_of
from groupz_platform.schedule.rules import Availability


def check(
    request: BookingRequest, slot: TimeSlot, activity: ActivityView, now: datetime
) -> None:
    """Refuse a request that this slot cannot serve, for the reason that helps most."""
    persons = request.party.persons
    if not activity.min_group <= persons <= activity.max_group:
        raise PartySizeError(persons, activity.min_group, activity.max_group)
    if activity.group_types and request.group_type not in activity.group_types:
        raise GroupTypeError
    if not set(request.party.counts) <= set(offered(activity.prices)):
        raise CategoryError
    state = slot_view(slot, activity, window_of(activity, now)).state
    if slot.starts_at <= now:
        state = Availability.TOO_SOON
    if not state.bookable and state is not Availability.FULL:
        raise SlotNotBookableError(state)
    if slot.persons_left < persons:
        raise SlotFullError(persons, slot.persons_left)


def priced(
    request: BookingRequest, slot: TimeSlot, activity: ActivityView
) -> tuple[PriceLine, ...]:
    """Compute what the group pays, in full.

    Raises:
        CategoryError: Nothing on the price list counts for somebody in the group.
    """
    lines = price_lines(
        activity.prices,
        request.party,
        group_type=request.group_type,
        on=slot.local_date,
    )
    by_group = any(line.category is None for line in lines)
    paid_for = {line.category for line in lines}
    if not by_group and not set(request.party.counts) <= paid_for:
        raise CategoryError
    return lines
