"""Reading the audit log."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from groupz_platform.audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of the log; nothing set means everything.

    Attributes:
        actor: A part of a name.
        table: Which table.
        row_key: Which row of it.
        begin: The first moment.
        end: The moment before which it ends.
    """

    actor: str = ""
    table: str = ""
    row_key: str = ""
    begin: datetime | None = None
    end: datetime | None = None


def entries(asked: Asked) -> Select[AuditEntry]:
    """Select what somebody wants to see, in no order."""
    wanted: list[Any] = []
    if asked.actor:
        wanted.append(AuditEntry.actor.icontains(asked.actor, autoescape=True))
    if asked.table:
        wanted.append(AuditEntry.table == asked.table)
    if asked.row_key:
        wanted.append(AuditEntry.row_key == asked.row_key)
    if asked.begin:
        wanted.append(AuditEntry.at >= asked.begin)
    if asked.end:
        wanted.append(AuditEntry.at < asked.end)
    return select(AuditEntry).where(*wanted)


def changes_since(
    session: Session, table: str, row_key: int | str, version: int
) -> Sequence[AuditEntry]:
    """List who has changed a row since it had a version, the last change first.

    Args:
        session: An open session of the role ``backoffice``.
        table: The table's name.
        row_key: The row's primary key.
        version: The version that somebody has before them.
    """
    asked = entries(Asked(table=table, row_key=str(row_key)))
    since = asked.where(AuditEntry.version > version)
    return session.scalars(since.order_by(AuditEntry.id.desc())).all()


def tables_in(session: Session) -> Sequence[str]:
    """List the tables of which the log tells."""
    names = select(AuditEntry.table).distinct().order_by(AuditEntry.table)
    return session.scalars(names).all()


def newest_entry(session: Session) -> int:
    """Tell the number of the last change that was written down."""
    return session.scalar(select(func.max(AuditEntry.id))) or 0


def changes_after(
    session: Session, entry_id: int, rows: Collection[tuple[str, str]]
) -> Sequence[AuditEntry]:
    """List who has changed some rows after an entry was written, the last change first.

    Args:
        session: An open session of the role ``backoffice``.
        entry_id: The number of the last entry that somebody may have seen.
        rows: Tables with primary keys as the log has them.
    """
    found = select(AuditEntry).where(
        AuditEntry.id > entry_id,
        tuple_(AuditEntry.table, AuditEntry.row_key).in_(rows),
    )
    return session.scalars(found.order_by(AuditEntry.id.desc())).all()
