"""Where times are to be made: the one place that asks what is known of its days."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from groupz_platform.desk.slots.rows import ActivityRow, SlotRow
from groupz_platform.schedule.closures import spans_of
from groupz_platform.schedule.conflicts import Ground, Span
from groupz_platform.web.language import page_locale


def ground_of(
    session: Session,
    where: ActivityRow | SlotRow,
    duration: timedelta,
    **more: Any,
) -> Ground:
    """Collect what may stand in the way of times, for `schedule.conflicts`.

    Args:
        session: An open session of the role ``backoffice``.
        where: The activity that gets new times, or the slot that moves.
        duration: How long each of them lasts.
        more: What else is known, by the names of a `Ground`.
    """
    return Ground(
        activity_id=where.activity_id,
        zone=where.zone,
        duration=duration,
        locale=page_locale(),
        closures=closures_of(session, where.activity_id),
        **more,
    )


def closures_of(session: Session, activity_id: int) -> list[Span]:
    """List when an activity is closed, with what visitors read of it."""
    return [
        Span(begins_at, ends_at, reason.get(page_locale(), ""))
        for begins_at, ends_at, reason in spans_of(session, activity_id)
    ]
