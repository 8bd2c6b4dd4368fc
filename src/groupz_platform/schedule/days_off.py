"""Days on which a house would rather not plan: public holidays, school holidays."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import holidays

LANGUAGES = {"nl": "nl", "en": "en_US"}
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
MOST_PERIODS = 100


class DaysOff(NamedTuple):
    """Days that belong together, the first and the last one included."""

    first: date
    last: date
    name: str


def public_holidays(first: date, last: date, locale: str) -> dict[date, str]:
    """Name the public holidays of the Netherlands between two days.

    >>> public_holidays(date(2027, 4, 1), date(2027, 4, 30), "en")
    {datetime.date(2027, 4, 27): "King's Day"}
    """
    years = range(first.year, last.year + 1)
    known = holidays.country_holidays("NL", years=years, language=LANGUAGES[locale])
    return {day: name for day, name in sorted(known.items()) if first <= day <= last}


def days_off_of(text: str) -> list[DaysOff]:
    """Read days or periods as people type them, one a line, with or without a name.

    Raises:
        ValueError: A line has no date, more than two, or one that does not exist.

    >>> days_off_of("spring 20-02-2027 - 28-02-2027")
    [DaysOff(first=datetime.date(2027, 2, 20), last=datetime.date(2027, 2, 28), \
name='spring')]
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_PERIODS:
        raise ValueError(lines[MOST_PERIODS])
    return [_period(line) for line in lines]


def off_on(day: date, periods: Iterable[DaysOff]) -> DaysOff | None:
    """Find the period that a day lies in."""
    return next((each for each in periods if each.first <= day <= each.last), None)


def _period(line: str) -> DaysOff:
    found = list(DATE.finditer(line))
    if not 1 <= len(found) <= 2:  # noqa: PLR2004 - from, and until
        raise ValueError(line)
    try:
        days = [_date(each) for each in found]
    except ValueError as error:
        raise ValueError(line) from error
    if days[-1] < days[0]:
        raise ValueError(line)
    return DaysOff(days[0], days[-1], line[: found[0].start()].strip(" :,;"))


def _date(found: re.Match[str]) -> date:
    year, month, day, other_day, other_month, other_year = found.groups()
    if year:
        return date(int(year), int(month), int(day))
    return date(int(other_year), int(other_month), int(other_day))
