"""Whether a group may have what it asks for, and what it pays: no database in here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from groupz_platform.bookings.errors import (
    CategoryError,
    GroupTypeError,
    PartySizeError,
    SlotFullError,
    SlotNotBookableError,
)
from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.pricing import PriceLine, offered, price_lines
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.queries import slot_view, window_of
from groupz_platform.schedule.rules import Availability

ANY_DAYS = 100 * 366


def check_group(group: Group, activity: ActivityView) -> GroupType:
    """Refuse a group that the activity is not for; answer what sort of group it is.

    Raises:
        PartySizeError: The activity does not take groups of this size.
        GroupTypeError: It is not meant for this type of group, or none was said.
        CategoryError: It has no price for somebody in the group.
    """
    persons = group.persons
    if not activity.min_group <= persons <= activity.max_group:
        raise PartySizeError(persons, activity.min_group, activity.max_group)
    if group.type is None or group.type not in (activity.group_types or GroupType):
        raise GroupTypeError
    if not set(group.party.counts) <= set(offered(activity.prices)):
        raise CategoryError
    return group.type


def check_slot(
    slot: TimeSlot,
    activity: ActivityView,
    persons: int,
    *,
    now: datetime,
    own_persons: int = 0,
    at_any_time: bool = False,
) -> None:
    """Refuse a slot that cannot take so many persons now.

    Args:
        slot: The slot, as it was read.
        activity: Its activity.
        persons: How many come in all.
        now: The present moment, aware, in UTC.
        own_persons: How many of its places the group has already.
        at_any_time: Whether it does not matter how long before that is, as for staff.

    Raises:
        SlotNotBookableError: It is closed, too soon, or too far ahead.
        SlotFullError: Fewer places are left than the group needs.
    """
    window = window_of(activity, now)
    if at_any_time:
        window = replace(window, notice_days=0, horizon_days=ANY_DAYS)
    state = slot_view(slot, activity, window).state
    if slot.starts_at <= now:
        state = Availability.TOO_SOON
    if not state.bookable and state is not Availability.FULL:
        raise SlotNotBookableError(state)
    left = places_for(slot, own_persons)
    if left < persons:
        raise SlotFullError(persons, left)


def places_for(slot: TimeSlot, own_persons: int) -> int:
    """Tell how many places a group may have that has some of them already."""
    if own_persons:
        return slot.capacity_persons - slot.used_persons + own_persons
    return slot.persons_left


def priced(group: Group, activity: ActivityView, on: date) -> Sequence[PriceLine]:
    """Compute what a group pays, in full.

    Raises:
        CategoryError: Nothing on the price list counts for somebody in the group.
        GroupTypeError: Nobody said what sort of group it is.
    """
    if group.type is None:
        raise GroupTypeError
    lines = price_lines(activity.prices, group.party, group_type=group.type, on=on)
    by_group = any(line.category is None for line in lines)
    paid_for = {line.category for line in lines}
    if not by_group and not set(group.party.counts) <= paid_for:
        raise CategoryError
    return lines
