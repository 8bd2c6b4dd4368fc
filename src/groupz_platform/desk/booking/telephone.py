"""Booking for a caller: an activity, then one page with everything on it."""

from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from groupz_platform.bookings import for_callers
from groupz_platform.bookings.admission import check_group, priced
from groupz_platform.bookings.errors import PriceChangedError
from groupz_platform.bookings.forms import ContactForm, HoldForm
from groupz_platform.bookings.models import BookingNote
from groupz_platform.bookings.queries import slot_on_offer
from groupz_platform.bookings.values import HoldRequest
from groupz_platform.bookings.words import words_of
from groupz_platform.catalogue.forms import activity_group_form
from groupz_platform.catalogue.pricing import PriceLine
from groupz_platform.catalogue.queries import published_activity_of
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.desk.booking.dates import CLOSED, month
from groupz_platform.desk.edited import ROW, see
from groupz_platform.desk.letters import letterhead
from groupz_platform.desk.slots.rows import activity_rows
from groupz_platform.errors import RefusalError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.texts import LOCALES
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale
from groupz_platform.web.row_numbers import row_number
from groupz_platform.web.transactions import transaction

by_telephone = Blueprint("by_telephone", __name__, url_prefix="/telephone")
WRONG = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass
class Call:
    """What is on the page of a call, right or wrong."""

    activity: ActivityView
    group: HoldForm
    contact: ContactForm

    @classmethod
    def of(cls, activity: ActivityView, values: Any) -> "Call":
        """Read it off a form, or an address."""
        group: HoldForm = activity_group_form(activity, values, base=HoldForm)
        contact = ContactForm(values)
        contact.group_type = group.group.type
        return cls(activity, group, contact)

    @property
    def slot_id(self) -> int:
        """The time that was chosen; none yet is zero."""
        return request.values.get("slot", 0, type=row_number)

    def request(self) -> HoldRequest:
        """Say what the group wants."""
        locale = request.form.get("locale", "")
        return HoldRequest(
            self.slot_id,
            self.group.group,
            locale if locale in LOCALES else LOCALES[0],
            f"desk:{request.form.get('key', '')[:64]}",
            by=staff().name,
        )

    def lines(self, session: Session) -> list[PriceLine]:
        """Work out what the group pays.

        Raises:
            RefusalError: It cannot come, or not then.
        """
        slot, activity = slot_on_offer(session, self.slot_id, page_locale())
        check_group(self.group.group, activity)
        return list(priced(self.group.group, activity, slot.local_date))


@by_telephone.get("/")
@needs(Permission.BOOKINGS_CHANGE)
def choose() -> str:
    """Ask for the activity."""
    with transaction(Role.BACKOFFICE) as session:
        found = activity_rows(session, page_locale())
    offered = [activity for activity in found if activity.is_published]
    return render_template(
        "desk/booking/choose.html", activities=offered, here="telephone"
    )


@by_telephone.get(f"/<{ROW}:activity_id>")
@needs(Permission.BOOKINGS_CHANGE)
def call(activity_id: int) -> ResponseReturnValue:
    """Show the page of a call."""
    with transaction(Role.BACKOFFICE) as session:
        activity = published_activity_of(session, activity_id, page_locale())
        return page_of(session, Call.of(activity, request.args))


@by_telephone.post(f"/<{ROW}:activity_id>")
@needs(Permission.BOOKINGS_CHANGE)
def book(activity_id: int) -> ResponseReturnValue:
    """Show the price, or another month; or book, at the price that was shown."""
    with transaction(Role.BACKOFFICE) as session:
        activity = published_activity_of(session, activity_id, page_locale())
        given = Call.of(activity, request.form)
        if "month" in request.form:
            return page_of(session, given)
        if not is_filled_in(given) or "book" not in request.form:
            return page_of(session, given, is_tried=True)
    try:
        number = booked(given)
    except PriceChangedError:
        problem = _("The price has changed meanwhile. This is what it would be now.")
    except RefusalError as error:
        problem = words_of(error)
    else:
        return see("booking_detail.shown", number=number)
    with transaction(Role.BACKOFFICE) as session:
        return page_of(session, given, is_tried=True, problem=problem)


def is_filled_in(given: Call) -> bool:
    """Check every field, so that all that is wrong is said at once."""
    return all([given.group.validate(), given.contact.validate(), given.slot_id])


def booked(given: Call) -> int:
    """Book, and answer the booking's number."""
    note = " ".join((request.form.get("note") or "").split())
    with transaction(Role.BACKOFFICE) as session:
        booking = for_callers.book(
            session,
            given.request(),
            given.contact.contact,
            agreed_cents=request.form.get("agreed_cents", -1, type=int),
            letterhead=letterhead(),
            now=now(),
        )
        if note:
            session.add(
                BookingNote(
                    booking_id=booking.id,
                    text=note[:1000],
                    author=staff().name,
                    created_at=now(),
                )
            )
        reference = booking.reference
        number = booking.id
    say(_("Booked. The reference to read out: %(reference)s", reference=reference))
    return number


def page_of(
    session: Session, given: Call, *, is_tried: bool = False, problem: str = ""
) -> ResponseReturnValue:
    """Show the page of a call, with everything that was typed, and the price."""
    lines: list[PriceLine] = []
    if is_tried and given.slot_id and not given.group.errors:
        try:
            lines = given.lines(session)
        except RefusalError as error:
            problem = problem or words_of(error)
    elif is_tried and not given.slot_id:
        problem = problem or _("Choose a time.")
    persons = given.group.group.persons
    body = render_template(
        "desk/booking/call.html",
        activity=given.activity,
        group=given.group,
        contact=given.contact,
        month=month(session, given.activity, persons or None),
        slot_id=given.slot_id,
        closed=CLOSED,
        lines=lines,
        total_cents=sum(line.amount_cents for line in lines),
        may_book=lines and not problem and not given.contact.errors,
        problem=problem,
        key=request.form.get("key") or token_hex(16),
        note=request.form.get("note", ""),
        here="telephone",
    )
    is_wrong = problem or given.group.errors or given.contact.errors
    return make_response(body, WRONG if is_tried and is_wrong else HTTPStatus.OK)
