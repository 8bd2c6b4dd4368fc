"""What a visitor asks for."""

import hashlib
import json
from dataclasses import dataclass

from groupz_platform.catalogue.pricing import Party
from groupz_platform.catalogue.rules import GroupType


@dataclass(frozen=True, slots=True)
class Contact:
    """Who books, and how to reach them."""

    name: str
    email: str
    telephone: str
    organisation: str


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """A group that wants places in a slot.

    Attributes:
        key: The form's idempotency key: one form, one booking.
        locale: In which language the group is written to.
    """

    slot_id: int
    group_type: GroupType
    party: Party
    contact: Contact
    locale: str
    key: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what is asked for, to tell a repetition from another request."""
        facts = [
            self.slot_id,
            self.group_type,
            sorted(self.party.counts.items()),
            self.contact.name,
            self.contact.email,
            self.contact.telephone,
            self.contact.organisation,
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
