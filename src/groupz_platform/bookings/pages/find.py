"""Finding a booking again: nobody learns here whether there is one."""

from http import HTTPStatus

from flask import make_response, render_template, request
from werkzeug import Response

from groupz_platform.bookings.forms import FindForm
from groupz_platform.bookings.links import ask_for_link
from groupz_platform.bookings.pages.blueprint import (
    bookings,
    form_token,
    private,
    see,
    tokens,
)
from groupz_platform.bookings.words import notice_of
from groupz_platform.roles import Role
from groupz_platform.web.context import now
from groupz_platform.web.form_tokens import FormTokenError
from groupz_platform.web.language import page_locale
from groupz_platform.web.limits import LETTERS
from groupz_platform.web.transactions import transaction


@bookings.localized(nl="/vinden", en="/find", methods=("GET", "POST"))
@LETTERS
def find() -> Response:
    """Ask for reference and address."""
    if request.method == "POST":
        return asked(FindForm(request.form))
    return page(FindForm())


@bookings.localized(nl="/vinden/verstuurd", en="/find/sent")
def sent() -> Response:
    """Say that the link is on its way, if there is one."""
    return private(make_response(render_template("bookings/sent.html")))


def asked(form: FindForm) -> Response:
    """Write the request down; the worker answers it."""
    try:
        tokens("find").read(form.token.data or "", about="")
    except FormTokenError:
        return page(form, notice_of("old"))
    if form.is_robots:
        return page(form, notice_of("robot"))
    if not form.validate():
        return page(form)
    with transaction(Role.BOOKER) as session:
        ask_for_link(
            session,
            form.reference.data or "",
            form.email.data or "",
            locale=page_locale(),
            now=now(),
        )
    return see("bookings.sent")


def page(form: FindForm, notice: str = "") -> Response:
    """Render the form."""
    form.token.data = form_token("find", "")
    body = render_template("bookings/find.html", form=form, notice=notice)
    wrong = form.errors or notice
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    response = private(make_response(body, status))
    if wrong:  # not no-store, or going back to it would ask before it shows anything
        response.headers["Cache-Control"] = "private, no-cache"
    return response
