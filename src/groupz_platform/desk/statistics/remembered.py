"""Figures that are asked for again are remembered as long as nothing has changed.

They read every booking of a period. Each change of a booking leaves an event, and each
change by staff an entry in the log of changes: while the last of both is the same, so
are the figures. Two changes that end in another order than they began in could hide
one of them on PostgreSQL, so figures are never older than a minute.
"""

from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from groupz_platform.audit.queries import newest_entry
from groupz_platform.bookings.models import BookingEvent
from groupz_platform.desk.statistics.figures import (
    Occupancy,
    Period,
    Visits,
    lead_times,
    occupancies,
    visits,
)
from groupz_platform.web.context import now

MOST = 32
"""How many periods are remembered; then all are forgotten."""


class Figures(NamedTuple):
    """The figures of a period."""

    visits: Sequence[Visits]
    occupied: Sequence[Occupancy]
    leads: Sequence[int]


class Key(NamedTuple):
    """What figures depend on."""

    period: Period
    locale: str
    event: int
    entry: int
    minute: int


_known: WeakKeyDictionary[Engine, dict[Key, Figures]] = WeakKeyDictionary()
_lock = Lock()


def figures(session: Session, period: Period, locale: str) -> Figures:
    """Read the figures of a period, or remember them.

    Args:
        session: An open session of the role ``backoffice``.
        period: The days of the visits.
        locale: In which language activities are called.
    """
    minute = int(now().timestamp()) // 60
    key = Key(period, locale, newest_event(session), newest_entry(session), minute)
    with _lock:
        remembered = _known.setdefault(session.get_bind().engine, {})
    if key not in remembered:
        if len(remembered) >= MOST:
            remembered.clear()
        remembered[key] = Figures(
            visits(session, period),
            occupancies(session, period, locale),
            lead_times(session, period),
        )
    return remembered[key]


def newest_event(session: Session) -> int:
    """Tell the number of the last event of any booking."""
    return session.scalar(select(func.max(BookingEvent.id))) or 0
