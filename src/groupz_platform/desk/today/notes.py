"""Notes that one day's desk hands to another's."""

from datetime import date
from http import HTTPStatus

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from groupz_platform.bookings.errors import BookingNotFoundError
from groupz_platform.bookings.models import DeskNote
from groupz_platform.bookings.notes import mark
from groupz_platform.desk.days import date_of
from groupz_platform.desk.edited import ROW
from groupz_platform.desk.today.blueprint import back, kept, today
from groupz_platform.desk.today.day import Problem, page_of
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.transactions import transaction

LONGEST_NOTE = 500


@today.post("/notes")
@needs(Permission.DAY_CHECK_IN)
def add_note() -> Response:
    """Write a note for a day's desk."""
    text, wanted = typed_text(), date_of(request.form.get("day", ""))
    if not is_note(text) or wanted is None:
        return page_of(wrong("text"))
    with transaction(Role.BACKOFFICE) as session:
        session.add(
            DeskNote(day=wanted, text=text, author=staff().name, created_at=now())
        )
    say(_("The note is there for the desk of that day."))
    return back()


@today.post(f"/notes/<{ROW}:number>")
@needs(Permission.DAY_CHECK_IN)
def change_note(number: int) -> Response:
    """Write a note anew, for the same day or another one."""
    text, wanted = typed_text(), date_of(request.form.get("day", ""))
    if not is_note(text) or wanted is None:
        return page_of(wrong(f"text-{number}"))
    with transaction(Role.BACKOFFICE) as session:
        found = note_of(session, number)
        is_seen = request.form.get("seen") == seen(found.text, found.day)
        if is_seen:
            found.text, found.day = text, wanted
    if not is_seen:
        return page_of(changed_meanwhile(found))
    say(_("The note is changed."))
    return back()


@today.post(f"/notes/<{ROW}:number>/done")
@needs(Permission.DAY_CHECK_IN)
def note_done(number: int) -> Response:
    """Mark a note as done."""
    return marked(number, _("The note is done."), "today.note_open", done=True)


@today.post(f"/notes/<{ROW}:number>/open")
@needs(Permission.DAY_CHECK_IN)
def note_open(number: int) -> Response:
    """Mark a note as to be done."""
    return marked(number, _("The note is to be done."), "today.note_done", done=False)


def marked(number: int, text: str, undo: str, *, done: bool) -> Response:
    """Mark a note, and say so.

    Raises:
        BookingNotFoundError: There is none.
    """
    with transaction(Role.BACKOFFICE) as session:
        found = note_of(session, number)
        mark(found, done_by=staff().name, now=now() if done else None)
    say(text, undo=url_for(undo, number=number, **kept()))
    return back()


def note_of(session: Session, number: int) -> DeskNote:
    """Find a note, and keep it until the transaction ends.

    Raises:
        BookingNotFoundError: There is none.
    """
    found = session.get(DeskNote, number, with_for_update=True)
    if found is None:
        raise BookingNotFoundError
    return found


def seen(text: str, day: date) -> str:
    """Write what a note was when its form was made."""
    return f"{day.isoformat()} {text}"


def typed_text() -> str:
    """Read what was written, on one line."""
    return " ".join((request.form.get("text") or "").split())


def is_note(text: str) -> bool:
    """Tell whether something was written, and no novel."""
    return 0 < len(text) <= LONGEST_NOTE


def wrong(place: str) -> Problem:
    """Say what a note needs, and keep what was typed."""
    text = _("Write a note of at most 500 characters, and choose a day.")
    return Problem(text, place, typed(place))


def changed_meanwhile(found: DeskNote) -> Problem:
    """Say what somebody else has made of a note, and keep what was typed."""
    text = _(
        "Somebody else has changed this note meanwhile. It reads now: %(note)s "
        "Saving again writes over it.",
        note=found.text,
    )
    place = f"text-{found.id}"
    return Problem(text, place, typed(place), HTTPStatus.CONFLICT)


def typed(place: str) -> dict[str, str]:
    """Take what was typed into the form of a note."""
    day = request.form.get("day", "")
    return {place: request.form.get("text", ""), f"{place}-day": day}
