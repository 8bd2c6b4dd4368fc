"""The page of an activity, for the group that its address tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from groupz_platform.catalogue.fitting import (
    Misfit,
    Reckoning,
    misfit,
    reckon,
    types_of,
)
from groupz_platform.catalogue.forms import GroupForm, group_form
from groupz_platform.catalogue.groups import ANYBODY, Group
from groupz_platform.catalogue.policy import Term, terms
from groupz_platform.catalogue.rules import GroupType, ParticipantCategory
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.queries import alternatives, first_month, month_of
from groupz_platform.schedule.views import MonthView, SlotView


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """What the page shows.

    Attributes:
        form: Who comes, as it was filled in.
        group: Who comes, if that was right.
        misfit: Why the activity is none for the group, if it is.
        nearest: Slots that fit, where the month has none.
    """

    activity: ActivityView
    form: GroupForm
    group: Group
    misfit: Misfit | None
    month: MonthView
    nearest: list[SlotView]

    @property
    def reckoning(self) -> Reckoning | None:
        """What the group pays on the first date of the month that it can book."""
        if self.misfit or not self.group.persons:
            return None
        days = (day.date for day in self.month.days if day.bookable)
        return reckon(self.activity, self.group, next(days, self.month.first))

    @property
    def terms(self) -> tuple[Term, ...]:
        """What a cancellation costs until when."""
        return terms(self.activity.policy)


def activity_page(
    session: Session,
    activity: ActivityView,
    query: Mapping[str, str],
    *,
    first: date | None,
    now: datetime,
) -> ActivityPage:
    """Make the page.

    Args:
        session: An open session of any role that reads the schedule.
        activity: Which one.
        query: What the address tells of the group.
        first: The first day of the month, or nothing for that of the next date.
        now: The present moment, aware, in UTC.
    """
    form = form_of(activity, query)
    group = form.group if form.validate() and has_group(query) else ANYBODY
    reason = misfit(activity, group)
    persons = None if reason else group.persons or None
    first = first or first_month(session, activity, now=now, persons=persons)
    month = month_of(session, activity, first, now=now, persons=persons)
    nearest = []
    if not month.bookable:
        begins = datetime.combine(first, time(), ZoneInfo(activity.venue.timezone))
        wanted = max(persons or 0, activity.min_group)
        nearest = alternatives(session, activity, begins, wanted, now)
    return ActivityPage(activity, form, group, reason, month, nearest)


def has_group(query: Mapping[str, str]) -> bool:
    """Tell whether an address says anything of the group."""
    return any(query.get(name) for name in ("type", *ParticipantCategory))


def form_of(activity: ActivityView, query: Mapping[str, str]) -> GroupForm:
    """Make the form of the group: what the activity offers, and what was filled in.

    Nobody is left out silently whom the activity does not take.
    """
    known = activity.categories
    types = types_of(activity)
    asked = query.get("type", "")
    return cast(
        "GroupForm",
        group_form(
            {"type": types[0] if len(types) == 1 else "", **query},
            categories=[c for c in ParticipantCategory if c in known or query.get(c)],
            types=[t for t in GroupType if t in types or t == asked],
        ),
    )
