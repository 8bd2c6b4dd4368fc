"""The pages of a hold: who books, the review, and what can be done meanwhile."""

from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug import Response

from groupz_platform.billing.queries import vat_of
from groupz_platform.bookings.errors import (
    HoldExpiredError,
    TooManyHoldsError,
)
from groupz_platform.bookings.forms import ContactForm, contact_form
from groupz_platform.bookings.holds import (
    extend as extend_hold,
    release as release_hold,
)
from groupz_platform.bookings.pages.blueprint import (
    Behind,
    bookings,
    caps,
    form_token,
    letterhead,
    private,
    see,
    tokens,
    twice,
)
from groupz_platform.bookings.queries import booking_of_token, booking_to_change
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.services import book as book_held, take_up_again
from groupz_platform.bookings.values import HoldRequest
from groupz_platform.bookings.words import notice_of
from groupz_platform.errors import ConflictError
from groupz_platform.roles import Role
from groupz_platform.schedule.queries import alternatives
from groupz_platform.web.client import client_hash
from groupz_platform.web.context import current, now
from groupz_platform.web.form_tokens import FormTokenError
from groupz_platform.web.language import page_locale
from groupz_platform.web.limits import HOLDS
from groupz_platform.web.row_numbers import row_number
from groupz_platform.web.transactions import transaction

ABOUT_HOLDS = "held"
"""The purpose of the tokens of these pages' forms."""


@bookings.localized(nl="/h/<token>", en="/h/<token>", methods=("GET", "POST"))
def hold(token: str) -> Response:
    """Ask who books."""
    behind = Behind.link(token)
    if request.method == "POST":
        return typed(behind, contact_form(request.form, behind.booking.group_type))
    if not behind.is_held:
        return elsewhere(behind)
    form = contact_form(behind.booking.draft, behind.booking.group_type)
    if behind.booking.draft is not None:
        form.validate()
    return contact_page(behind, form, notice_of(request.args.get("refused", "")))


@bookings.localized(
    nl="/h/<token>/controle", en="/h/<token>/review", methods=("GET", "POST")
)
def review(token: str) -> Response:
    """Show all of it once more, and book."""
    behind = Behind.link(token)
    if not behind.is_held:
        return elsewhere(behind)
    form = contact_form(behind.booking.draft, behind.booking.group_type)
    if behind.booking.draft is None or not form.validate():
        return see("bookings.hold", token=token)
    if request.method == "POST":
        return agreed(behind, form)
    with transaction(Role.GUEST) as session:
        vat = vat_of(session, behind.booking.lines, behind.booking.starts_at.date())
    return behind.page(
        "review",
        contact=form.contact,
        vat=vat,
        form_token=form_token(ABOUT_HOLDS, behind.id),
        notice=notice_of(request.args.get("refused", "")),
    )


@bookings.localized(
    nl="/h/<token>/verlengen", en="/h/<token>/extend", methods=("POST",)
)
def extend(token: str) -> Response:
    """Keep the places for 20 minutes more, once."""
    behind = Behind.link(token)
    if not is_ours(behind):
        return see("bookings.hold", token=token, refused="foreign")
    try:
        with transaction(Role.BOOKER) as session:
            booking = booking_to_change(session, token, now=now())
            extend_hold(session, booking, now=now())
    except ConflictError:
        return see("bookings.hold", token=token)
    back = (
        "bookings.review" if request.form.get("from") == "review" else "bookings.hold"
    )
    return see(back, token=token)


@bookings.localized(
    nl="/h/<token>/loslaten", en="/h/<token>/release", methods=("POST",)
)
def release(token: str) -> Response:
    """Give the places back, and go to the other dates."""
    behind = Behind.link(token)
    if not is_ours(behind):
        return see("bookings.hold", token=token, refused="foreign")
    with transaction(Role.BOOKER) as session:
        booking = booking_to_change(session, token, now=now())
        release_hold(session, booking, now=now())
    query = behind.booking.group.query
    return see("site.activity", slug=behind.activity.slug, **query, _anchor="dates")


