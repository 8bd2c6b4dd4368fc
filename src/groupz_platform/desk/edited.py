"""What pages share on which a row is changed: the version that somebody has seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse
from wtforms import Field, ValidationError

from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.queries import changes_after, newest_entry
from groupz_platform.catalogue.versions import Versioned
from groupz_platform.web.forms import LocalForm
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.row_numbers import LARGEST_NUMBER, row_number

ROW = f"int(max={LARGEST_NUMBER})"
"""The number of a row in an address, as far as databases count."""

Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody had before them who sends a form.

    Attributes:
        version: Of the row.
        entry: The last entry of the audit log by then.
    """

    version: int
    entry: int

    @classmethod
    def sent(cls) -> "Seen":
        """Read it off the form that was sent."""
        return cls(
            number_of(request.form.get("version")) or 0,
            number_of(request.form.get("since")) or 0,
        )

    @classmethod
    def now(cls, session: Session, row: Versioned) -> "Seen":
        """Tell what a page that is made now shows."""
        return cls(row.version, newest_entry(session))

    def is_old(self, row: Versioned) -> bool:
        """Tell whether the row has changed since."""
        return row.version != self.version

    def changes(self, session: Session, rows: Rows) -> Sequence[AuditEntry]:
        """List who has changed some rows since."""
        return changes_after(session, self.entry, rows)


def page(
    template: str, form: LocalForm, *, is_late: bool = False, **values: Any
) -> Response:
    """Render a page with a form, and with what is wrong about it."""
    wrong = mistakes(form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    body = render_template(template, form=form, wrong=wrong, is_late=is_late, **values)
    return make_response(body, HTTPStatus.CONFLICT if is_late else status)


def mistakes(form: LocalForm) -> list[tuple[str, list[str]]]:
    """List what is wrong with a form, by the id of its fields."""
    return [
        (form[name].id if name else "", [str(text) for text in texts])
        for name, texts in form.errors.items()
    ]


def see(endpoint: str, **values: Any) -> BaseResponse:
    """Answer a POST with the way to a page."""
    return redirect(url_for(endpoint, **values), HTTPStatus.SEE_OTHER)


def number_of(text: str | None) -> int | None:
    """Read the number of a row; nothing where it is none.

    >>> number_of("12"), number_of("-1"), number_of("99999999999"), number_of("²")
    (12, None, None, None)
    """
    try:
        return row_number(text or "")
    except ValueError:
        return None


def within(field: Field, least: int, most: int) -> None:
    """Ask for a number between two others.

    Raises:
        ValidationError: It is none of them.
    """
    if field.data is None or not least <= field.data <= most:
        text = _("Fill in a number from %(least)d to %(most)d.")
        raise ValidationError(text % {"least": least, "most": most})
