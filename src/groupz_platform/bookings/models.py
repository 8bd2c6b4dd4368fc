"""Tables of bookings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from groupz_platform.bookings.folding import search_text
from groupz_platform.bookings.rules import BookingState, TokenScope
from groupz_platform.catalogue.rules import (
    GroupType,
    LineKind,
    ParticipantCategory,
    TaxCode,
)
from groupz_platform.db.base import DERIVED, SECRET, Base, word
from groupz_platform.schedule.models import TimeSlot


class Booking(Base):
    """A group's places in a time slot, and whom to reach about them.

    Attributes:
        reference: What people say on the telephone, such as ``K7QM-4RTX``.
        idempotency_key: One form, one booking: a repeated POST finds this one.
        request_hash: SHA-256 of what was asked for, to tell a repetition from a
            different request under the same key.
        persons: How many come in all: what the booking takes of its slot.
        hold_expires_at: Until when a hold keeps its places; nothing once it is booked.
        hold_extended_at: When the hold was extended, which it may be once.
        held_by: While it is held: a keyed hash of the client's network, to cap holds.
        draft: What was typed about whom to reach, as it was typed: while it is held,
            and after a mistake in a corrected address.
        total_cents: What the group pays in all, VAT included.
        price_list_version: The activity's version when the lines were computed.
        policy: The steps of the cancellation policy at that moment.
        version: Grows with each change; a row is written only if it is still the one
            that was read.
        ics_sequence: How often the visit has changed since it was booked (RFC 5545).
        arrived_persons: How many came; nothing until they are checked in.
        search_text: What it is found by; written along with what it is made from.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        CheckConstraint("total_cents >= 0", name="total"),
        Index(None, "slot_id"),
        Index(None, "state", "hold_expires_at"),
        Index(None, "held_by"),
        Index("ix_bookings_state_id", "state", "id"),
        Index(None, "organisation"),
        Index(None, "search_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    request_hash: Mapped[str]
    slot_id: Mapped[int] = mapped_column(ForeignKey("time_slots.id"))
    group_type: Mapped[GroupType] = mapped_column(word(GroupType))
    organisation: Mapped[str]
    contact_name: Mapped[str]
    contact_email: Mapped[str]
    contact_telephone: Mapped[str]
    locale: Mapped[str]
    persons: Mapped[int]
    state: Mapped[BookingState] = mapped_column(word(BookingState))
    hold_expires_at: Mapped[datetime | None]
    hold_extended_at: Mapped[datetime | None]
    held_by: Mapped[str | None]
    draft: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    total_cents: Mapped[int]
    price_list_version: Mapped[int]
    policy: Mapped[list[dict[str, int]]] = mapped_column(JSON)
    ics_sequence: Mapped[int] = mapped_column(default=0)
    arrived_persons: Mapped[int | None]
    created_at: Mapped[datetime]
    search_text: Mapped[str] = mapped_column(default="", info=DERIVED)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    slot: Mapped[TimeSlot] = relationship()
    party: Mapped[list["BookingParty"]] = relationship(cascade="all, delete-orphan")
    lines: Mapped[list["BookingLine"]] = relationship(
        cascade="all, delete-orphan", order_by="BookingLine.position"
    )


@event.listens_for(Booking, "before_insert")
@event.listens_for(Booking, "before_update")
def keep_searchable(_mapper: object, _connection: object, booking: Booking) -> None:
    """Write what a booking is found by, whenever the booking is written."""
    booking.search_text = search_text(
        booking.reference,
        booking.organisation,
        booking.contact_name,
        booking.contact_email,
        booking.contact_telephone,
    )


class BookingParty(Base):
    """How many of one participant category come."""

    __tablename__ = "booking_parties"
    __table_args__ = (CheckConstraint("planned >= 0", name="planned"),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), primary_key=True)
    category: Mapped[ParticipantCategory] = mapped_column(
        word(ParticipantCategory), primary_key=True
    )
    planned: Mapped[int]


class BookingLine(Base):
    """One line of what a booking costs: appended and reversed, never rewritten.

    Attributes:
        reverses_id: The line that this one takes back, by a quantity below zero.
    """

    __tablename__ = "booking_lines"
    __table_args__ = (UniqueConstraint("booking_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    position: Mapped[int]
    kind: Mapped[LineKind] = mapped_column(word(LineKind))
    category: Mapped[ParticipantCategory | None] = mapped_column(
        word(ParticipantCategory)
    )
    quantity: Mapped[int]
    unit_cents: Mapped[int]
    tax_code: Mapped[TaxCode] = mapped_column(word(TaxCode))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("booking_lines.id"))

    @property
    def amount_cents(self) -> int:
        """What the line comes to."""
        return self.quantity * self.unit_cents


class BookingEvent(Base):
    """What happened to a booking: appended, never changed."""

    __tablename__ = "booking_events"
    __audited__ = False  # it is a log itself
    __table_args__ = (Index(None, "booking_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    at: Mapped[datetime]
    state: Mapped[BookingState] = mapped_column(word(BookingState))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class BookingNote(Base):
    """What staff write down about a booking; no visitor reads it."""

    __tablename__ = "booking_notes"
    __table_args__ = (Index(None, "booking_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    text: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[datetime]


class DeskNote(Base):
    """What one day's desk hands to another's.

    Attributes:
        day: For whose day it is.
        done_at: When somebody saw to it.
    """

    __tablename__ = "desk_notes"
    __table_args__ = (Index(None, "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    text: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]


class AccessToken(Base):
    """A link to a booking: of the token itself only a hash is stored.

    Attributes:
        token_hash: SHA-256 of the token, by which the link is found.
        seed: From it and the server's secret the token can be made again for a later
            mail; without the secret it is worth nothing.
    """

    __tablename__ = "access_tokens"
    __table_args__ = (Index(None, "booking_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    token_hash: Mapped[str] = mapped_column(unique=True, info=SECRET)
    seed: Mapped[str] = mapped_column(info=SECRET)
    scope: Mapped[TokenScope] = mapped_column(word(TokenScope))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LinkRequest(Base):
    """Somebody asks for the link of a booking; the worker answers, by mail or not.

    It is written down whether there is such a booking or not, so that the answer takes
    as long either way.
    """

    __tablename__ = "link_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]
    email: Mapped[str]
    locale: Mapped[str]
    created_at: Mapped[datetime]


class SavedFilter(Base):
    """What somebody of the staff looks for in the list of bookings time and again.

    Attributes:
        staff_id: Whose it is.
        query: The query of the list's address.
    """

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int]
    name: Mapped[str]
    query: Mapped[str]
