"""What a visitor asks for, as plain values."""

import hashlib
import json
from dataclasses import dataclass

from groupz_platform.catalogue.groups import Group


@dataclass(frozen=True, slots=True)
class Contact:
    """Who books, and how to reach them."""

    name: str
    email: str
    telephone: str
    organisation: str


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """A group that wants places in a slot.

    Attributes:
        locale: In which language the group is written to.
        key: The form's idempotency key: one form, one hold.
        holder: A keyed hash of the client's network, by which live holds are capped;
            nothing where no cap counts, as for staff.
        by: Who of the staff books for them; then only the slot's room counts, and not
            how long before one may book.
    """

    slot_id: int
    group: Group
    locale: str
    key: str
    holder: str | None = None
    by: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what is asked for, to tell a repetition from another request."""
        facts = [self.slot_id, sorted(self.group.query.items())]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A group that wants its booking to be another one.

    Attributes:
        group: Who would come.
        slot_id: When they would come.
        by: Who of the staff changes it for them; then only room counts, and no
            deadline but the beginning of the visit.
    """

    group: Group
    slot_id: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Cancelling:
    """How a booking is cancelled; as it stands, by the group itself.

    Attributes:
        waive: Whether nothing is charged, as where the house cancels.
        reason: Why the house cancels, as the group reads it.
        by: Who of the staff cancels it.
    """

    waive: bool = False
    reason: str = ""
    by: str = ""


BY_THE_GROUP = Cancelling()


@dataclass(frozen=True, slots=True)
class HoldCaps:
    """How much one client network may hold at a time, without having booked it.

    Attributes:
        per_network: How many live holds, over all slots.
        slot_percent: How much of a slot's places several holds may take together; a
            network's first hold in a slot is free of this one, since a class may well
            need most of a slot.
    """

    per_network: int = 2
    slot_percent: int = 25


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What letters and links are made with.

    Attributes:
        secret: The server's secret, from which the tokens of links are made.
        domain: The right side of Message-IDs and of calendar entries' UIDs.
    """

    secret: bytes
    domain: str