@bookings.localized(nl="/h/<token>/opnieuw", en="/h/<token>/again", methods=("POST",))
@HOLDS
def hold_again(token: str) -> Response:
    """Hold places anew after a hold is over, with all that was typed."""
    behind = Behind.link(token)
    if not is_ours(behind):
        return see("bookings.hold", token=token, refused="foreign")
    wanted = HoldRequest(
        slot_id=request.form.get("slot", behind.booking.slot_id, type=row_number),
        group=behind.booking.group,
        locale=page_locale(),
        key=tokens(ABOUT_HOLDS).read(request.form["token"], about=behind.id).key,
        holder=client_hash("hold"),
    )

    def attempt() -> str:
        with transaction(Role.BOOKER) as session:
            over = booking_of_token(session, token, now=now())
            return take_up_again(
                session, over, wanted, secret=current().secret, now=now(), caps=caps()
            )

    try:
        link = twice(attempt, slot_id=wanted.slot_id)
    except TooManyHoldsError:
        return see("bookings.hold", token=token, refused="holds")
    except ConflictError:
        return see("bookings.hold", token=token, refused="full")
    return see("bookings.hold", token=link)


def elsewhere(behind: Behind) -> Response:
    """Answer for what is no hold any more: booked, or over."""
    if behind.booking.state in {BookingState.HELD, BookingState.EXPIRED}:
        return over_page(behind)
    way = url_for("bookings.booking", token=behind.token)
    return private(redirect(way, HTTPStatus.SEE_OTHER))


def over_page(behind: Behind) -> Response:
    """Show that the hold is over, and how to go on with all that was typed."""
    booking, activity = behind.booking, behind.activity
    with transaction(Role.VISITOR) as session:
        others = alternatives(
            session, activity, booking.starts_at, booking.persons, now()
        )
    return behind.page(
        "over",
        alternatives=others,
        form_token=form_token(ABOUT_HOLDS, behind.id),
        notice=notice_of(request.args.get("refused", "")),
    )


def typed(behind: Behind, form: ContactForm) -> Response:
    """Keep what was typed with the hold, and go on if it is right."""
    if behind.booking.state not in {BookingState.HELD, BookingState.EXPIRED}:
        return elsewhere(behind)
    try:
        about = behind.id
        tokens(ABOUT_HOLDS).read(form.token.data or "", about=about)
    except FormTokenError:
        form.validate()
        notice = notice_of("old")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return contact_page(behind, form, notice, status)
    keep_draft(behind, form.typed)
    valid = form.validate() and behind.is_held
    return see("bookings.review" if valid else "bookings.hold", token=behind.token)


def keep_draft(behind: Behind, draft: dict[str, str]) -> None:
    """Write down what was typed; of a hold that is over too, as it may come back."""

    def attempt() -> None:
        with transaction(Role.BOOKER) as session:
            booking = booking_to_change(session, behind.token, now=now())
            if booking.state in {BookingState.HELD, BookingState.EXPIRED}:
                booking.draft = draft

    twice(attempt, slot_id=behind.booking.slot_id)


def agreed(behind: Behind, form: ContactForm) -> Response:
    """Book what was reviewed."""
    if not is_ours(behind):
        return see("bookings.review", token=behind.token, refused="old")

    def attempt() -> None:
        with transaction(Role.BOOKER) as session:
            booking = booking_to_change(session, behind.token, now=now())
            book_held(
                session, booking, form.contact, letterhead=letterhead(), now=now()
            )

    try:
        twice(attempt, slot_id=behind.booking.slot_id)
    except HoldExpiredError:
        return see("bookings.hold", token=behind.token)
    return see("bookings.booking", token=behind.token)


def contact_page(
    behind: Behind,
    form: ContactForm,
    notice: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Render the form of who books."""
    form.token.data = form_token(ABOUT_HOLDS, behind.id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else status
    return behind.page("hold", status=status, form=form, notice=notice)


def is_ours(behind: Behind) -> bool:
    """Tell whether a form that was sent comes from a page about this hold."""
    try:
        about = behind.id
        tokens(ABOUT_HOLDS).read(request.form.get("token", ""), about=about)
    except FormTokenError:
        return False
    return True
