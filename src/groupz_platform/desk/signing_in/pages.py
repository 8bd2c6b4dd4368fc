"""The pages of signing in: a password, then a second factor; and signing out."""

from functools import partial
from http import HTTPStatus
from typing import Any

import structlog
from flask import (
    Blueprint,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from groupz_platform.accounts import alerts
from groupz_platform.accounts.attempts import note_session
from groupz_platform.accounts.errors import (
    FactorRefusedError,
    SignInRefusedError,
    TicketGoneError,
)
from groupz_platform.accounts.letters import House
from groupz_platform.accounts.second_step import (
    SignedIn,
    ask_for_factor,
    give_factor,
)
from groupz_platform.accounts.signing_in import give_password
from groupz_platform.desk.signing_in import gate
from groupz_platform.desk.signing_in.given import given
from groupz_platform.desk.signing_in.places import page_after, this_site, visit
from groupz_platform.errors import RefusalError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.texts import LOCALES
from groupz_platform.web.access import needs, open_to_all
from groupz_platform.web.context import current
from groupz_platform.web.limits import SIGN_INS
from groupz_platform.web.transactions import transaction

sign_in = Blueprint("sign_in", __name__)
log = structlog.get_logger("groupz.sign_in")


@sign_in.before_request
def choose_language() -> None:
    """Speak the language of `?lang=`: nobody knows yet who is asking."""
    if (locale := request.args.get("lang", "")) in LOCALES:
        g.locale = locale


@sign_in.get("/sign-in")
@open_to_all
def password() -> Response:
    """Ask for name and password."""
    return asked_for_password()


@sign_in.post("/sign-in")
@open_to_all
@gate.csrf.exempt  # type: ignore[untyped-decorator]  # - flask-wtf has no types
@SIGN_INS
def give() -> Response:
    """Take name and password, and ask for the second factor."""
    try:
        ticket = give_password(
            partial(transaction, Role.SIGN_IN),
            request.form.get("name", ""),
            request.form.get("password", ""),
            visit(),
            secret=current().secret,
        )
    except SignInRefusedError as error:
        log.warning("sign-in refused", too_often=error.until is not None)
        return asked_for_password(error)
    more: dict[str, Any] = request.args.to_dict()
    return to(url_for("sign_in.factor", ticket=ticket, **more))


@sign_in.get("/sign-in/<ticket>")
@open_to_all
def factor(ticket: str) -> Response:
    """Ask for the second factor."""
    return asked_for_factor(ticket)


@sign_in.post("/sign-in/<ticket>")
@open_to_all
@gate.csrf.exempt  # type: ignore[untyped-decorator]  # - flask-wtf has no types
@SIGN_INS
def give_second(ticket: str) -> Response:
    """Take the second factor, and begin the session."""
    try:
        with transaction(Role.SIGN_IN) as session:
            answer = give_factor(
                session, ticket, partial(given, request.form), visit(), house=house()
            )
    except TicketGoneError as error:
        return asked_for_password(error)
    if isinstance(answer, FactorRefusedError):
        log.warning("second factor refused", reason=answer.reason.value)
        return asked_for_factor(ticket, answer)
    return welcome(answer)


def welcome(who: SignedIn) -> Response:
    """Begin the session of somebody, and go where they wanted to."""
    begin(who)
    return to(page_after())


def begin(who: SignedIn) -> None:
    """Begin the session of somebody, and write them if they were never here before."""
    handle = gate.enter(who.account)
    with transaction(Role.SIGN_IN) as session:
        attempt = note_session(session, who.attempt.id, handle)
        alerts.new_place(session, who.account, attempt, house())
    log.info("signed in", staff=who.account.id)


@sign_in.post("/sign-out")
@needs(Permission.OWN_ACCOUNT)
def sign_out() -> Response:
    """End the session."""
    gate.leave()
    return to(url_for("sign_in.password", left=1))


def asked_for_password(error: RefusalError | None = None) -> Response:
    """Show the first page of signing in."""
    body = render_template("desk/signing_in/password.html", error=error)
    return make_response(body, status_of(error))


def asked_for_factor(ticket: str, error: FactorRefusedError | None = None) -> Response:
    """Show the second page of signing in; the first one, if its time is over."""
    try:
        with transaction(Role.SIGN_IN) as session:
            asked = ask_for_factor(session, ticket, this_site(), visit().at)
    except TicketGoneError as gone:
        return asked_for_password(gone)
    body = render_template("desk/signing_in/factor.html", error=error, asked=asked)
    return make_response(body, status_of(error))


def house() -> House:
    """Tell who writes to the staff."""
    return House(current().mail_domain, current().settings.timezone)


def status_of(error: RefusalError | None) -> HTTPStatus:
    """Tell how a page with a refusal on it is answered."""
    if error is None:
        return HTTPStatus.OK
    if getattr(error, "until", None):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY


def to(address: str) -> Response:
    """Go to a page after a form was taken."""
    return redirect(address, HTTPStatus.SEE_OTHER)
