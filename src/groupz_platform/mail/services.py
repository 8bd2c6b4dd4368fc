"""Doing with the outbox: put a mail in, take the due ones out, note how it went."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.mail.calendar import CalendarEvent
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.rules import LEASE, MOST_ATTEMPTS, OutboxState, wait_after


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be written.

    Attributes:
        about: What it is about; a second mail about the same is refused.
        template: Which template it is made from.
        values: Plain values for the template, fit for JSON.
        link_seed: The seed of the token in its link, if it has one.
        event: The visit, for the calendar file that goes with it.
    """

    about: str
    template: str
    locale: str
    recipient: str
    values: dict[str, Any] = field(default_factory=dict)
    link_seed: str | None = None
    event: CalendarEvent | None = None

    def stored_values(self) -> dict[str, Any]:
        """Add the visit to the values; the link is added when the mail is written."""
        event = self.event.as_json() if self.event else None
        return {**self.values, "event": event}


def post(session: Session, letter: Letter, *, domain: str, now: datetime) -> None:
    """Put a mail into the outbox, in the caller's transaction.

    Args:
        session: An open session of a role that may write the outbox.
        letter: What to send, to whom.
        domain: The right side of its Message-ID.
        now: The present moment, aware, in UTC.
    """
    session.add(
        OutboxEmail(
            dedupe_key=letter.about,
            message_id=f"<{uuid4().hex}@{domain}>",
            template=letter.template,
            locale=letter.locale,
            recipient=letter.recipient,
            values=letter.stored_values(),
            link_seed=letter.link_seed,
            due_at=now,
            created_at=now,
        )
    )


def claim_next(session: Session, *, now: datetime) -> OutboxEmail | None:
    """Take the mail that is due longest, for as long as the lease lasts.

    A worker that dies with it leaves it to others when the lease is over.
    """
    email = session.scalar(
        select(OutboxEmail)
        .where(OutboxEmail.state == OutboxState.PENDING, OutboxEmail.due_at <= now)
        .order_by(OutboxEmail.due_at, OutboxEmail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if email is not None:
        email.attempts += 1
        email.due_at = now + LEASE
    return email


def note_sent(session: Session, email_id: int, *, now: datetime) -> None:
    """Note that the relay has a mail."""
    email = session.get_one(OutboxEmail, email_id)
    email.state = OutboxState.SENT
    email.sent_at = now
    email.last_error = None


def note_failure(
    session: Session,
    email_id: int,
    error: str,
    *,
    now: datetime,
    for_good: bool = False,
) -> OutboxState:
    """Note that a mail could not be handed over, and when to try again.

    Args:
        session: An open session of the role ``worker``.
        email_id: The mail.
        error: What went wrong, without anybody's address.
        now: The present moment, aware, in UTC.
        for_good: Whether another attempt would end in the same way.
    """
    email = session.get_one(OutboxEmail, email_id)
    email.last_error = error
    email.due_at = now + wait_after(email.attempts)
    if for_good or email.attempts >= MOST_ATTEMPTS:
        email.state = OutboxState.FAILED
    return email.state
