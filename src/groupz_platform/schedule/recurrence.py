"""Timetables that come back: on which days, at which times, and how many at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import WEEKLY, rrule

from groupz_platform.errors import InvalidInputError

MOST = 1000
"""How many times are made at once, so that a page can show each of them."""


class TooManyTimesError(InvalidInputError):
    """A timetable comes to more times than are made at once."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Certain times on certain days of the week.

    Attributes:
        first: The first day that counts.
        last: The last one.
        weekdays: From 0, a Monday, to 6.
        times: As the clock on the venue's wall shows them.
        every_weeks: 2 for every other week, counted from the week of the first day.
    """

    first: date
    last: date
    weekdays: frozenset[int]
    times: tuple[time, ...]
    every_weeks: int = 1

    def walls(self) -> list[datetime]:
        """List the wall times, in order.

        Raises:
            TooManyTimesError: There are more than a thousand.

        >>> Recurrence(
        ...     date(2027, 1, 4), date(2027, 1, 8), frozenset({1}), (time(10),)
        ... ).walls()
        [datetime.datetime(2027, 1, 5, 10, 0)]
        """
        found = list(islice(self._walls(), MOST + 1))
        if len(found) > MOST:
            raise TooManyTimesError
        return found

    def _walls(self) -> Iterator[datetime]:
        days = rrule(
            WEEKLY,
            dtstart=datetime.combine(self.first, time()),
            until=datetime.combine(self.last, time()),
            byweekday=sorted(self.weekdays),
            interval=self.every_weeks,
        )
        times = sorted(set(self.times))
        for day in days:
            for wall in times:
                yield day + timedelta(hours=wall.hour, minutes=wall.minute)
