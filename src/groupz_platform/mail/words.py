"""What only mails say: filters that turn values into the words of a language."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from babel.support import NullTranslations

from groupz_platform.formats import clock_time, day, money
from groupz_platform.names import category_name
from groupz_platform.texts import translations

ALL_PERCENT = 100
MINUS = "\N{MINUS SIGN}"


def words_for(locale: str) -> dict[str, Callable[..., Any]]:
    """List the filters of a language."""
    texts = translations(locale)
    return {
        "party_words": partial(party_words, texts),
        "policy_words": partial(policy_words, texts, locale),
        "signed_money": partial(signed_money, locale),
    }


def party_words(texts: NullTranslations, party: Sequence[tuple[str, int]]) -> str:
    """Say who comes.

    >>> party_words(translations("en"), [("child", 20), ("adult", 0)])
    '20 children'
    """
    return ", ".join(
        f"{count} {category_name(texts, category, count)}"
        for category, count in party
        if count
    )


def policy_words(
    texts: NullTranslations, locale: str, stages: Sequence[dict[str, Any]]
) -> list[tuple[str, str]]:
    """Say until when a cancellation costs what.

    Args:
        texts: The texts of the language.
        locale: The language.
        stages: Each with its end `until_at`, which the last one lacks, and with its
            `charge_percent`.

    >>> always_free = [{"until_at": None, "charge_percent": 0}]
    >>> policy_words(translations("en"), "en", always_free)
    [('Until the visit', 'free of charge')]
    """
    _ = texts.ugettext
    open_end = _("After that") if len(stages) > 1 else _("Until the visit")
    return [
        (
            end_words(texts, locale, stage["until_at"])
            if stage["until_at"]
            else open_end,
            charge_words(texts, stage["charge_percent"]),
        )
        for stage in stages
    ]


def end_words(texts: NullTranslations, locale: str, until_at: datetime) -> str:
    """Say when a stage ends by its last minute: midnight is read in two ways."""
    _ = texts.ugettext
    last = until_at - timedelta(minutes=1)
    return _("Until %(date)s, %(time)s") % {
        "date": day(last, locale),
        "time": clock_time(last),
    }


def charge_words(texts: NullTranslations, percent: int) -> str:
    """Say how much of the price a cancellation costs.

    >>> [charge_words(translations("en"), percent) for percent in (0, 50, 100)]
    ['free of charge', '50% of the price', 'the full price']
    """
    _ = texts.ugettext
    if percent == 0:
        return _("free of charge")
    if percent == ALL_PERCENT:
        return _("the full price")
    return _("%(percent)s%% of the price") % {"percent": percent}


def signed_money(locale: str, cents: int) -> str:
    r"""Write by how much a price has changed, with a true minus sign.

    >>> [signed_money("en", cents) for cents in (2600, -2600, 0)]
    ['+€26.00', '\u2212€26.00', '€0.00']
    """
    sign = "+" if cents > 0 else MINUS if cents < 0 else ""
    return sign + money(abs(cents), locale)
