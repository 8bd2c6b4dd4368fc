"""The forms of what is done with many bookings at once."""

import re
from secrets import token_hex

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from groupz_platform.bookings.messages import Message
from groupz_platform.desk.bookings.asking import numbers_of
from groupz_platform.mail.placeholders import unknown_placeholders
from groupz_platform.web.forms import LocalForm, one_line
from groupz_platform.web.gettext import gettext as _, lazy_gettext as _l

LONGEST_SUBJECT = 120
LONGEST_TEXT = 4000
LONGEST_REASON = 500
KEY = re.compile(r"[0-9a-f]{32}")


def lines(text: str | None) -> str:
    r"""Tidy a text of several lines.

    >>> lines(" a \r\nb\n\n\n\nc\x00 ")
    'a\nb\n\nc'
    """
    tidied = "\n".join(one_line(line) for line in (text or "").splitlines())
    return re.sub(r"\n{3,}", "\n\n", tidied).strip()


class MessageForm(LocalForm):
    """A message to many."""

    subject = StringField(
        filters=[one_line],
        validators=[
            DataRequired(_l("Fill in what it is about.")),
            Length(max=LONGEST_SUBJECT, message=_l("This subject is too long.")),
        ],
    )
    text = TextAreaField(
        filters=[lines],
        validators=[
            DataRequired(_l("Write what the groups are to read.")),
            Length(max=LONGEST_TEXT, message=_l("This text is too long.")),
        ],
    )

    def validate_subject(self, field: StringField) -> None:
        """Take no placeholder that means nothing."""
        refuse_unknown(field.data or "")

    def validate_text(self, field: TextAreaField) -> None:
        """Take no placeholder that means nothing."""
        refuse_unknown(field.data or "")

    def message(self, key: str) -> Message:
        """What is to be written, under a key."""
        return Message(self.subject.data or "", self.text.data or "", key)


def refuse_unknown(text: str) -> None:
    """Refuse braces around what is no placeholder.

    Raises:
        ValidationError: There are some.
    """
    if unknown := unknown_placeholders(text):
        raise ValidationError(
            _("This stands for nothing: %(words)s", words=", ".join(unknown))
        )


def ids_sent(most: int) -> tuple[int, ...]:
    """Read off a form which bookings it is about, at most so many."""
    return numbers_of(request.form.get("ids", "").split(",")[:most])


def key_sent(form: MultiDict[str, str]) -> str:
    """Read the key of a form, or make one."""
    key = form.get("key", "")
    return key if KEY.fullmatch(key) else token_hex(16)
