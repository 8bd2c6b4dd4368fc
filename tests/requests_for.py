"""Requests for places, for tests: say what matters, the rest is filled in."""

from typing import Any
from uuid import uuid4

from groupz_platform.bookings.values import BookingRequest, Contact
from groupz_platform.catalogue.pricing import Party
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.schedule.models import TimeSlot

CONTACT = Contact(
    name="Sam de Vries",
    email="sam@regenboog.example",
    telephone="06 12345678",
    organisation="De Regenboog",
)


def request_for(slot: TimeSlot, **traits: Any) -> BookingRequest:
    filled: dict[str, Any] = {
        "slot_id": slot.id,
        "group_type": GroupType.SCHOOL,
        "party": Party.of(child=24, supervisor=3),
        "contact": CONTACT,
        "locale": "nl",
        "key": uuid4().hex,
    }
    return BookingRequest(**filled | traits)
