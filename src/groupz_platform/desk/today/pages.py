"""Today, and any other day: arrivals, check-in, notes, and the list on paper."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from groupz_platform.bookings import arrivals as coming
from groupz_platform.bookings.errors import (
    BookingNotFoundError,
    ChangedMeanwhileError,
    TransitionError,
)
from groupz_platform.bookings.models import Booking, DeskNote
from groupz_platform.bookings.notes import mark, of_day
from groupz_platform.desk.days import date_of
from groupz_platform.desk.shell import on_the_wall
from groupz_platform.desk.slots.blueprint import see
from groupz_platform.desk.today.arrivals import Arrival, arrivals, failed_mails, fold
from groupz_platform.permissions import Permission, StaffRole
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import now
from groupz_platform.web.forms import COUNT, one_line
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

today = Blueprint("today", __name__)
ROW = "int(max=2147483647)"
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Totals:
    """A day in numbers."""

    groups: int
    persons: int
    here: int

    @classmethod
    def of(cls, groups: list[Arrival]) -> "Totals":
        """Count who comes, and who is there."""
        return cls(
            len(groups),
            sum(group.persons for group in groups),
            sum(group.is_here for group in groups),
        )


@today.get("/")
@needs(Permission.DAY_READ)
def day() -> str:
    """Show who comes on a day."""
    return render_template("desk/today/day.html", **values_of(wanted_day()))


@today.get("/list")
@needs(Permission.DAY_READ)
def on_paper() -> str:
    """Show the same for paper: for when the network is down."""
    return render_template("desk/today/paper.html", **values_of(wanted_day()))


def values_of(shown: date) -> dict[str, object]:
    """Read what is shown of a day."""
    with transaction(Role.BACKOFFICE) as session:
        groups = arrivals(session, shown, page_locale())
        notes = of_day(session, shown) if may_read_notes() else []
        failed = failed_mails(session) if staff().may(Permission.OUTBOX_READ) else 0
    part = fold(one_line(request.args.get("q")))
    return {
        "day": shown,
        "is_today": shown == this_day(),
        "before": shown - timedelta(days=1),
        "after": shown + timedelta(days=1),
        "groups": [group for group in groups if group.says(part)],
        "totals": Totals.of(groups),
        "notes": notes,
        "failed": failed,
        "is_guide": is_guide(),
        "here": "today",
    }


def wanted_day() -> date:
    """Read which day is asked for; guides see the present one alone."""
    asked = None if is_guide() else date_of(request.args.get("date", ""))
    return asked or this_day()


def this_day() -> date:
    """Tell the date on the staff's wall."""
    return on_the_wall(now()).date()


def is_guide() -> bool:
    """Tell whether names are to be left out."""
    return staff().role is StaffRole.GUIDE


def may_read_notes() -> bool:
    """Tell whether who is signed in reads what the desk writes for itself."""
    return staff().may(Permission.BOOKINGS_NOTES)


@today.post(f"/arrivals/<{ROW}:number>")
@needs(Permission.DAY_CHECK_IN)
def check_in(number: int) -> ResponseReturnValue:
    """Check a group in, with the number that came."""
    typed = one_line(request.form.get("came"))
    came = int(typed) if COUNT.fullmatch(typed) else 0
    if not came:
        say(_("How many came? Fill in a whole number, 1 or more."))
        return back()
    try:
        with transaction(Role.BACKOFFICE) as session:
            booking = booking_here(session, number)
            coming.check_in(session, booking, came, by=staff().name, now=now())
            text = arrived_words(booking, came)
    except (TransitionError, ChangedMeanwhileError):
        say(_("This booking has changed meanwhile. Look once more."))
        return back()
    say(text, undo=url_for("today.take_back", number=number, date=asked_date()))
    return back()


def booking_here(session: Session, number: int) -> Booking:
    """Find a booking, and keep it until the transaction ends.

    Raises:
        BookingNotFoundError: There is none.
    """
    booking = session.get(Booking, number, with_for_update=True)
    if booking is None:
        raise BookingNotFoundError
    return booking


def arrived_words(booking: Booking, came: int) -> str:
    """Say who is here, and what differs from what was booked."""
    who = booking.organisation or booking.contact_name
    if came == booking.persons:
        return _("%(who)s is here, with all %(came)s.", who=who, came=came)
    return _(
        "%(who)s is here with %(came)s; %(planned)s were booked.",
        who=who,
        came=came,
        planned=booking.persons,
    )


@today.post(f"/arrivals/<{ROW}:number>/take-back")
@needs(Permission.DAY_CHECK_IN)
def take_back(number: int) -> ResponseReturnValue:
    """Take a check-in back."""
    try:
        with transaction(Role.BACKOFFICE) as session:
            booking = booking_here(session, number)
            coming.take_back(session, booking, by=staff().name, now=now())
    except (TransitionError, ChangedMeanwhileError):
        say(_("This booking has changed meanwhile. Look once more."))
        return back()
    say(_("They are expected again."))
    return back()


@today.post("/notes")
@needs(Permission.DAY_CHECK_IN)
def add_note() -> ResponseReturnValue:
    """Write a note for a day's desk."""
    text = " ".join((request.form.get("text") or "").split())
    shown = date_of(request.form.get("day", ""))
    if not text or len(text) > LONGEST_NOTE or shown is None:
        say(_("Write a note of at most 500 characters, and choose a day."))
        return back()
    with transaction(Role.BACKOFFICE) as session:
        session.add(
            DeskNote(day=shown, text=text, author=staff().name, created_at=now())
        )
    say(_("The note is there for the desk of that day."))
    return back()


@today.post(f"/notes/<{ROW}:number>/done")
@needs(Permission.DAY_CHECK_IN)
def note_done(number: int) -> ResponseReturnValue:
    """Mark a note as done."""
    mark_note(number, done=True)
    undo = url_for("today.note_open", number=number, date=asked_date())
    say(_("The note is done."), undo=undo)
    return back()


@today.post(f"/notes/<{ROW}:number>/open")
@needs(Permission.DAY_CHECK_IN)
def note_open(number: int) -> ResponseReturnValue:
    """Mark a note as to be done."""
    mark_note(number, done=False)
    undo = url_for("today.note_done", number=number, date=asked_date())
    say(_("The note is to be done."), undo=undo)
    return back()


def mark_note(number: int, *, done: bool) -> None:
    """Mark a note.

    Raises:
        BookingNotFoundError: There is none.
    """
    with transaction(Role.BACKOFFICE) as session:
        note = session.get(DeskNote, number)
        if note is None:
            raise BookingNotFoundError
        mark(note, done_by=staff().name, now=now() if done else None)


def asked_date() -> str | None:
    """Tell the day that the page before showed, as its address has it."""
    return request.args.get("date") or None


def back() -> Response:
    """Go back to the day that was shown, and to what was searched for."""
    found = request.args.get("q") or None
    return see("today.day", date=asked_date(), q=found)
