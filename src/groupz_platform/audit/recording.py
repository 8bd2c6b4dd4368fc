"""Writing the audit log: each flush does it, so that no use case can forget to.

Somebody has to be acting: a page of the backoffice says who (`acting`), and so does a
command. Visitors and the worker act for nobody, and leave no entries.
"""

from collections.abc import Iterator
from contextvars import ContextVar
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import ColumnProperty, InstanceState, Session, UOWTransaction

from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.rules import Act
from groupz_platform.db.base import Base

HIDDEN = "•"
BATCH = "groupz.audit.batch"


class Actor(NamedTuple):
    """Who is acting, and when.

    Attributes:
        id: The account; nothing for the command line.
    """

    id: int | None
    name: str
    at: datetime


_actor: ContextVar[Actor | None] = ContextVar("groupz.audit.actor", default=None)


def acting(actor: Actor) -> None:
    """Say who changes what is changed from now on, in this thread."""
    _actor.set(actor)


def no_longer_acting() -> None:
    """Say that nobody in particular changes anything any more."""
    _actor.set(None)


@event.listens_for(Session, "after_flush")
def record(session: Session, context: UOWTransaction) -> None:
    """Write down what a flush has written, in the same transaction."""
    actor = _actor.get()
    if actor is None:
        return
    batch = session.info.setdefault(BATCH, uuid4().hex)
    who = {"batch": batch, "actor_id": actor.id, "actor": actor.name, "at": actor.at}
    entries = [who | entry for entry in _entries(session, context)]
    if entries:
        session.execute(insert(AuditEntry), entries)


def is_audited(row: object) -> bool:
    """Tell whether changes of a row are written down: all but logs of their own."""
    return isinstance(row, Base) and getattr(row, "__audited__", True)


def _entries(session: Session, context: UOWTransaction) -> Iterator[dict[str, Any]]:
    removed = _removed(context)
    changed = [row for row in session.dirty if row not in removed]
    for act, rows in (
        (Act.ADDED, session.new),
        (Act.CHANGED, changed),
        (Act.REMOVED, removed),
    ):
        for row in filter(is_audited, rows):
            before, after = _values(inspect(row), act)
            if before != after:
                yield {**_row(row), "act": act, "before": before, "after": after}


def _removed(context: UOWTransaction) -> list[object]:
    """List what a flush deletes: also rows that were only taken out of a collection."""
    states = filter(context.is_deleted, context.states)
    return [row for row in (state.obj() for state in states) if row is not None]


def _row(row: Any) -> dict[str, Any]:
    mapper = inspect(row).mapper
    key = mapper.primary_key_from_instance(row)
    return {
        "table": mapper.local_table.name,
        "row_key": "/".join(str(plain(part)) for part in key),
        "version": row.__dict__.get("version"),
    }


def _values(
    state: InstanceState[Any], act: Act
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Collect the columns that were written, before and after."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        if column.columns[0].info.get("derived"):
            continue
        history = state.attrs[column.key].history
        if act is Act.CHANGED and not history.has_changes():
            continue
        if act is not Act.ADDED:
            old = history.deleted if act is Act.CHANGED else _all(history)
            before[column.key] = _shown(column, old)
        if act is not Act.REMOVED:
            after[column.key] = _shown(column, history.added or history.unchanged)
    before.pop("version", None), after.pop("version", None)
    return before, after


def _all(history: Any) -> Any:
    return history.deleted or history.unchanged or history.added


def _shown(column: ColumnProperty[Any], values: Any) -> Any:
    value = values[0] if values else None
    if value is not None and column.columns[0].info.get("secret"):
        return HIDDEN
    return plain(value)


def plain(value: Any) -> Any:
    """Make a column's value fit for JSON."""
    match value:
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case None | bool() | int() | float() | str() | dict() | list():
            return value
        case _:
            return str(value)
