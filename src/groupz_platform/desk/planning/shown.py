"""Which days the board shows, as its address tells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import request, url_for

from groupz_platform.desk.days import date_of
from groupz_platform.desk.edited import number_of
from groupz_platform.desk.planning.reading import Period
from groupz_platform.desk.shell import on_the_wall
from groupz_platform.web.context import now

A_WEEK = 7
ROWS = 15
"""How many activities a page of the board shows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Some days, and who is being moved among them.

    Attributes:
        first: The first day.
        days: How many.
        moving: The number of a booking.
        venue: The number of the only venue that is shown, if it is one.
        page: Which page of its activities.
    """

    first: date
    days: int
    moving: int | None = None
    venue: int | None = None
    page: int = 1

    @property
    def is_week(self) -> bool:
        """Whether it is a week."""
        return self.days == A_WEEK

    @property
    def view(self) -> str:
        """What it is called in an address."""
        return "week" if self.is_week else "day"

    @property
    def address(self) -> str:
        """The board's address."""
        return url_for(
            "planning.board",
            view=self.view,
            date=self.first,
            move=self.moving,
            venue=self.venue,
            page=self.page if self.page > 1 else None,
        )

    @property
    def earlier(self) -> "Shown":
        """As many days before."""
        return replace(self, first=self.first - timedelta(days=self.days))

    @property
    def later(self) -> "Shown":
        """As many days after."""
        return replace(self, first=self.first + timedelta(days=self.days))

    @property
    def unmoved(self) -> "Shown":
        """The same days, with nobody being moved."""
        return replace(self, moving=None)

    def turned(self, page: int) -> "Shown":
        """Another page of the same days."""
        return replace(self, page=page)

    def rows(self, activities: Sequence[int]) -> tuple[int, ...]:
        """Take those of some activities that stand on this page."""
        first = (self.page - 1) * ROWS
        return tuple(activities[first : first + ROWS])

    def day(self, day: date) -> "Shown":
        """One day."""
        return replace(self, first=day, days=1)

    def week(self, day: date) -> "Shown":
        """The week in which a day lies."""
        return replace(self, first=monday(day), days=A_WEEK)

    def at(self, day: date) -> "Shown":
        """As many days with a certain one among them."""
        return self.week(day) if self.is_week else self.day(day)

    def period(self, activities: tuple[int, ...] | None = None) -> Period:
        """What is read for it: of all activities, or of some."""
        return Period(self.first, self.days, activities)


def shown() -> Shown:
    """Read it off an address or a form; what is odd is left out."""
    values = request.values
    day = date_of(values.get("date", "")) or today()
    rest = (
        number_of(values.get("move")),
        number_of(values.get("venue")),
        max(1, number_of(values.get("page")) or 1),
    )
    if values.get("view") == "day":
        return Shown(day, 1, *rest)
    return Shown(monday(day), A_WEEK, *rest)


def monday(day: date) -> date:
    """Tell on which Monday a day's week begins."""
    return day - timedelta(days=day.weekday())


def today() -> date:
    """Tell the date on the staff's wall."""
    return on_the_wall(now()).date()
