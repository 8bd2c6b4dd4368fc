"""What visitors see of a booking: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.policy import Stage, charge_percent, free_until
from groupz_platform.catalogue.pricing import PriceLine
from groupz_platform.catalogue.rules import GroupType, ParticipantCategory


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking as the people in it read it; moments are local to the venue.

    Attributes:
        version: Grows with each change.
        hold_expires_at: Until when its places are held; nothing once it is booked.
        extended: Whether the hold was extended, which it may be once.
        draft: What was typed about whom to reach, as long as it is held.
        lines: What it costs now; earlier lines and their reversals left out.
        stages: What a cancellation costs until when.
        ics_sequence: How often the visit has changed since it was booked.
    """

    id: int
    version: int
    slot_id: int
    reference: str
    state: BookingState
    hold_expires_at: datetime | None
    extended: bool
    draft: dict[str, str] | None
    group: Group
    organisation: str
    contact_name: str
    contact_email: str
    contact_telephone: str
    locale: str
    lines: tuple[PriceLine, ...]
    total_cents: int
    stages: tuple[Stage, ...]
    starts_at: datetime
    ends_at: datetime
    ics_sequence: int

    @property
    def group_type(self) -> GroupType | None:
        """What sort of group it is."""
        return self.group.type

    @property
    def party(self) -> list[tuple[ParticipantCategory, int]]:
        """How many of each category come."""
        return list(self.group.party.counts.items())

    @property
    def persons(self) -> int:
        """How many come in all."""
        return self.group.persons

    @property
    def is_confirmed(self) -> bool:
        """Whether it is booked."""
        return self.state is BookingState.CONFIRMED

    @property
    def free_until(self) -> datetime | None:
        """Until when it may be made smaller, moved or cancelled for nothing."""
        return free_until(self.stages)

    def is_held(self, now: datetime) -> bool:
        """Tell whether it is a hold that is not over."""
        return (
            self.state is BookingState.HELD
            and self.hold_expires_at is not None
            and now < self.hold_expires_at
        )

    def may_change(self, now: datetime) -> bool:
        """Tell whether anything about the visit can still be changed here."""
        return self.is_confirmed and now < self.starts_at

    def is_free(self, now: datetime) -> bool:
        """Tell whether it can still be cancelled for nothing."""
        return charge_percent(self.stages, now) == 0

    def charge_percent(self, now: datetime) -> int:
        """Tell how much of the total a cancellation costs at a moment."""
        return charge_percent(self.stages, now)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of a booking, as it would be.

    Attributes:
        lines: What it would cost.
        before_cents: What it costs now.
    """

    slot_id: int
    group: Group
    starts_at: datetime
    ends_at: datetime
    lines: Sequence[PriceLine]
    before_cents: int

    @property
    def total_cents(self) -> int:
        """What it would cost in all."""
        return sum(line.amount_cents for line in self.lines)

    @property
    def difference_cents(self) -> int:
        """How much more that is than now; below zero where it is less."""
        return self.total_cents - self.before_cents
