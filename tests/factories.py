"""Valid rows for tests: say what matters, the rest is filled in."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.models import (
    Activity,
    ActivityTranslation,
    PriceRule,
    Venue,
    VenueTranslation,
)
from groupz_platform.catalogue.rules import (
    ActivityKind,
    ActivityStatus,
    CapacityMode,
    GroupType,
    PriceBasis,
    TaxCode,
)
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.schedule.models import TimeSlot

Row = TypeVar("Row")

_numbers = count(1)

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def make_venue(session: Session, **traits: Any) -> Venue:
    """Make a venue, with its texts in both languages."""
    number = next(_numbers)
    filled = {
        "slug": f"museum-{number}",
        "name": f"Museum {number}",
        "timezone": "Europe/Amsterdam",
        "street": "Kade 1",
        "postcode": "1234 AB",
        "city": "Haven",
        "telephone": "+31 20 000 00 00",
        "email": "groepen@museum.example",
        "picture": "illustrations/venue-waterhuis.svg",
        "translations": [
            VenueTranslation(
                locale="nl", summary="Aan het water.", access="Drempelvrij."
            ),
            VenueTranslation(locale="en", summary="By the water.", access="No steps."),
        ],
    }
    return _made(session, Venue(**filled | traits))


def make_activity(session: Session, **traits: Any) -> Activity:
    """Make a published activity at 10 euros a person; with a venue unless given."""
    number = next(_numbers)
    filled = {
        "slug": f"rondleiding-{number}",
        "kind": ActivityKind.VISIT,
        "status": ActivityStatus.PUBLISHED,
        "duration_minutes": 90,
        "min_group": 1,
        "max_group": 30,
        "capacity_mode": CapacityMode.SHARED,
        "notice_days": 0,
        "horizon_days": 365,
        "group_types": [kind.value for kind in GroupType],
        "translations": [
            ActivityTranslation(
                locale="nl",
                title=f"Rondleiding {number}",
                summary="Met een gids.",
                description="Langs alle zalen.",
                good_to_know="Jassen aan.",
            ),
            ActivityTranslation(
                locale="en",
                title=f"Guided tour {number}",
                summary="With a guide.",
                description="Through every room.",
                good_to_know="Wear a coat.",
            ),
        ],
        "prices": [
            PriceRule(basis=PriceBasis.PERSON, amount_cents=1000, tax_code=TaxCode.LOW)
        ],
    }
    if not traits.keys() & {"venue", "venue_id"}:
        traits["venue"] = make_venue(session)
    return _made(session, Activity(**filled | traits))


def make_slot(session: Session, **traits: Any) -> TimeSlot:
    """Make an open slot for 30 persons in 5 groups; with an activity unless given.

    Slots made one after the other are a day apart.
    """
    starts_at = traits.get(
        "starts_at", datetime(2027, 1, 1, 9, tzinfo=UTC) + timedelta(next(_numbers))
    )
    filled = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=90),
        "local_date": starts_at.date(),
        "capacity_persons": 30,
        "capacity_groups": 5,
    }
    if not traits.keys() & {"activity", "activity_id"}:
        traits["activity"] = make_activity(session)
    return _made(session, TimeSlot(**filled | traits))


def make_booking(session: Session, **traits: Any) -> Booking:
    """Make a hold without party or lines; in a slot of its own unless given."""
    number = next(_numbers)
    filled = {
        "reference": f"R{number}",
        "idempotency_key": f"K{number}",
        "request_hash": "",
        "group_type": GroupType.SCHOOL,
        "organisation": "School",
        "contact_name": "Jo",
        "contact_email": "jo@school.example",
        "contact_telephone": "",
        "locale": "nl",
        "persons": 1,
        "state": BookingState.HELD,
        "total_cents": 0,
        "price_list_version": 1,
        "policy": [],
        "created_at": NOON,
    }
    if not traits.keys() & {"slot", "slot_id"}:
        traits["slot"] = make_slot(session)
    return _made(session, Booking(**filled | traits))


def make_mail(session: Session, **traits: Any) -> OutboxEmail:
    """Make a mail that waits in the outbox."""
    number = next(_numbers)
    filled = {
        "dedupe_key": f"D{number}",
        "message_id": f"M{number}",
        "template": "confirmation",
        "locale": "nl",
        "recipient": "jo@school.example",
        "values": {},
        "due_at": NOON,
        "created_at": NOON,
    }
    return _made(session, OutboxEmail(**filled | traits))


def _made(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
