"""A booking's page: what it is, what happened, and what can be done about it."""

from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from groupz_platform.bookings import for_callers
from groupz_platform.bookings.changes import charge_cents
from groupz_platform.bookings.errors import ChangedMeanwhileError
from groupz_platform.bookings.for_callers import booking_of_number
from groupz_platform.bookings.forms import ContactForm
from groupz_platform.bookings.models import Booking, BookingNote
from groupz_platform.bookings.notes import of_booking
from groupz_platform.bookings.queries import view_of
from groupz_platform.desk.booking.timeline import STATES, timeline
from groupz_platform.desk.edited import ROW, see
from groupz_platform.desk.letters import letterhead
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

booking_detail = Blueprint("booking_detail", __name__, url_prefix="/bookings")
LONGEST_NOTE = 1000


@booking_detail.get(f"/<{ROW}:number>")
@needs(Permission.BOOKINGS_READ)
def shown(number: int) -> Response:
    """Show a booking."""
    return page_of(number)


@booking_detail.post(f"/<{ROW}:number>/contact")
@needs(Permission.BOOKINGS_CHANGE)
def change_contact(number: int) -> Response:
    """Write down whom to reach from now on."""
    with transaction(Role.BACKOFFICE) as session:
        booking = booking_of_number(session, number, to_change=True)
        form = contact_form(booking)
        is_late = request.form.get("version") != str(booking.version)
        if form.validate() and not is_late:
            for_callers.change_contact(
                session, booking, form.contact, by=staff().name, now=now()
            )
    if form.errors:
        return page_of(number, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if is_late:
        return page_of(number, form, HTTPStatus.CONFLICT)
    say(_("Whom to reach is changed."))
    return see("booking_detail.shown", number=number)


def contact_form(booking: Booking) -> ContactForm:
    """Read the form of whom to reach, for this group."""
    form = ContactForm(request.form)
    form.group_type = booking.group_type
    return form


@booking_detail.post(f"/<{ROW}:number>/notes")
@needs(Permission.BOOKINGS_CHANGE)
def add_note(number: int) -> Response:
    """Write a note that only staff read."""
    text = " ".join((request.form.get("text") or "").split())
    if not 0 < len(text) <= LONGEST_NOTE:
        say(_("Write a note of at most 1000 characters."))
        return see("booking_detail.shown", number=number)
    with transaction(Role.BACKOFFICE) as session:
        booking = booking_of_number(session, number)
        note = BookingNote(
            booking_id=booking.id, text=text, author=staff().name, created_at=now()
        )
        session.add(note)
    say(_("The note is there."))
    return see("booking_detail.shown", number=number)


@booking_detail.post(f"/<{ROW}:number>/send")
@needs(Permission.BOOKINGS_CHANGE)
def send_again(number: int) -> Response:
    """Send the confirmation again; under a new link, if the old one is to end."""
    act = for_callers.renew_link if "renew" in request.form else for_callers.send_again
    try:
        with transaction(Role.BACKOFFICE) as session:
            booking = booking_of_number(session, number, to_change=True)
            act(
                session,
                booking,
                by=staff().name,
                letterhead=letterhead(),
                now=now(),
            )
    except ChangedMeanwhileError:
        say(_("This booking has changed meanwhile. Look once more."))
    else:
        say(_("The confirmation is on its way."))
    return see("booking_detail.shown", number=number)


def page_of(
    number: int,
    form: ContactForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Render a booking's page, with the form about whom to reach as it was typed."""
    with transaction(Role.BACKOFFICE) as session:
        booking = booking_of_number(session, number)
        values = values_of(session, booking)
    body = render_template(
        "desk/booking/detail.html",
        **values,
        form=form or contact_of(booking),
        is_late=status is HTTPStatus.CONFLICT,
        here="bookings",
    )
    return make_response(body, status)


def values_of(session: Session, booking: Booking) -> dict[str, object]:
    """Read what a page shows of a booking."""
    view, activity = view_of(session, booking, page_locale())
    may_read_notes = staff().may(Permission.BOOKINGS_NOTES)
    is_open = view.may_change(now())
    return {
        "booking": view,
        "came": booking.arrived_persons,
        "activity": activity,
        "charge_cents": charge_cents(view, now()),
        "moments": timeline(session, booking),
        "notes": of_booking(session, booking.id) if may_read_notes else [],
        "state_words": _(STATES[booking.state]),
        "may_change": is_open and staff().may(Permission.BOOKINGS_CHANGE),
        "may_cancel": is_open and staff().may(Permission.BOOKINGS_CANCEL),
    }


def contact_of(booking: Booking) -> ContactForm:
    """Make the form of whom to reach, as it is now."""
    return ContactForm(
        name=booking.contact_name,
        email=booking.contact_email,
        telephone=booking.contact_telephone,
        organisation=booking.organisation,
    )
