"""The filters that staff keep for themselves."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import SavedFilter

MOST = 30
"""How many filters somebody may keep."""


def saved_filters(session: Session, staff_id: int) -> Sequence[SavedFilter]:
    """List somebody's filters by name."""
    return session.scalars(
        select(SavedFilter)
        .where(SavedFilter.staff_id == staff_id)
        .order_by(SavedFilter.name)
    ).all()


def save_filter(session: Session, staff_id: int, name: str, query: str) -> bool:
    """Keep a filter; one of the same name is replaced.

    Returns:
        Whether it is kept: somebody may have too many already.
    """
    kept = saved_filters(session, staff_id)
    same = next((each for each in kept if each.name == name), None)
    if same is not None:
        same.query = query
        return True
    if len(kept) >= MOST:
        return False
    session.add(SavedFilter(staff_id=staff_id, name=name, query=query))
    return True


def remove_filter(session: Session, staff_id: int, number: int) -> SavedFilter | None:
    """Forget a filter; answer which one it was, if it was theirs."""
    mine = SavedFilter.staff_id == staff_id
    found = session.scalar(select(SavedFilter).where(SavedFilter.id == number, mine))
    if found is not None:
        session.delete(found)
    return found
