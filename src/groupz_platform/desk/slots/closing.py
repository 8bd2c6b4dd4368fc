"""Closing a time, with the bookings in it; opening it again; taking it away."""

from http import HTTPStatus

from flask import Response, make_response, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from groupz_platform.bookings.closing import (
    CalledOff,
    call_off,
    close as close_slot,
    reopen,
)
from groupz_platform.bookings.errors import TooLateError
from groupz_platform.bookings.in_slot import bookings_in, slot_to_move
from groupz_platform.bookings.rules import BookingState
from groupz_platform.desk.edited import ROW, mistakes, see
from groupz_platform.desk.letters import letterhead
from groupz_platform.desk.slots.blueprint import again, slots
from groupz_platform.desk.slots.forms import CloseForm
from groupz_platform.desk.slots.rows import one_row
from groupz_platform.desk.slots.words import problem_words
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule.errors import SlotExistsError, SlotInUseError
from groupz_platform.schedule.rules import SlotState
from groupz_platform.schedule.services import remove, restore as restore_slot
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext, ngettext
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction


@slots.get(f"/<{ROW}:slot_id>/close")
@needs(Permission.SCHEDULE_CHANGE)
def ask_to_close(slot_id: int) -> Response:
    """Show who is booked, and ask for the reason."""
    with transaction(Role.BACKOFFICE) as session:
        return confirmation(session, slot_id, CloseForm())


@slots.post(f"/<{ROW}:slot_id>/close")
@needs(Permission.SCHEDULE_CHANGE)
def close(slot_id: int) -> BaseResponse:
    """Take no more bookings, cancel those that are there, and mail their groups.

    The slot is closed in a transaction of its own, so that no booking comes in while
    the others are cancelled; sent again, it goes on where it was.
    """
    form = CloseForm(request.form)
    is_told = form.validate()
    try:
        with transaction(Role.BACKOFFICE) as session:
            if not is_told and is_booked(session, slot_id):
                return confirmation(session, slot_id, form)
            close_slot(session, slot_id, now=now())
            if not is_told and is_booked(session, slot_id):
                return confirmation(session, slot_id, form)
        done = told_all(slot_id, form.reason.data or "")
    except TooLateError as error:
        say(problem_words(error))
        return see("slots.shown", slot_id=slot_id)
    undo = "" if done.cancelled else url_for("slots.open_again", slot_id=slot_id)
    say(closed_words(done), undo=undo)
    return see("slots.shown", slot_id=slot_id)


def is_booked(session: Session, slot_id: int) -> bool:
    """Tell whether there is a group to be told; who is just booking is none yet."""
    bookings = bookings_in(session, slot_id)
    return any(booking.state is not BookingState.HELD for booking in bookings)


def told_all(slot_id: int, reason: str) -> CalledOff:
    """Cancel what is booked in a closed time, so many at once until there is none."""

    def some() -> CalledOff:
        with transaction(Role.BACKOFFICE) as session:
            return call_off(
                session, slot_id, reason, letterhead=letterhead(), now=now()
            )

    done = part = again(some)
    while part.total:
        part = again(some)
        done = done.and_also(part)
    return done


def closed_words(done: CalledOff) -> str:
    """Say that it is closed, and how many groups are written to."""
    if not done.cancelled:
        return gettext("This time is closed: nobody can book it.")
    return ngettext(
        "This time is closed. %(num)d booking is cancelled, and its group gets a mail.",
        "This time is closed. %(num)d bookings are cancelled, and their groups get a"
        " mail.",
        done.cancelled,
    )


@slots.post(f"/<{ROW}:slot_id>/open")
@needs(Permission.SCHEDULE_CHANGE)
def open_again(slot_id: int) -> BaseResponse:
    """Take bookings again."""
    try:
        with transaction(Role.BACKOFFICE) as session:
            reopen(session, slot_id, now=now())
        say(gettext("This time is open: groups can book it."))
    except SlotInUseError:
        say(gettext("Some groups were not told yet. Close it once more first."))
    except TooLateError as error:
        say(problem_words(error))
    return see("slots.shown", slot_id=slot_id)


@slots.post(f"/<{ROW}:slot_id>/delete")
@needs(Permission.SCHEDULE_CHANGE)
def delete(slot_id: int) -> BaseResponse:
    """Take a time away that nobody has ever booked."""

    def attempt() -> int:
        with transaction(Role.BACKOFFICE) as session:
            return remove(session, slot_to_move(session, slot_id))

    try:
        entry = again(attempt)
    except SlotInUseError as error:
        say(problem_words(error))
        return see("slots.shown", slot_id=slot_id)
    say(gettext("The time is gone."), undo=url_for("slots.restore", entry_id=entry))
    return see("slots.listed")


@slots.post(f"/restore/<{ROW}:entry_id>")
@needs(Permission.SCHEDULE_CHANGE)
def restore(entry_id: int) -> BaseResponse:
    """Put a time back that was taken away."""
    try:
        with transaction(Role.BACKOFFICE) as session:
            slot_id = restore_slot(session, entry_id).id
    except SlotExistsError as error:
        say(problem_words(error))
        return see("slots.listed")
    say(gettext("The time is back."))
    return see("slots.shown", slot_id=slot_id)


def confirmation(session: Session, slot_id: int, form: CloseForm) -> Response:
    """Render the page that asks for the reason."""
    row = one_row(session, slot_id, page_locale())
    wrong = mistakes(form)
    body = render_template(
        "desk/slots/close.html",
        row=row,
        form=form,
        wrong=wrong,
        bookings=bookings_in(session, slot_id),
        is_over=row.slot.starts_at <= now(),
        is_closed=row.slot.state is SlotState.CANCELLED,
        here="slots",
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return make_response(body, status)
