"""The house's own words in mails: a subject, what a mail begins and ends with.

What a group has to know (reference, date, price, link, terms) is always there: own
words stand beside it.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.mail.models import MailText, OutboxEmail
from groupz_platform.mail.placeholders import (
    PLACEHOLDERS,
    filled_in,
    placeholder_values,
)

OWN_WORDS = "own_words"
"""Where a mail keeps the words that it was sent with."""

WITHOUT_NAME = tuple(word for word in PLACEHOLDERS if word != "name")
EDITABLE: Mapping[str, tuple[str, ...]] = {
    "confirmation": PLACEHOLDERS,
    "change": PLACEHOLDERS,
    "cancellation": PLACEHOLDERS,
    "link": WITHOUT_NAME,
    "address_changed": ("reference", "activity", "venue"),
}
"""The mails that can have own words, and the placeholders that each of them knows."""


class OwnWords(NamedTuple):
    """Words of the house, with placeholders; what is empty is as it is built in."""

    subject: str = ""
    opening: str = ""
    closing: str = ""

    @classmethod
    def kept_in(cls, values: Mapping[str, Any]) -> "OwnWords":
        """Read the words that a mail was sent with."""
        return cls(**values.get(OWN_WORDS, {}))

    def filled_in(self, values: Mapping[str, Any], locale: str) -> "OwnWords":
        """Put what is known of a booking into the words."""
        known = placeholder_values(values, locale)
        return OwnWords(*(filled_in(text, known) for text in self))


def own_words(session: Session, template: str, locale: str) -> OwnWords:
    """Find the words of the house for a mail in a language.

    Args:
        session: An open session of the role ``worker`` or ``backoffice``.
        template: The mail.
        locale: The language.
    """
    if template not in EDITABLE:
        return OwnWords()
    text = session.get(MailText, (template, locale))
    return OwnWords(text.subject, text.opening, text.closing) if text else OwnWords()


def with_own_words(session: Session, email: OutboxEmail) -> None:
    """Keep with a mail the words of this moment, unless it was tried before.

    So every attempt says the same, and the outbox shows what was sent.
    """
    if OWN_WORDS not in email.values:
        words = own_words(session, email.template, email.locale)
        if any(words):
            email.values = email.values | {OWN_WORDS: words._asdict()}


def all_own_words(session: Session) -> dict[tuple[str, str], MailText]:
    """Find all words of the house, by mail and language."""
    return {
        (row.template, row.locale): row for row in session.scalars(select(MailText))
    }
