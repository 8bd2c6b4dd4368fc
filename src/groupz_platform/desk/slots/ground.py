"""Where times are to be made: the one place that asks what is known of its days."""

from datetime import timedelta
from typing import Any

from groupz_platform.desk.slots.rows import ActivityRow, SlotRow
from groupz_platform.schedule.conflicts import Ground
from groupz_platform.web.language import page_locale


def ground_of(where: ActivityRow | SlotRow, duration: timedelta, **more: Any) -> Ground:
    """Collect what may stand in the way of times, for `schedule.conflicts`.

    Args:
        where: The activity that gets new times, or the slot that moves.
        duration: How long each of them lasts.
        more: What else is known, by the names of a `Ground`.
    """
    return Ground(
        activity_id=where.activity_id,
        zone=where.zone,
        duration=duration,
        locale=page_locale(),
        **more,
    )
