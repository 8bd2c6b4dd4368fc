"""The table of the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from groupz_platform.audit.rules import Act
from groupz_platform.db.base import Base, word


class AuditEntry(Base):
    """One change of one row: appended, never changed.

    Attributes:
        batch: The same for all changes of one transaction.
        actor_id: Whose account it was; nothing for the command line.
        actor: How whoever did it was called then.
        table: Which table the row stands in.
        row_key: The row's primary key; several columns joined by `/`.
        version: The row's version afterwards, where it has one.
        before: The columns that were written, as they were.
        after: The same, as they are now.
    """

    __tablename__ = "audit_entries"
    __audited__ = False
    __table_args__ = (
        Index(None, "table_name", "row_key", "id"),
        Index(None, "at"),
        Index(None, "batch"),
        Index(None, "actor_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    batch: Mapped[str]
    actor_id: Mapped[int | None]
    actor: Mapped[str]
    act: Mapped[Act] = mapped_column(word(Act))
    table: Mapped[str] = mapped_column("table_name")
    row_key: Mapped[str]
    version: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
