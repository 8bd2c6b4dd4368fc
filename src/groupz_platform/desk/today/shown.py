"""Which groups of a day are shown: those searched for, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import request
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from groupz_platform.catalogue.models import Activity, Venue
from groupz_platform.desk.today.arrivals import (
    Arrival,
    Busy,
    activities_of,
    arrivals,
    fold,
)
from groupz_platform.desk.today.blueprint import is_guide, this_day
from groupz_platform.web.context import now
from groupz_platform.web.forms import one_line
from groupz_platform.web.language import page_locale

AT_ONCE = 25
LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for.

    Attributes:
        part: A part of a name, folded.
        page: Which page, from 1; nothing where it is not said.
    """

    part: str
    activity_id: int | None
    venue_id: int | None
    page: int | None

    @classmethod
    def of_address(cls) -> "Wanted":
        """Read it off the address; what is odd is left out."""
        return cls(
            part=fold(one_line(request.args.get("q"))),
            activity_id=number("activity"),
            venue_id=None if is_guide() else number("venue"),
            page=number("page"),
        )

    @property
    def is_narrow(self) -> bool:
        """Whether not all groups are wanted."""
        return bool(self.part or self.activity_id or self.venue_id)

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """State in SQL which groups are wanted, but for their names."""
        conditions: list[ColumnElement[bool]] = []
        if self.activity_id is not None:
            conditions.append(Activity.id == self.activity_id)
        if self.venue_id is not None:
            conditions.append(Venue.id == self.venue_id)
        return conditions

    def takes(self, busy: Busy) -> bool:
        """Tell whether groups of an activity are wanted."""
        return self.activity_id in (None, busy.activity_id) and self.venue_id in (
            None,
            busy.venue_id,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A day's groups, as far as they are shown.

    Attributes:
        sums: What there is on this day, shown or not, an activity a row.
        groups: Those on this page.
        page: Which page it is, from 1.
        pages: How many there are.
        is_narrow: Whether not all groups were asked for.
    """

    day: date
    sums: Sequence[Busy]
    groups: Sequence[Arrival]
    page: int
    pages: int
    is_narrow: bool

    @classmethod
    def of(cls, session: Session, day: date, at_once: int | None = AT_ONCE) -> "Shown":
        """Read the part of a day that is asked for; without a number, all of it."""
        wanted, locale = Wanted.of_address(), page_locale()
        sums = activities_of(session, day, locale, now())
        chosen = [busy for busy in sums if wanted.takes(busy)]
        if at_once is None or wanted.part:
            groups = found(session, day, wanted)
            return cls(day, sums, groups, 1, 1, wanted.is_narrow)
        pages = max(1, -(-sum(busy.groups for busy in chosen) // at_once))
        page = min(wanted.page or first_page(day, chosen, at_once), pages)
        groups = arrivals(
            session,
            day,
            locale,
            wanted=wanted.conditions,
            rows=slice((page - 1) * at_once, page * at_once),
        )
        return cls(day, sums, groups, page, pages, wanted.is_narrow)

    @property
    def activities(self) -> list[Busy]:
        """What groups come to."""
        return [busy for busy in self.sums if busy.groups]

    @property
    def venues(self) -> dict[int, str]:
        """Where groups come to."""
        return {busy.venue_id: busy.venue for busy in self.activities}

    def total(self, of: str) -> int:
        """Sum up the whole day: groups, persons, or groups that are here."""
        return sum(getattr(busy, of) for busy in self.sums)


def found(session: Session, day: date, wanted: Wanted) -> list[Arrival]:
    """Find all groups in whose names a part is."""
    groups = arrivals(session, day, page_locale(), wanted=wanted.conditions)
    to_guide = is_guide()
    return [group for group in groups if group.says(wanted.part, to_guide=to_guide)]


def first_page(day: date, activities: Sequence[Busy], at_once: int) -> int:
    """Tell where the groups stand that come or are there now; today alone."""
    over = sum(busy.over for busy in activities) if day == this_day() else 0
    return over // at_once + 1


def number(name: str) -> int | None:
    """Read a number above zero off the address."""
    text = request.args.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) or None if is_number else None
