"""A visitor's pages about one booking: the form, and what stands behind the link."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug import Response

from groupz_platform.bookings.errors import (
    CategoryError,
    ChangedMeanwhileError,
    GroupTypeError,
    OtherRequestError,
    PartySizeError,
    SlotFullError,
    SlotNotBookableError,
)
from groupz_platform.bookings.forms import BookingForm, form_for
from groupz_platform.bookings.queries import booking_behind, slot_on_offer
from groupz_platform.bookings.services import book as book_places
from groupz_platform.bookings.values import BookingRequest
from groupz_platform.bookings.words import closed_words, words_of
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.roles import Role
from groupz_platform.schedule.queries import alternatives, slot_view, window_of
from groupz_platform.schedule.views import SlotView
from groupz_platform.web.context import current, now
from groupz_platform.web.form_tokens import (
    FormToken,
    FormTokenError,
    FormTokenExpiredError,
    FormTokens,
)
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import LocalizedBlueprint, page_locale
from groupz_platform.web.transactions import transaction

bookings = LocalizedBlueprint("bookings", __name__)
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot as it is offered on its form."""

    slot: SlotView
    activity: ActivityView

    @classmethod
    def of(cls, slot_id: int) -> "Offer":
        """Read what is offered.

        Raises:
            SlotNotFoundError: Nothing is.
        """
        with transaction(Role.VISITOR) as session:
            slot, activity = slot_on_offer(session, slot_id, page_locale())
            return cls(slot_view(slot, activity, window_of(activity, now())), activity)

    @property
    def about(self) -> str:
        """What the form's token is bound to."""
        return str(self.slot.id)

    def page(
        self,
        form: BookingForm,
        *,
        notice: str | None = None,
        others: Sequence[SlotView] = (),
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        """Show the form with what was typed, under a token of its own."""
        if notice or not form.token.data:
            form.token.data = tokens().sign(FormToken.new(self.about))
        body = render_template(
            "bookings/book.html",
            activity=self.activity,
            slot=self.slot,
            form=form,
            notice=notice,
            alternatives=others,
        )
        response = make_response(body, status)
        # not no-store: the browser could not go back to the answer to a POST
        response.headers["Cache-Control"] = "private, no-cache"
        return response


@bookings.localized(
    nl=f"/boeken/<int(max={LARGEST_ID}):slot_id>",
    en=f"/book/<int(max={LARGEST_ID}):slot_id>",
    methods=("GET", "POST"),
)
def book(slot_id: int) -> Response:
    """Show the form of a slot, and book by it."""
    offer = Offer.of(slot_id)
    if request.method == "POST":
        return submitted(offer, form_for(offer.activity, request.form))
    if not offer.slot.bookable:
        return offer.page(
            form_for(offer.activity, None), notice=closed_words(offer.slot.state)
        )
    return offer.page(form_for(offer.activity, None))


@bookings.localized(nl="/b/<token>", en="/b/<token>")
def booked(token: str) -> Response:
    """Show a booking to who has its link."""
    with transaction(Role.GUEST) as session:
        booking, activity = booking_behind(session, token, page_locale(), now=now())
    link = current().settings.base_url + url_for("bookings.booked", token=token)
    body = render_template(
        "bookings/booked.html",
        booking=booking,
        activity=activity,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        link=link,
    )
    response = make_response(body)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def submitted(offer: Offer, form: BookingForm) -> Response:
    """Book by a form that was sent; show it again, with all that was typed, if not."""
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        token = tokens().read(form.token.data or "", about=offer.about)
    except FormTokenExpiredError:
        words = _("The page stood open for long. Check what it says and send it again.")
        return offer.page(form, notice=words, status=wrong)
    except FormTokenError:
        words = _("This is the form for another time now. Check it and send it again.")
        return offer.page(form, notice=words, status=wrong)
    if not form.validate():
        return offer.page(form, status=wrong)
    return answered(offer, form, token)


def answered(offer: Offer, form: BookingForm, token: FormToken) -> Response:
    """Book, and answer with the way to the booking or with why there is none."""
    try:
        link = once(offer, form, token)
    except (PartySizeError, CategoryError, GroupTypeError) as error:
        form.refuse_party(words_of(error))
        return offer.page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (SlotFullError, SlotNotBookableError) as error:
        notice = " ".join((words_of(error), _("Nothing was booked.")))
        others = nearest(offer, form.people.persons)
        return conflict(offer, form, notice, others)
    except (ChangedMeanwhileError, OtherRequestError) as error:
        return conflict(offer, form, words_of(error))
    return redirect(url_for("bookings.booked", token=link), HTTPStatus.SEE_OTHER)


def conflict(
    offer: Offer, form: BookingForm, notice: str, others: Sequence[SlotView] = ()
) -> Response:
    """Show the form again: right in itself, but not as things stand now."""
    return offer.page(form, notice=notice, others=others, status=HTTPStatus.CONFLICT)


def once(offer: Offer, form: BookingForm, token: FormToken) -> str:
    """Book by a form, so that two copies of it that come at once make one booking."""
    wanted = BookingRequest(
        slot_id=offer.slot.id,
        group_type=GroupType(form.group_type.data),
        party=form.people,
        contact=form.contact,
        locale=page_locale(),
        key=token.key,
    )
    try:
        return booked_by(wanted)
    except (IntegrityError, SlotFullError):  # perhaps by a copy that came first
        return booked_by(wanted)


def booked_by(wanted: BookingRequest) -> str:
    """Book in a transaction of its own, and answer with the link's token."""
    context = current()
    with transaction(Role.BOOKER) as session:
        return book_places(
            session,
            wanted,
            secret=context.secret,
            domain=context.mail_domain,
            now=context.clock(),
        )


def nearest(offer: Offer, persons: int) -> list[SlotView]:
    """List the nearest slots that such a group fits into."""
    moment = offer.slot.starts_at
    with transaction(Role.VISITOR) as session:
        return alternatives(session, offer.activity, moment, persons, now())


def tokens() -> FormTokens:
    """Find what signs and reads this form's tokens."""
    return FormTokens(current().secret, "book")
