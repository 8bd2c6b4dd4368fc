"""The table of the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from groupz_platform.db.base import Base, word
from groupz_platform.mail.rules import OutboxState


class OutboxEmail(Base):
    """A mail that has to go out, written in the transaction that it tells of.

    Attributes:
        dedupe_key: What the mail is about; a second one under this key is refused.
        message_id: Its Message-ID (RFC 5322), the same for every attempt.
        values: Plain values for the template.
        link_seed: From it and the server's secret the link's token is made, so that no
            token stands here (see `groupz_platform.tokens`).
        due_at: Not before this moment; moved on while a worker has the mail in hand.
    """

    __tablename__ = "outbox_emails"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    template: Mapped[str]
    locale: Mapped[str]
    recipient: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    link_seed: Mapped[str | None]
    state: Mapped[OutboxState] = mapped_column(
        word(OutboxState), default=OutboxState.PENDING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class MailText(Base):
    """The house's own words in a mail, in one language; what is empty is built in.

    Attributes:
        subject: One line.
        opening: What stands before the facts, in paragraphs.
        closing: What stands below everything.
        changed_by: Who wrote it last.
    """

    __tablename__ = "mail_texts"

    template: Mapped[str] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    opening: Mapped[str]
    closing: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
