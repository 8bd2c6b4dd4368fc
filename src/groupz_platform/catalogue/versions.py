"""Versions: a change of anything that belongs to a row is a change of that row.

Views of the catalogue are remembered by these versions, so that a change which raised
none would stay unseen. No use case has to think of it: each flush does.
"""

import secrets
from collections.abc import Iterable, Iterator

from sqlalchemy import FetchedValue, event, inspect
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column
from typing_extensions import override

CHANGED = "groupz.catalogue.changed"
FIRST_VERSIONS = 2**30


def first_version() -> int:
    """Begin anywhere: a row made anew under an old number is not taken for the old."""
    return secrets.randbelow(FIRST_VERSIONS)


class Watched:
    """A row whose changes are changes of a versioned row: of itself, or of others."""

    def counted_by(self, session: Session) -> Iterable["Versioned | None"]:
        """Find the rows whose version a change of this one raises."""
        raise NotImplementedError


class Versioned(Watched):
    """A row whose version grows with each change of it, and of what belongs to it."""

    __mapper_args__ = {"eager_defaults": True}  # the new version comes back at once

    version: Mapped[int] = mapped_column(
        default=first_version, server_onupdate=FetchedValue()
    )

    @override
    def counted_by(self, _session: Session) -> Iterable["Versioned | None"]:
        """Find this row."""
        return (self,)


def has_changed(session: Session) -> bool:
    """Tell whether this session has changed the catalogue, and may yet undo it."""
    return CHANGED in session.info


def keys_of(row: object, name: str) -> list[int]:
    """List to which row another one belongs, and to which it did before a change."""
    history = inspect(row, raiseerr=True).attrs[name].load_history()
    return [key for key in history.sum() if key is not None]


@event.listens_for(Session, "before_flush")
def raise_versions(
    session: Session, _context: UOWTransaction, _instances: object
) -> None:
    """Raise the versions of all that is about to change.

    The database adds one: of two changes at once, each counts.
    """
    changed = list(changed_rows(session))
    if changed:
        session.info[CHANGED] = True
    for row in {each for part in changed for each in part.counted_by(session)}:
        if row is not None and inspect(row).persistent and row not in session.deleted:
            row.version = type(row).version + 1


def changed_rows(session: Session) -> Iterator[Watched]:
    """List the watched rows that a flush is about to write."""
    for row in (*session.new, *session.deleted):
        if isinstance(row, Watched):
            yield row
    for row in session.dirty:
        if isinstance(row, Watched) and session.is_modified(row):
            yield row
