"""Changing and cancelling a booking for a group: GET shows what it means, POST does."""

from http import HTTPStatus

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from groupz_platform.bookings import changes, for_callers
from groupz_platform.bookings.errors import PriceChangedError
from groupz_platform.bookings.for_callers import booking_of_number
from groupz_platform.bookings.forms import HoldForm
from groupz_platform.bookings.queries import view_of
from groupz_platform.bookings.values import Cancelling, ChangeRequest
from groupz_platform.bookings.views import BookingView, Proposal
from groupz_platform.bookings.words import NOTICES, words_of
from groupz_platform.catalogue.forms import activity_group_form
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.desk.booking.dates import CLOSED, month
from groupz_platform.desk.booking.detail import booking_detail
from groupz_platform.desk.edited import ROW, see
from groupz_platform.desk.letters import letterhead
from groupz_platform.errors import RefusalError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import now
from groupz_platform.web.forms import one_line
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale
from groupz_platform.web.row_numbers import row_number
from groupz_platform.web.transactions import transaction

LONGEST_REASON = 500


@booking_detail.get(f"/<{ROW}:number>/change")
@needs(Permission.BOOKINGS_CHANGE)
def ask_to_change(number: int) -> ResponseReturnValue:
    """Show the group and the dates, and what the change that is asked for means."""
    with transaction(Role.BACKOFFICE) as session:
        view, activity = read(session, number)
        if not view.may_change(now()):
            return see("booking_detail.shown", number=number)
        form = form_of(activity, request.args if "type" in request.args else view)
        wanted = wanted_of(form, view)
        proposal, problem = proposed(session, number, form, wanted, view)
        first = view.starts_at.date().replace(day=1)
        dates = month(session, activity, form.group.persons, first)
    body = render_template(
        "desk/booking/change.html",
        booking=view,
        activity=activity,
        form=form,
        wanted=wanted,
        proposal=proposal,
        problem=problem or notice(),
        month=dates,
        closed=CLOSED,
        here="bookings",
    )
    is_wrong = bool(form.errors or problem)
    return make_response(body, HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else 200)


@booking_detail.post(f"/<{ROW}:number>/change")
@needs(Permission.BOOKINGS_CHANGE)
def change(number: int) -> ResponseReturnValue:
    """Make the change that was shown, and mail it; what cannot be is shown anew."""
    with transaction(Role.BACKOFFICE) as session:
        view, activity = read(session, number)
    form = form_of(activity, request.form)
    wanted = wanted_of(form, view)
    if not form.validate() or view.version != version_sent():
        return back(number, form, wanted, "changed")
    try:
        with transaction(Role.BACKOFFICE) as session:
            changes.change(
                session,
                booking_of_number(session, number, to_change=True),
                wanted,
                agreed_cents=request.form.get("agreed_cents", -1, type=int),
                letterhead=letterhead(),
                now=now(),
            )
    except PriceChangedError:
        return back(number, form, wanted, "price")
    except RefusalError:
        return back(number, form, wanted, "full")
    say(_("The booking is changed, and the group gets a mail."))
    return see("booking_detail.shown", number=number)


@booking_detail.get(f"/<{ROW}:number>/cancel")
@needs(Permission.BOOKINGS_CANCEL)
def ask_to_cancel(number: int) -> ResponseReturnValue:
    """Show what a cancellation costs, and ask for the reason."""
    with transaction(Role.BACKOFFICE) as session:
        view, activity = read(session, number)
    if not view.may_change(now()):
        return see("booking_detail.shown", number=number)
    charge = changes.charge_cents(view, now())
    return render_template(
        "desk/booking/cancel.html",
        booking=view,
        activity=activity,
        charge_cents=charge,
        here="bookings",
    )


@booking_detail.post(f"/<{ROW}:number>/cancel")
@needs(Permission.BOOKINGS_CANCEL)
def cancel(number: int) -> ResponseReturnValue:
    """Cancel a booking, and mail that to the group."""
    try:
        with transaction(Role.BACKOFFICE) as session:
            changes.cancel(
                session,
                booking_of_number(session, number, to_change=True),
                letterhead=letterhead(),
                now=now(),
                how=Cancelling(
                    waive="waive" in request.form,
                    reason=one_line(request.form.get("reason"))[:LONGEST_REASON],
                    by=staff().name,
                ),
            )
    except RefusalError as error:
        say(words_of(error))
        return see("booking_detail.shown", number=number)
    undo = url_for("booking_detail.restore", number=number)
    say(_("The booking is cancelled, and the group gets a mail."), undo=undo)
    return see("booking_detail.shown", number=number)


@booking_detail.post(f"/<{ROW}:number>/restore")
@needs(Permission.BOOKINGS_CANCEL)
def restore(number: int) -> ResponseReturnValue:
    """Take a cancellation back, if the places are still free."""
    try:
        with transaction(Role.BACKOFFICE) as session:
            booking = booking_of_number(session, number, to_change=True)
            for_callers.restore(
                session, booking, by=staff().name, letterhead=letterhead(), now=now()
            )
    except RefusalError as error:
        say(words_of(error))
    else:
        say(_("The group is booked again, and gets a mail."))
    return see("booking_detail.shown", number=number)


def read(session: Session, number: int) -> tuple[BookingView, ActivityView]:
    """Read a booking as it is, with its activity."""
    return view_of(session, booking_of_number(session, number), page_locale())


def form_of(activity: ActivityView, values: object) -> HoldForm:
    """Make the form of the group as it would be."""
    given = values.group.query if isinstance(values, BookingView) else values
    form: HoldForm = activity_group_form(activity, given, base=HoldForm)  # type: ignore[arg-type]  # - a mapping either way
    return form


def wanted_of(form: HoldForm, view: BookingView) -> ChangeRequest:
    """Read which group is to come when."""
    slot_id = request.values.get("slot", view.slot_id, type=row_number)
    return ChangeRequest(form.group, slot_id, by=staff().name)


def proposed(
    session: Session,
    number: int,
    form: HoldForm,
    wanted: ChangeRequest,
    view: BookingView,
) -> tuple[Proposal | None, str]:
    """Work out the change that is asked for, or say why it cannot be."""
    same = (wanted.group, wanted.slot_id) == (view.group, view.slot_id)
    if not form.validate() or same:
        return None, ""
    booking = booking_of_number(session, number)
    try:
        return changes.propose(session, booking, wanted, now=now()), ""
    except RefusalError as error:
        return None, words_of(error)


def back(
    number: int, form: HoldForm, wanted: ChangeRequest, why: str
) -> ResponseReturnValue:
    """Go back to the page of a change, with all that was typed, and say why."""
    values = {"type": "", **form.typed, "slot": wanted.slot_id, "refused": why}
    return see("booking_detail.ask_to_change", number=number, **values)


def notice() -> str:
    """Say why somebody is back at the page."""
    why = request.args.get("refused", "")
    return _(NOTICES[why]) if why in NOTICES else ""


def version_sent() -> int:
    """Read which version of the booking was seen."""
    return request.form.get("version", -1, type=int)
