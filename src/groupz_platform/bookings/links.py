"""The links that open a booking, and what sends them again."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import AccessToken, Booking, LinkRequest
from groupz_platform.bookings.rules import TokenScope
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.tokens import hash_of, new_seed, token_from

LASTS = timedelta(days=180)
"""How long after the visit a link still opens the booking."""

OF_BOOKING = (
    select(AccessToken)
    .where(
        AccessToken.booking_id == bindparam("booking_id"),
        AccessToken.revoked_at.is_(None),
    )
    .order_by(AccessToken.id.desc())
    .limit(1)
)


def open_link(
    session: Session,
    booking: Booking,
    slot: TimeSlot,
    *,
    secret: bytes,
    seed: str | None = None,
) -> AccessToken:
    """Make the link by which the group reaches its booking.

    Args:
        session: An open session of a role that may write links.
        booking: What it opens.
        slot: When the visit is.
        secret: The server's.
        seed: What it is made from, 128 random bits in hexadecimal; or new ones.
    """
    seed = seed or new_seed()
    token = AccessToken(
        booking_id=booking.id,
        token_hash=hash_of(token_from(seed, secret=secret)),
        seed=seed,
        scope=TokenScope.MANAGE,
        expires_at=slot.ends_at + LASTS,
    )
    session.add(token)
    return token


def link_of(session: Session, booking: Booking) -> AccessToken:
    """Find the link of the person who booked: the last one that was not revoked."""
    return session.scalars(OF_BOOKING, {"booking_id": booking.id}).one()


def replace_link(
    session: Session,
    booking: Booking,
    slot: TimeSlot,
    *,
    secret: bytes,
    seed: str,
    now: datetime,
) -> AccessToken:
    """Make a new link from a seed, and revoke the one before it."""
    link_of(session, booking).revoked_at = now
    return open_link(session, booking, slot, secret=secret, seed=seed)


def ask_for_link(
    session: Session, reference: str, email: str, *, locale: str, now: datetime
) -> None:
    """Write down that somebody asks for a link, whether there is one or not."""
    session.add(
        LinkRequest(
            reference=tidy_reference(reference),
            email=email.lower(),
            locale=locale,
            created_at=now,
        )
    )


def next_link_request(session: Session) -> LinkRequest | None:
    """Take the request that waits longest; it is gone once the caller commits."""
    oldest = select(func.min(LinkRequest.id)).scalar_subquery()
    return session.scalar(
        delete(LinkRequest)
        .where(LinkRequest.id == oldest)
        .returning(LinkRequest)
        .execution_options(synchronize_session=False)
    )


def booking_asked_for(session: Session, request: LinkRequest) -> Booking | None:
    """Find the booking whose link is asked for, if the address is its own."""
    return session.scalar(
        select(Booking).where(
            Booking.reference == request.reference,
            func.lower(Booking.contact_email) == request.email,
            Booking.contact_email != "",
        )
    )


def tidy_reference(text: str) -> str:
    """Read a reference as people type it.

    >>> tidy_reference(" k7q m4r tx2")
    'K7Q-M4R-TX2'
    """
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return "-".join(signs[n : n + 3] for n in range(0, len(signs), 3))
