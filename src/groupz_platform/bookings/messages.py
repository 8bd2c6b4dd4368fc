"""Writing the same message to many groups, each person once."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import AccessToken, Booking
from groupz_platform.bookings.programme import Programme, programme
from groupz_platform.catalogue.models import Activity, Venue
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.placeholders import filled_in, placeholder_values
from groupz_platform.mail.services import Letter, post
from groupz_platform.schedule.models import TimeSlot


@dataclass(frozen=True, slots=True)
class Message:
    """What staff write to many.

    Attributes:
        key: One form, one message: nobody gets two under one key.
    """

    subject: str
    text: str
    key: str

    def about(self, address: str) -> str:
        """Name the mail to an address, so that there is no second one."""
        digest = hashlib.sha256(address.casefold().encode()).hexdigest()
        return f"message:{self.key}:{digest[:32]}"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message.

    Attributes:
        posted: How many mails were put into the outbox.
        before: How many had one already.
        without: How many bookings have no address.
    """

    posted: int = 0
    before: int = 0
    without: int = 0

    def __add__(self, other: "Sent") -> "Sent":
        """Count two together."""
        return Sent(
            self.posted + other.posted,
            self.before + other.before,
            self.without + other.without,
        )


def letters(session: Session, message: Message, ids: Sequence[int]) -> Iterator[Letter]:
    """Write to those of some bookings that have an address, once to each address."""
    known = programme(session)
    contacts = contacts_of(session)
    seeds = seeds_of(session, ids)
    written = set()
    for row in session.execute(addressed(ids)):
        about = message.about(row.contact_email)
        if row.contact_email and about not in written:
            written.add(about)
            values = values_of(row, known, message) | contacts[row.activity_id]
            yield Letter(
                about, "message", row.locale, row.contact_email, values, seeds[row.id]
            )


def addressed(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Select what a message says of bookings, the first visit first."""
    return (
        select(
            Booking.id,
            Booking.reference,
            Booking.contact_name,
            Booking.contact_email,
            Booking.locale,
            TimeSlot.starts_at,
            TimeSlot.ends_at,
            TimeSlot.activity_id,
        )
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .where(Booking.id.in_(ids))
        .order_by(TimeSlot.starts_at, Booking.id)
    )


def contacts_of(session: Session) -> dict[int, dict[str, Any]]:
    """Find whom to ask about each activity."""
    rows = session.execute(
        select(Activity.id, Venue.telephone, Venue.email).join(
            Venue, Venue.id == Activity.venue_id
        )
    )
    return {key: {"telephone": number, "email": mail} for key, number, mail in rows}


def seeds_of(session: Session, ids: Sequence[int]) -> dict[int, str | None]:
    """Find the seeds of the links of bookings: the last ones that hold."""
    rows = session.execute(
        select(AccessToken.booking_id, AccessToken.seed)
        .where(AccessToken.booking_id.in_(ids), AccessToken.revoked_at.is_(None))
        .order_by(AccessToken.id)
    )
    found: dict[int, str | None] = dict.fromkeys(ids)
    found.update((booking_id, seed) for booking_id, seed in rows)
    return found


def values_of(row: Any, known: Programme, message: Message) -> dict[str, Any]:
    """List what the mail to one group says, fit for JSON."""
    activity = known.activities[row.activity_id]
    starts_at = row.starts_at.astimezone(activity.zone)
    facts = {
        "reference": row.reference,
        "name": row.contact_name,
        "title": activity.title(row.locale),
        "venue_name": activity.venue,
    }
    words = placeholder_values(facts | {"starts_at": starts_at}, row.locale)
    return facts | {
        "starts_at": starts_at.isoformat(),
        "ends_at": row.ends_at.astimezone(activity.zone).isoformat(),
        "topic": filled_in(message.subject, words),
        "text": filled_in(message.text, words),
    }


def send(
    session: Session,
    message: Message,
    ids: Sequence[int],
    *,
    domain: str,
    now: datetime,
) -> Sent:
    """Put a message to some bookings into the outbox; once, however often it is sent.

    Args:
        session: An open session of the role ``backoffice``; the caller owns it.
        message: What to write.
        ids: The bookings.
        domain: The right side of Message-IDs.
        now: The present moment, aware, in UTC.
    """
    found = list(letters(session, message, ids))
    keys = [letter.about for letter in found]
    known = select(OutboxEmail.dedupe_key).where(OutboxEmail.dedupe_key.in_(keys))
    there = set(session.scalars(known))
    for letter in found:
        if letter.about not in there:
            post(session, letter, domain=domain, now=now)
    silent = select(Booking.id).where(Booking.id.in_(ids), Booking.contact_email == "")
    without = len(session.scalars(silent).all())
    session.flush()
    return Sent(len(found) - len(there), len(there), without)
