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
    """

    slot_id: int
    group: Group
    locale: str
    key: str
    holder: str | None = None

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
    """

    group: Group
    slot_id: int


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
