"""Searching: what fits a group and when, and why the rest does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import NamedTuple

from sqlalchemy.orm import Session

from groupz_platform.catalogue.fitting import Misfit, misfit
from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.rules import ActivityKind
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.searching import Wish, next_slots, with_dates
from groupz_platform.schedule.views import SlotView
from groupz_platform.site.views import Card

PAGE_SIZE = 12
MOST_OTHERS = 12


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for.

    Attributes:
        kind: What sort of activity, or any.
    """

    group: Group
    wish: Wish
    kind: ActivityKind | None = None


class Other(NamedTuple):
    """An activity that does not fit.

    Attributes:
        reason: Why not; nothing where it has no date.
        later: Its first date outside the period that was asked for.
    """

    activity: ActivityView
    reason: Misfit | None
    later: SlotView | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found.

    Attributes:
        cards: The activities of this page, each with its next dates.
        count: How many there are on all pages.
        others: Some of those that do not fit.
        other_count: How many do not.
        other_kinds: How many are of another kind than was asked for.
    """

    cards: Sequence[Card]
    count: int
    page: int
    others: Sequence[Other]
    other_count: int
    other_kinds: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, ceil(self.count / PAGE_SIZE))


def results(
    session: Session,
    activities: Sequence[ActivityView],
    search: Search,
    *,
    page: int,
    now: datetime,
) -> Results:
    """Find a page of what fits, in the order of the programme.

    Args:
        session: An open session of any role that reads the schedule.
        activities: All that can be booked.
        search: What is looked for.
        page: Which page, from 1 on; past the last one it is the last.
        now: The present moment, aware, in UTC.
    """
    of_kind = [a for a in activities if search.kind in {None, a.kind}]
    misfits = [(a, misfit(a, search.group)) for a in of_kind]
    fits = [activity for activity, reason in misfits if reason is None]
    dated = with_dates(session, fits, search.wish, now=now)
    found = [activity for activity in fits if activity.id in dated]
    page = min(page, max(1, ceil(len(found) / PAGE_SIZE)))
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    slots = next_slots(session, shown, search.wish, now=now)
    others = [(a, reason) for a, reason in misfits if reason or a.id not in dated]
    return Results(
        cards=[Card(a, slots.get(a.id, ()), search.group) for a in shown],
        count=len(found),
        page=page,
        others=others_of(session, others[:MOST_OTHERS], search, now=now),
        other_count=len(others),
        other_kinds=len(activities) - len(of_kind),
    )


def others_of(
    session: Session,
    others: Sequence[tuple[ActivityView, Misfit | None]],
    search: Search,
    *,
    now: datetime,
) -> list[Other]:
    """Say of what does not fit when it would, where only the period is in the way."""
    dateless = [activity for activity, reason in others if reason is None]
    any_time = Wish(search.wish.persons)
    is_open = search.wish == any_time
    slots = {} if is_open else next_slots(session, dateless, any_time, now=now)
    return [
        Other(activity, reason, next(iter(slots.get(activity.id, ())), None))
        for activity, reason in others
    ]
