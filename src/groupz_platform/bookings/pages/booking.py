"""The page of a booking, and what belongs to it: calendar file, code, address."""

from http import HTTPStatus

import segno
from flask import make_response, redirect, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from groupz_platform.billing.queries import vat_of
from groupz_platform.bookings.changes import correct_email
from groupz_platform.bookings.errors import BookingNotFoundError, ChangedMeanwhileError
from groupz_platform.bookings.forms import EmailForm
from groupz_platform.bookings.letters import event_of
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.pages.blueprint import (
    Behind,
    bookings,
    form_token,
    letterhead,
    private,
    see,
    tokens,
)
from groupz_platform.bookings.queries import booking_of_id
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.words import notice_of
from groupz_platform.errors import ConflictError
from groupz_platform.mail.calendar import calendar_file
from groupz_platform.roles import Role
from groupz_platform.tokens import token_from
from groupz_platform.web.context import current, now
from groupz_platform.web.form_tokens import FormTokenError
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.limits import LETTERS
from groupz_platform.web.transactions import transaction


@bookings.localized(nl="/b/<token>", en="/b/<token>")
def booking(token: str) -> Response:
    """Show a booking to who has its link."""
    behind = Behind.link(token)
    if behind.booking.state in {BookingState.HELD, BookingState.EXPIRED}:
        way = url_for("bookings.hold", token=token)
        return private(redirect(way, HTTPStatus.SEE_OTHER))
    with transaction(Role.GUEST) as session:
        vat = vat_of(session, behind.booking.lines, behind.booking.starts_at.date())
    link = link_to(token)
    return behind.page(
        "booking",
        vat=vat,
        link=link,
        code=code_of(link),
        notice=notice_of(request.args.get("refused", "")),
    )


@bookings.localized(nl="/b/<token>/agenda.ics", en="/b/<token>/calendar.ics")
def calendar(token: str) -> Response:
    """Hand out the visit for a calendar."""
    behind = Behind.link(token)
    event = event_of(
        behind.booking, behind.activity, domain=current().mail_domain, now=now()
    )
    response = make_response(calendar_file(event, link=link_to(token)))
    name = _("booking-%(reference)s.ics", reference=behind.booking.reference)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(response)


@bookings.localized(
    nl="/b/<token>/e-mailadres", en="/b/<token>/e-mail", methods=("GET", "POST")
)
@LETTERS
def email(token: str) -> Response:
    """Correct a mistyped e-mail address."""
    try:
        behind = Behind.link(token)
    except BookingNotFoundError:
        return led_on(EmailForm(request.form))
    if not behind.booking.may_change(now()):
        return see("bookings.booking", token=token)
    if request.method == "POST":
        return corrected(behind, EmailForm(request.form))
    draft = behind.booking.draft
    form = EmailForm(MultiDict(draft or {"email": behind.booking.contact_email}))
    if draft:
        form.validate()
    return email_page(behind, form)


def led_on(form: EmailForm) -> Response:
    """Lead a copy of a form that has closed its link to the link that it made.

    That link is made from the form's own key, so no other form finds it.

    Raises:
        BookingNotFoundError: The form made no link, or was not sent.
    """
    try:
        key = tokens("email").opened(form.token.data or "").key
    except FormTokenError as error:
        raise BookingNotFoundError from error
    made = Behind.link(token_from(key, secret=current().secret))
    return see("bookings.booking", token=made.token)


def corrected(behind: Behind, form: EmailForm) -> Response:
    """Write to another address from now on.

    Of copies of this form that come at once, each leads to the new link.
    """
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        token = tokens("email").read(form.token.data or "", about=behind.state)
    except FormTokenError:
        return email_page(behind, form, notice=notice_of("old"), status=wrong)
    if not form.validate():
        with transaction(Role.BOOKER) as session:
            kept = booking_of_id(session, behind.booking.id)
            kept.draft = {"email": form.email.data or ""}
        return see("bookings.email", token=behind.token)
    if form.email.data == behind.booking.contact_email:
        return see("bookings.booking", token=behind.token)
    try:
        with transaction(Role.BOOKER) as session:
            link = correct_email(
                session,
                as_it_was(session, behind, form.email.data or ""),
                form.email.data or "",
                key=token.key,
                letterhead=letterhead(),
                now=now(),
            )
    except ConflictError:
        return see("bookings.email", token=behind.token)
    return see("bookings.booking", token=link)


def as_it_was(session: Session, behind: Behind, email: str) -> Booking:
    """Find the booking by its number, as a copy of the form may have closed the link.

    Raises:
        ChangedMeanwhileError: It was changed since the link was read, by another form.
    """
    booking = booking_of_id(session, behind.booking.id)
    if booking.version != behind.booking.version and booking.contact_email != email:
        raise ChangedMeanwhileError
    return booking


def email_page(
    behind: Behind,
    form: EmailForm,
    notice: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Render the form of a corrected address."""
    form.token.data = form_token("email", behind.state)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else status
    return behind.page("email", status=status, form=form, notice=notice)


def link_to(token: str) -> str:
    """Write the link in full, to be mailed, copied or scanned."""
    return current().settings.base_url + url_for("bookings.booking", token=token)


def code_of(link: str) -> Markup:
    """Draw a link as a QR code (ISO/IEC 18004), as SVG within the page.

    Its mask is not chosen among eight, which takes longer than the rest of the page:
    masks break up what is regular, and a token is not.
    """
    drawn = segno.make_qr(link, error="m", mask=3)
    svg = drawn.svg_inline(border=4, omitsize=True, svgclass="code", lineclass=None)
    return Markup(svg)  # noqa: S704 - a path and nothing else
