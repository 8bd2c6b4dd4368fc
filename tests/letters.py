"""A letter for tests, and who writes it."""

from datetime import UTC, datetime
from typing import Any

from groupz_platform.mail.calendar import CalendarEvent
from groupz_platform.mail.rendering import Writer

SECRET = b"for tests alone"
WRITER = Writer(
    sender="boekingen@x.example",
    base_url="https://bookings.x.example",
    secret=SECRET,
    operator={"name": "X", "email": "", "telephone": "", "address": ""},
)
VALUES: dict[str, Any] = {
    "reference": "K7Q-M4R-TX2",
    "title": "Van lood tot krant",
    "good_to_know": "Trek oude kleren aan.",
    "venue_name": "Papier & Lood",
    "street": "Kade 1",
    "postcode": "1234 AB",
    "city": "Haven",
    "telephone": "+31850000420",
    "email": "groepen@papier.example",
    "starts_at": "2026-12-03T10:00:00+01:00",
    "ends_at": "2026-12-03T11:30:00+01:00",
    "name": "Sam <de Vries>",
    "organisation": "De Regenboog",
    "party": [["child", 24], ["supervisor", 3]],
    "lines": [
        {
            "kind": "person",
            "category": "child",
            "quantity": 24,
            "unit_cents": 650,
            "amount_cents": 15600,
        }
    ],
    "total_cents": 15600,
    "stages": [
        {"until_at": "2026-11-20T00:00:00+01:00", "charge_percent": 0},
        {"until_at": "2026-12-01T00:00:00+01:00", "charge_percent": 50},
        {"until_at": None, "charge_percent": 100},
    ],
}
ATTEMPT = {
    "name": "Sam <de Vries>",
    "network": "203.0.113.7",
    "browser": "Firefox, Linux",
    "tried_at": "2026-11-22T10:00:00+01:00",
}
EVENT = CalendarEvent(
    uid="K7Q-M4R-TX2@bookings.x.example",
    sequence=3,
    summary="Van lood tot krant",
    location="Papier & Lood, Kade 1, 1234 AB Haven",
    description="Trek oude kleren aan.",
    organizer="Papier & Lood",
    organizer_email="groepen@papier.example",
    starts_at=datetime.fromisoformat(VALUES["starts_at"]),
    ends_at=datetime.fromisoformat(VALUES["ends_at"]),
    stamped_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
)


def some(*names: str) -> dict[str, Any]:
    """Take a few of the values."""
    return {name: VALUES[name] for name in names}


LETTERS: dict[str, dict[str, Any]] = {
    "confirmation": VALUES,
    "change": {**VALUES, "difference_cents": -2600},
    "cancellation": {**VALUES, "charge_cents": 7800},
    "link": some(
        *("reference", "title", "venue_name", "starts_at", "ends_at"),
        *("telephone", "email"),
    ),
    "message": some(
        *("reference", "title", "venue_name", "starts_at", "ends_at"),
        *("telephone", "email", "name"),
    )
    | {"topic": "The tram does not run", "text": "Take the ferry.\n\nSee you soon."},
    "address_changed": some("reference", "title", "venue_name", "telephone", "email"),
    "staff_new_place": ATTEMPT,
    "staff_wrong_codes": ATTEMPT,
    "staff_wrong_passwords": ATTEMPT,
}
"""Of every mail the values that its template may ask for, and no others."""
