"""From an outbox row to a message: texts, layout and headers, without a request."""

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
from groupz_platform.mail.models import OutboxEmail
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
        values = {
            **with_moments(email.values),
            "link": self.link(email),
            "operator": self.operator,
            "base_url": self.base_url,
            "locale": email.locale,
        }
        text = templates(email.locale).get_template(f"mail/{email.template}.txt")
        html = templates(email.locale).get_template(f"mail/{email.template}.html")
        subject, _, body = text.render(values).lstrip().partition("\n")
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = email.recipient
        message["Subject"] = " ".join(subject.removeprefix("Subject:").split())
        message["Date"] = format_datetime(email.created_at)
        message["Message-ID"] = email.message_id
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834
        message.set_content(body.lstrip())
        message.add_alternative(html.render(values), subtype="html")
        message["Content-Language"] = email.locale  # last: parts take Content- along
        return message

    def link(self, email: OutboxEmail) -> str | None:
        """Make the link of a mail that has one."""
        if email.link_seed is None:
            return None
        token = token_from(email.link_seed, secret=self.secret)
        return f"{self.base_url}/{email.locale}/b/{token}"


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
    environment.filters.update(filters_for(lambda: locale))
    return environment


def with_moments(values: dict[str, Any]) -> dict[str, Any]:
    """Turn the values whose name ends in `_at` back into moments."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") else value
        for name, value in values.items()
    }
