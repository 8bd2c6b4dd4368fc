"""Checking a group in with the number that came, and taking that back."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from groupz_platform.bookings import arrivals as coming
from groupz_platform.bookings.errors import ChangedMeanwhileError, TransitionError
from groupz_platform.bookings.for_callers import booking_of_number
from groupz_platform.bookings.models import Booking
from groupz_platform.desk.edited import ROW
from groupz_platform.desk.today.blueprint import back, kept, today
from groupz_platform.desk.today.day import Problem, page_of
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import now
from groupz_platform.web.forms import COUNT, one_line
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.transactions import transaction


@today.post(f"/arrivals/<{ROW}:number>")
@needs(Permission.DAY_CHECK_IN)
def check_in(number: int) -> Response:
    """Check a group in, with the number that came."""
    typed = one_line(request.values.get("came"))
    came = int(typed) if COUNT.fullmatch(typed) else 0
    place = f"came-{number}"
    if not came:
        text = _("How many came? Fill in a whole number, 1 or more.")
        return page_of(Problem(text, place, {place: typed}))

    def receive(session: Session, booking: Booking) -> str:
        coming.check_in(session, booking, came, by=staff().name, now=now())
        return arrived_words(booking, came)

    return with_booking(number, receive, "today.take_back")


@today.post(f"/arrivals/<{ROW}:number>/take-back")
@needs(Permission.DAY_CHECK_IN)
def take_back(number: int) -> Response:
    """Take a check-in back."""
    came: dict[str, Any] = {}

    def expect(session: Session, booking: Booking) -> str:
        came["came"] = booking.arrived_persons
        coming.take_back(session, booking, by=staff().name, now=now())
        who = booking.organisation or booking.contact_name
        return _("%(who)s is expected again.", who=who)

    return with_booking(number, expect, "today.check_in", came)


def with_booking(
    number: int,
    act: Callable[[Session, Booking], str],
    undo: str,
    values: dict[str, Any] | None = None,
) -> Response:
    """Do something about a booking, say what was done, and offer to undo it.

    Args:
        number: The booking's number.
        act: What is done, and answers what to say.
        undo: The endpoint that takes it back.
        values: What `act` leaves for the undoing's address.
    """
    try:
        with transaction(Role.BACKOFFICE) as session:
            text = act(session, booking_of_number(session, number, to_change=True))
    except (TransitionError, ChangedMeanwhileError):
        say(_("This booking has changed meanwhile. Look once more."))
    else:
        where: dict[str, Any] = {"number": number, **(values or {}), **kept()}
        say(text, undo=url_for(undo, **where))
    return back()


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
