"""Requests for places, for tests: say what matters, the rest is filled in."""

from typing import Any
from uuid import uuid4

from groupz_platform.bookings.values import Contact, HoldRequest
from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.pricing import Party
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.schedule.models import TimeSlot

CONTACT = Contact(
    name="Sam de Vries",
    email="sam@regenboog.example",
    telephone="06 12345678",
    organisation="De Regenboog",
)


def group_of(kind: GroupType | None = GroupType.SCHOOL, **counts: int) -> Group:
    """Make a group; a class of twenty-seven unless said otherwise."""
    return Group(Party.of(**(counts or {"child": 24, "supervisor": 3})), kind)


def request_for(slot: TimeSlot, **traits: Any) -> HoldRequest:
    filled: dict[str, Any] = {
        "slot_id": slot.id,
        "group": group_of(),
        "locale": "nl",
        "key": uuid4().hex,
    }
    return HoldRequest(**filled | traits)
