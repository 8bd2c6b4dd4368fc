"""What visitors see of a booking: plain values."""

from dataclasses import dataclass
from datetime import datetime

from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.pricing import Party, PriceLine
from groupz_platform.catalogue.rules import GroupType, ParticipantCategory


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking as the people in it read it; moments are local to the venue."""

    reference: str
    state: BookingState
    group_type: GroupType
    organisation: str
    contact_name: str
    contact_email: str
    contact_telephone: str
    counts: Party
    lines: tuple[PriceLine, ...]
    total_cents: int
    starts_at: datetime
    ends_at: datetime

    @property
    def party(self) -> list[tuple[ParticipantCategory, int]]:
        """How many of each category come."""
        return list(self.counts.counts.items())

    @property
    def persons(self) -> int:
        """How many come in all."""
        return self.counts.persons
