"""Another number of people for a booking, on the day itself."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.queries import changes_since
from groupz_platform.bookings import changes
from groupz_platform.bookings.errors import (
    ChangedMeanwhileError,
    PriceChangedError,
    TooLateError,
)
from groupz_platform.bookings.for_callers import booking_of_number
from groupz_platform.bookings.forms import HoldForm
from groupz_platform.bookings.queries import view_of
from groupz_platform.bookings.values import ChangeRequest
from groupz_platform.bookings.views import BookingView, Proposal
from groupz_platform.bookings.words import words_of
from groupz_platform.catalogue.forms import activity_group_form
from groupz_platform.desk.edited import ROW
from groupz_platform.desk.letters import letterhead
from groupz_platform.desk.today.blueprint import back, kept, today
from groupz_platform.errors import RefusalError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

WRONG = HTTPStatus.UNPROCESSABLE_ENTITY


@today.get(f"/arrivals/<{ROW}:number>/size")
@needs(Permission.BOOKINGS_CHANGE)
def ask_size(number: int) -> Response:
    """Ask how many are to come."""
    with transaction(Role.BACKOFFICE) as session:
        view, form = read(session, number)
    if not view.may_change(now()):
        return too_late()
    return page_of(view, form)


@today.post(f"/arrivals/<{ROW}:number>/size")
@needs(Permission.BOOKINGS_CHANGE)
def change_size(number: int) -> Response:
    """Change how many come, once the price that it then has was seen."""
    with transaction(Role.BACKOFFICE) as session:
        view, form = read(session, number, is_sent=True)
        entries = changes_since(session, "bookings", number, sent("version"))
    if not view.may_change(now()):
        return too_late()
    if not form.validate():
        return page_of(view, form, status=WRONG)
    if view.version != sent("version"):
        return page_of(view, form, entries=entries, status=HTTPStatus.CONFLICT)
    return changed(view, form)


def changed(view: BookingView, form: HoldForm) -> Response:
    """Make the change, or say what is in its way."""
    wanted = ChangeRequest(form.group, view.slot_id, by=staff().name)
    try:
        make(view, wanted)
    except PriceChangedError:
        return page_of(view, form, proposal=proposed(view, wanted))
    except TooLateError:
        return too_late()
    except ChangedMeanwhileError as error:
        text = words_of(error)
        return page_of(view, form, problem=text, status=HTTPStatus.CONFLICT)
    except RefusalError as error:
        return page_of(view, form, problem=words_of(error), status=WRONG)
    who, count = view.organisation or view.contact_name, wanted.group.persons
    say(_("%(who)s now comes with %(count)s, and gets a mail.", who=who, count=count))
    return back()


def make(view: BookingView, wanted: ChangeRequest) -> None:
    """Change the booking that was seen.

    Raises:
        PriceChangedError: It costs something else than what was seen.
        RefusalError: It cannot be.
    """
    with transaction(Role.BACKOFFICE) as session:
        booking = booking_of_number(session, view.id, to_change=True)
        if booking.version != view.version:
            raise ChangedMeanwhileError
        changes.change(
            session,
            booking,
            wanted,
            agreed_cents=sent("agreed_cents"),
            letterhead=letterhead(),
            now=now(),
        )


def proposed(view: BookingView, wanted: ChangeRequest) -> Proposal:
    """Work out what a change means."""
    with transaction(Role.BACKOFFICE) as session:
        booking = booking_of_number(session, view.id)
        return changes.propose(session, booking, wanted, now=now())


def read(
    session: Session, number: int, *, is_sent: bool = False
) -> tuple[BookingView, HoldForm]:
    """Read a booking, and the form of its group: as it is, or as it was typed."""
    booking = booking_of_number(session, number)
    view, activity = view_of(session, booking, page_locale())
    values = request.form if is_sent else view.group.query
    form: HoldForm = activity_group_form(activity, values, base=HoldForm)
    return view, form


def sent(name: str) -> int:
    """Read a hidden number of the form."""
    return request.form.get(name, -1, type=int)


def too_late() -> Response:
    """Say that the number that came is what counts now."""
    say(_("The visit has begun, or is not booked any more. Check in who came."))
    return back()


def page_of(
    view: BookingView,
    form: HoldForm,
    *,
    proposal: Proposal | None = None,
    problem: str = "",
    entries: Sequence[AuditEntry] = (),
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Show the form with what was typed, and what that means."""
    body = render_template(
        "desk/today/size.html",
        booking=view,
        form=form,
        proposal=proposal,
        problem=problem,
        entries=entries,
        kept=kept(),
        here="today",
    )
    return make_response(body, status)
