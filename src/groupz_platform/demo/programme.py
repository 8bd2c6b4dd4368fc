"""The demo programme as plain values, read from `programme.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

Table = Mapping[str, Any]

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


@dataclass(frozen=True, slots=True)
class Timetable:
    """On which days of which season something begins when.

    Attributes:
        weekdays: Numbers from 0, Monday, to 6.
        season: First and last month and day, which may lie on both sides of New Year.
    """

    weekdays: frozenset[int]
    times: tuple[time, ...]
    season: tuple[tuple[int, int], tuple[int, int]] = ((1, 1), (12, 31))

    @classmethod
    def of(cls, table: Table) -> "Timetable":
        """Read a timetable."""
        first, last = (
            date.fromisoformat(day)
            for day in table.get("season", ("2000-01-01", "2000-12-31"))
        )
        return cls(
            frozenset(WEEKDAYS.index(name) for name in table["weekdays"]),
            tuple(time.fromisoformat(text) for text in table["times"]),
            ((first.month, first.day), (last.month, last.day)),
        )

    def days(self, first: date, last: date) -> Iterator[date]:
        """List the days between two, both included, on which it counts."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day.weekday() in self.weekdays and self.in_season(day):
                yield day

    def in_season(self, day: date) -> bool:
        """Tell whether a day lies in the season.

        >>> winter = Timetable(frozenset(), (), ((10, 1), (3, 31)))
        >>> winter.in_season(date(2026, 12, 3)), winter.in_season(date(2026, 7, 1))
        (True, False)
        """
        first, last = self.season
        here = (day.month, day.day)
        if first <= last:
            return first <= here <= last
        return here >= first or here <= last


def programme() -> list[Table]:
    """Read the venues of the demo programme."""
    return tables("venue")


def policies() -> list[Table]:
    """Read its cancellation policies."""
    return tables("policy")


def tax_rates() -> list[Table]:
    """Read the rates of VAT behind its prices."""
    return tables("tax_rate")


def tables(name: str) -> list[Table]:
    """Read the tables of one name."""
    found: list[Table] = document()[name]
    return found


@cache
def document() -> Table:
    """Read the file, once."""
    text = files("groupz_platform.demo").joinpath("programme.toml").read_text("utf-8")
    return tomllib.loads(text)
