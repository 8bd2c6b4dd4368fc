"""Doing with closures: close for a while, otherwise, no longer, and once more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.rules import Act
from groupz_platform.schedule.closures import (
    Scope,
    Stretch,
    settle,
    stretch_of,
    wait_for_closures,
    within,
)
from groupz_platform.schedule.errors import ClosureChangedError, ClosureNotFoundError
from groupz_platform.schedule.models import Closure


@dataclass(frozen=True, slots=True)
class Closing:
    """What a closure is to be.

    Attributes:
        reason: What visitors read of it, by language.
    """

    stretch: Stretch
    reason: Mapping[str, str]


def close(session: Session, wanted: Closing, *, by: str, now: datetime) -> Closure:
    """Close for a while: nobody books what lies in it from then on.

    Bookings that are there stay as they are.

    Args:
        session: An open session of the role ``backoffice``; the caller owns it.
        wanted: What is closed, when and why.
        by: Who of the staff does.
        now: The present moment, aware, in UTC.
    """
    wait_for_closures(session)
    closure = filled(Closure(created_by=by, created_at=now, version=1), wanted)
    session.add(closure)
    session.flush()
    settle(session, within(wanted.stretch))
    return closure


def change(session: Session, closure_id: int, wanted: Closing, *, version: int) -> None:
    """Make another closure of one; what is not in it any more is open again.

    Args:
        session: An open session of the role ``backoffice``; the caller owns it.
        closure_id: The closure.
        wanted: What it is from now on.
        version: The version that somebody had before them.

    Raises:
        ClosureNotFoundError: There is no such closure.
        ClosureChangedError: It is no longer what was seen.
    """
    wait_for_closures(session)
    closure = closure_of(session, closure_id)
    if closure.version != version:
        raise ClosureChangedError
    before = stretch_of(closure)
    filled(closure, wanted)
    if session.is_modified(closure):
        closure.version += 1
    session.flush()
    settle(session, or_(within(before), within(wanted.stretch)))


def remove(session: Session, closure_id: int) -> int:
    """Take a closure away; what lay in it is open again.

    Returns:
        The number of the entry in the audit log by which it can be restored; none
        where nobody acts.

    Raises:
        ClosureNotFoundError: There is no such closure.
    """
    wait_for_closures(session)
    closure = closure_of(session, closure_id)
    before = stretch_of(closure)
    session.delete(closure)
    session.flush()
    settle(session, within(before))
    entry = session.scalar(
        select(AuditEntry.id)
        .where(
            AuditEntry.table == Closure.__tablename__,
            AuditEntry.act == Act.REMOVED,
            AuditEntry.row_key == str(closure_id),
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return entry or 0


def restore(session: Session, entry_id: int, *, now: datetime) -> Closure:
    """Put a closure back that was taken away, under another number.

    Raises:
        ClosureNotFoundError: The audit log tells of no such closure.
    """
    entry = session.get(AuditEntry, entry_id)
    if entry is None or (entry.table, entry.act) != (
        Closure.__tablename__,
        Act.REMOVED,
    ):
        raise ClosureNotFoundError
    was = entry.before
    stretch = Stretch(
        Scope(was["venue_id"], was["activity_id"]),
        datetime.fromisoformat(was["begins_at"]),
        datetime.fromisoformat(was["ends_at"]),
    )
    wanted = Closing(stretch, was["reason"])
    return close(session, wanted, by=was["created_by"], now=now)


def closure_of(session: Session, closure_id: int) -> Closure:
    """Find a closure, as it is now.

    Raises:
        ClosureNotFoundError: There is none.
    """
    closure = session.get(Closure, closure_id, populate_existing=True)
    if closure is None:
        raise ClosureNotFoundError
    return closure


def filled(closure: Closure, wanted: Closing) -> Closure:
    """Write into a closure what it is to be."""
    stretch = wanted.stretch
    closure.venue_id, closure.activity_id = stretch.scope
    closure.begins_at, closure.ends_at = stretch.begins_at, stretch.ends_at
    closure.reason = dict(wanted.reason)
    return closure
