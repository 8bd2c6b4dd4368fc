"""A booking that nobody made, to show what a mail about one looks like."""

from datetime import timedelta
from typing import Any

from groupz_platform.desk.shell import on_the_wall
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.own_words import OWN_WORDS, OwnWords
from groupz_platform.web.context import now

TITLES = {"nl": "Rondleiding langs de sluizen", "en": "Tour of the locks"}
CENTS = 595
CHILDREN, SUPERVISORS = 24, 3


def example(locale: str) -> dict[str, Any]:
    """List what mails say of a booking, in a language; in three weeks, at ten."""
    day = on_the_wall(now() + timedelta(weeks=3))
    starts_at = day.replace(hour=10, minute=0, second=0, microsecond=0)
    child = {"kind": "person", "category": "child", "quantity": CHILDREN}
    total = CHILDREN * CENTS
    return {
        "reference": "K7Q-M4R-TX2",
        "title": TITLES[locale],
        "good_to_know": "",
        "venue_name": "Het Waterhuis",
        "street": "Sluiskade 4",
        "postcode": "3311 AB",
        "city": "Dordrecht",
        "telephone": "+31850000400",
        "email": "waterhuis@museum.example",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(minutes=90)).isoformat(),
        "name": "Sam de Vries",
        "organisation": "De Regenboog",
        "party": [["child", CHILDREN], ["supervisor", SUPERVISORS]],
        "lines": [child | {"unit_cents": CENTS, "amount_cents": total}],
        "total_cents": total,
        "stages": [{"until_at": None, "charge_percent": 0}],
        "difference_cents": 0,
        "charge_cents": 0,
    }


def example_mail(template: str, locale: str, words: OwnWords) -> OutboxEmail:
    """Make a mail with words of the house; it is in no outbox."""
    return OutboxEmail(
        message_id="",
        template=template,
        locale=locale,
        recipient="sam@school.example",
        values=example(locale) | {OWN_WORDS: words._asdict()},
        link_seed=None if template == "address_changed" else "",
        created_at=now(),
    )
