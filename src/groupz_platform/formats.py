"""Money, moments and counts as people of a language write them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, wraps

import phonenumbers
from babel.dates import format_date
from babel.numbers import format_currency, format_percent

DAY = {"nl": "EEEE d MMMM y", "en": "EEEE d MMMM y"}
SHORT_DAY = {"nl": "EEEEEE d MMM", "en": "EEE d MMM"}
MONTH = {"nl": "LLLL y", "en": "LLLL y"}
REGION = "NL"

remembered = lru_cache(maxsize=4096)
"""Pages write the same dates and prices again and again."""


@remembered
def money(cents: int, locale: str) -> str:
    r"""Write an amount of euros.

    >>> money(18600, "nl")
    '€\xa0186,00'
    >>> money(123456, "en")
    '€1,234.56'
    """
    return format_currency(Decimal(cents) / 100, "EUR", locale=british(locale))


def without_time(write: Callable[[date, str], str]) -> Callable[[date, str], str]:
    """Remember by the date alone: a moment takes long to be looked up."""
    remembering = remembered(write)

    @wraps(write)
    def written(value: date, locale: str) -> str:
        return remembering(
            value.date() if isinstance(value, datetime) else value, locale
        )

    return written


@without_time
def day(value: date, locale: str) -> str:
    """Write a date in full.

    >>> day(date(2026, 12, 3), "nl")
    'donderdag 3 december 2026'
    >>> day(date(2026, 12, 3), "en")
    'Thursday 3 December 2026'
    """
    return format_date(value, DAY[locale], locale=british(locale))


@without_time
def short_day(value: date, locale: str) -> str:
    """Write a date for a list.

    >>> short_day(date(2026, 12, 3), "nl")
    'do 3 dec'
    """
    return format_date(value, SHORT_DAY[locale], locale=british(locale)).replace(
        ".", ""
    )


def last_day(end: datetime, locale: str) -> str:
    """Write the day that ends at a midnight.

    >>> last_day(datetime(2026, 12, 2), "nl")
    'dinsdag 1 december 2026'
    """
    return day((end - timedelta(minutes=1)).date(), locale)


def in_language(texts: Mapping[str, str], locale: str) -> str:
    """Take the text in a language; nothing where there is none.

    >>> in_language({"nl": "Verbouwing"}, "nl"), in_language({}, "en")
    ('Verbouwing', '')
    """
    return texts.get(locale, "")


def weekday(value: date, locale: str) -> str:
    """Write which day of the week it is, in few letters.

    >>> weekday(date(2026, 12, 3), "nl"), weekday(date(2026, 12, 3), "en")
    ('do', 'Thu')
    """
    return short_day(value, locale).split()[0]


def month_in_short(value: date, locale: str) -> str:
    """Write a month without its year, in few letters.

    >>> month_in_short(date(2026, 12, 1), "nl")
    'dec'
    """
    return short_day(value, locale).split()[-1]


@remembered
def percent(basis_points: int, locale: str) -> str:
    r"""Write a rate.

    >>> percent(900, "nl"), percent(1950, "en")
    ('9%', '19.5%')
    """
    return format_percent(Decimal(basis_points) / 10_000, "0.##%", british(locale))


@remembered
def month(value: date, locale: str) -> str:
    """Write a month with its year.

    >>> month(date(2026, 12, 1), "en")
    'December 2026'
    """
    return format_date(value, MONTH[locale], locale=british(locale))


def clock_time(value: datetime) -> str:
    """Write a time of day, in the zone that the value stands in.

    >>> clock_time(datetime(2026, 12, 3, 9, 5))
    '09:05'
    """
    return f"{value:%H:%M}"


def moment(value: datetime, locale: str) -> str:
    """Write a moment for a list, in the zone that the value stands in.

    >>> moment(datetime(2026, 12, 3, 9, 5), "nl")
    '3 dec 2026 09:05'
    """
    return f"{listed_day(value, locale)} {value:%H:%M}"


@without_time
def listed_day(value: date, locale: str) -> str:
    """Write a date with its year for a list."""
    return format_date(value, "d MMM y", locale=british(locale))


@remembered
def telephone(number: str) -> str:
    """Write a telephone number: Dutch ones as in the Netherlands, others with +.

    >>> telephone("+31851234567")
    '085 123 4567'
    >>> telephone("+4930123456")
    '+49 30 123456'
    """
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return number
    national = phonenumbers.region_code_for_number(parsed) == REGION
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if national
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, style)


def british(locale: str) -> str:
    """Name the variant of a language whose dates and money are wanted.

    >>> british("en"), british("nl")
    ('en_GB', 'nl')
    """
    return "en_GB" if locale == "en" else locale
