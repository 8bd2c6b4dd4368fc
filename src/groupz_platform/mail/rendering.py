"""From an outbox row to a message: texts, layout and headers, without a request."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from typing import Any

from jinja2 import (
    Environment,
    PackageLoader,
    StrictUndefined,
    select_autoescape,
)

from groupz_platform.filters import filters_for
from groupz_platform.mail.calendar import FILE_NAMES, CalendarEvent, calendar_file
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.own_words import OwnWords
from groupz_platform.mail.words import words_for
from groupz_platform.texts import translations
from groupz_platform.tokens import token_from


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes messages.

    Attributes:
        sender: The address that they come from.
        base_url: Scheme and host of the links in them.
        secret: The server's secret, from which links are made.
        operator: Who runs the site, for the foot of a message.
    """

    sender: str
    base_url: str
    secret: bytes
    operator: dict[str, str]

    def message(self, email: OutboxEmail) -> EmailMessage:
        """Make the message of an outbox row: plain text, and HTML beside it."""
        values = self.values(email)
        text = templates(email.locale).get_template(f"mail/{email.template}.txt")
        html = templates(email.locale).get_template(f"mail/{email.template}.html")
        first, _, body = text.render(values).lstrip().partition("\n")
        subject = values["own"].subject or first.removeprefix("Subject:")
        subject = " ".join(subject.split())
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = email.recipient
        message["Subject"] = subject
        message["Date"] = format_datetime(email.created_at)
        message["Message-ID"] = email.message_id
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834
        message.set_content(tidy(body))
        message.add_alternative(html.render(values, subject=subject), subtype="html")
        if event := email.values.get("event"):
            attach(
                message, CalendarEvent.from_json(event), values["link"], email.locale
            )
        message["Content-Language"] = email.locale  # last: parts take Content- along
        return message

    def values(self, email: OutboxEmail) -> dict[str, Any]:
        """Collect what the templates of a mail can use.

        A mail that waited while the platform was renewed may lack what is newer.
        """
        given = {
            "event": None,
            "stages": [],
            "reason": "",
            **with_moments(email.values),
        }
        return {
            **given,
            "own": OwnWords.kept_in(given).filled_in(given, email.locale),
            "stages": still_to_come(given["stages"], email.created_at),
            "link": self.link(email),
            "operator": self.operator,
            "base_url": self.base_url,
            "locale": email.locale,
        }

    def link(self, email: OutboxEmail) -> str | None:
        """Make the link of a mail that has one."""
        if email.link_seed is None:
            return None
        token = token_from(email.link_seed, secret=self.secret)
        return f"{self.base_url}/{email.locale}/b/{token}"


def attach(
    message: EmailMessage, event: CalendarEvent, link: str | None, locale: str
) -> None:
    """Put the calendar file beside what is read.

    As an attachment, not as a third alternative: an alternative is for invitations
    (RFC 6047), and there Outlook shows the event in place of the HTML. As a file with
    its method, Gmail, Outlook and Apple Mail show the mail, and offer the event below.
    """
    message.add_attachment(
        calendar_file(event, link=link),
        maintype="text",
        subtype="calendar",
        params={"method": event.method, "charset": "utf-8"},
        filename=FILE_NAMES[locale],
    )


@cache
def templates(locale: str) -> Environment:
    """Load the templates of mails in a language."""
    environment = Environment(
        loader=PackageLoader("groupz_platform"),
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts = translations(locale)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # - i18n adds it
        texts.ugettext, texts.ungettext, newstyle=True
    )
    environment.filters.update(filters_for(lambda: locale) | words_for(locale))
    return environment


def still_to_come(stages: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Leave out what is over: a late booking is never free to cancel."""
    return [s for s in stages if s["until_at"] is None or s["until_at"] > now]


def tidy(text: str) -> str:
    r"""Leave at most one empty line between two paragraphs of plain text.

    >>> tidy("Dear Sam,\n\n\n\nYou are booked.\n\n")
    'Dear Sam,\n\nYou are booked.\n'
    """
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def with_moments(value: Any) -> Any:
    """Turn what a name that ends in `_at` holds back into moments, however deep.

    >>> with_moments({"stages": [{"until_at": "2026-12-03"}, {"until_at": None}]})
    {'stages': [{'until_at': datetime.datetime(2026, 12, 3, 0, 0)}, {'until_at': None}]}
    """
    match value:
        case dict():
            return {name: moment(name, inner) for name, inner in value.items()}
        case list():
            return [with_moments(inner) for inner in value]
        case _:
            return value


def moment(name: str, value: Any) -> Any:
    """Read a moment where the name tells of one; look further down elsewhere."""
    if name.endswith("_at") and value is not None:
        return datetime.fromisoformat(value)
    return with_moments(value)
