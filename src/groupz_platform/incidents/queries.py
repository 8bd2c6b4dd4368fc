"""Reading counted events."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from groupz_platform.incidents.models import IncidentCount

TOTAL = func.sum(IncidentCount.number)
MOST_NAMES = 50


class Counted(NamedTuple):
    """How many events there were in an hour."""

    hour: datetime
    kind: str
    name: str
    number: int


class Named(NamedTuple):
    """How many events there were with a name, and in which hour the last one was."""

    name: str
    kind: str
    number: int
    last: datetime


def by_hour(session: Session, kinds: Collection[str], since: datetime) -> list[Counted]:
    """Count events of some kinds by hour and name, from a moment on, earliest first."""
    columns = (IncidentCount.hour, IncidentCount.kind, IncidentCount.name)
    found = session.execute(
        select(*columns, TOTAL)
        .where(IncidentCount.hour >= since, IncidentCount.kind.in_(kinds))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [Counted(*row) for row in found]


def by_name(session: Session, kinds: Collection[str]) -> list[Named]:
    """Count events of some kinds by name, the most frequent first, up to 50."""
    columns = (IncidentCount.name, IncidentCount.kind)
    found = session.execute(
        select(*columns, TOTAL, func.max(IncidentCount.hour))
        .where(IncidentCount.kind.in_(kinds))
        .group_by(*columns)
        .order_by(TOTAL.desc(), *columns)
        .limit(MOST_NAMES)
    )
    return [Named(*row) for row in found]
