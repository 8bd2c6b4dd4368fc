"""Writing counted events down, and forgetting them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, delete, insert
from sqlalchemy.orm import Session

from groupz_platform.incidents.models import IncidentCount


class Sort(NamedTuple):
    """Events that are counted together: of one hour, kind and name."""

    hour: datetime
    kind: str
    name: str


def add_counts(session: Session, counts: Mapping[Sort, int]) -> None:
    """Write down how many events there were.

    Args:
        session: An open session of the role ``worker``.
        counts: At least one.
    """
    rows = [sort._asdict() | {"number": number} for sort, number in counts.items()]
    session.execute(insert(IncidentCount), rows)


def forget_before(session: Session, moment: datetime) -> int:
    """Delete the counts from before a moment; answer how many rows they were.

    Args:
        session: An open session of the role ``worker``.
        moment: Aware, in UTC.
    """
    result = session.execute(delete(IncidentCount).where(IncidentCount.hour < moment))
    return cast("CursorResult[Any]", result).rowcount
