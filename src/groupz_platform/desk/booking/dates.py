"""The times of a month that staff choose from, with the places left."""

import re
from datetime import date

from flask import request
from sqlalchemy.orm import Session

from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.queries import first_month, month_of
from groupz_platform.schedule.rules import Availability
from groupz_platform.schedule.views import MonthView
from groupz_platform.web.context import now

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
CLOSED = (Availability.CLOSED, Availability.FULL, Availability.TOO_FEW)
"""What staff cannot book either."""


def asked_month(text: str) -> date | None:
    """Read a month as an address has it."""
    return date.fromisoformat(f"{text}-01") if MONTH.fullmatch(text) else None


def month(
    session: Session,
    activity: ActivityView,
    persons: int | None,
    otherwise: date | None = None,
) -> MonthView:
    """Read the month that is asked for; without one, where the next free time is."""
    asked = request.values.get("month") or request.values.get("shown_month", "")
    first = asked_month(asked) or otherwise
    if first is None:
        first = first_month(session, activity, now=now(), persons=persons)
    return month_of(session, activity, first, now=now(), persons=persons or None)
