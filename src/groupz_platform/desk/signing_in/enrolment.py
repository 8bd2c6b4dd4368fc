"""The pages behind an enrolment link: a password, then a second factor."""

from http import HTTPStatus

import structlog
from flask import Blueprint, make_response, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from groupz_platform.accounts import adding, links
from groupz_platform.accounts.attempts import Who, name_hash, note
from groupz_platform.accounts.errors import (
    CodesNotRecognisedError,
    LinkGoneError,
    PasskeyNotTakenError,
    PasswordRefusedError,
    SignInRefusedError,
)
from groupz_platform.accounts.models import EnrolmentLink, SecondFactorDevice
from groupz_platform.accounts.rules import Factor, Reason, Result
from groupz_platform.accounts.second_step import SignedIn
from groupz_platform.desk.signing_in import gate
from groupz_platform.desk.signing_in.new_factor import offered, taken
from groupz_platform.desk.signing_in.pages import begin, choose_language, status_of, to
from groupz_platform.desk.signing_in.places import visit
from groupz_platform.errors import RefusalError
from groupz_platform.roles import Role
from groupz_platform.web.access import open_to_all
from groupz_platform.web.context import current, now
from groupz_platform.web.limits import SIGN_INS
from groupz_platform.web.transactions import transaction

enrolment = Blueprint("enrolment", __name__, url_prefix="/enrol")
enrolment.before_request(choose_language)
gate.csrf.exempt(enrolment)  # nobody is signed in yet: the link is what counts
log = structlog.get_logger("groupz.sign_in")


@enrolment.errorhandler(LinkGoneError)
def gone(_error: LinkGoneError) -> Response:
    """Say that a link opens no more, and what helps."""
    body = render_template("desk/signing_in/gone.html")
    return make_response(body, HTTPStatus.GONE)


@enrolment.get("/<token>")
@open_to_all
def password(token: str) -> Response:
    """Ask for a new password, or for the known one."""
    return asked_for_password(token)


@enrolment.post("/<token>")
@open_to_all
@SIGN_INS
def give_password(token: str) -> Response:
    """Take the password, and go on to the second factor."""
    typed = request.form.get("password", "")
    try:
        with transaction(Role.SIGN_IN) as session:
            answer = links.take_password(
                session, token, typed, visit(), secret=current().secret
            )
    except PasswordRefusedError as error:
        return asked_for_password(token, error)
    if isinstance(answer, SignInRefusedError):
        return asked_for_password(token, answer)
    return to(url_for("enrolment.factor", token=token, proof=answer))


@enrolment.get("/<token>/<proof>")
@open_to_all
def factor(token: str, proof: str) -> Response:
    """Offer the second factors."""
    return asked_for_factor(token, proof)


@enrolment.post("/<token>/<proof>")
@open_to_all
@SIGN_INS
def add_factor(token: str, proof: str) -> Response:
    """Add the second factor, begin the session, and show the recovery codes."""
    try:
        with transaction(Role.SIGN_IN) as session:
            link = proven(session, token, proof)
            if link is None:
                return to(url_for("enrolment.password", token=token))
            challenge, link.challenge = link.challenge, None
            device = taken(session, link.account_id, challenge)
            who = finish(session, link, device)
            codes = adding.renew_codes(session, link.account_id)
    except (CodesNotRecognisedError, PasskeyNotTakenError) as error:
        return asked_for_factor(token, proof, error)
    begin(who)
    log.info("enrolled", staff=who.account.id)
    page = render_template("desk/signing_in/codes.html", codes=codes, device=device)
    return make_response(page)


def finish(
    session: Session, link: EnrolmentLink, device: SecondFactorDevice
) -> SignedIn:
    """Use a link up, and write down that both factors were given."""
    link.used_at = now()
    who = Who(name_hash(link.account.sign_in_name, current().secret), link.account_id)
    attempt = note(session, visit(), who, Reason.ENROLLED, Result.SUCCEEDED)
    attempt.factor = Factor(device.kind.value)
    return SignedIn(link.account, attempt)


def proven(session: Session, token: str, proof: str) -> EnrolmentLink | None:
    """Find a link, if its password was given lately by who asks now."""
    link = links.opened(session, token, now())
    return link if links.is_proven(link, proof, now(), current().secret) else None


def asked_for_password(token: str, error: RefusalError | None = None) -> Response:
    """Show the page that asks for a password."""
    with transaction(Role.SIGN_IN) as session:
        link = links.opened(session, token, now())
        page = render_template(
            "desk/signing_in/enrol.html",
            account=link.account,
            is_new=links.needs_password(link),
            error=error,
        )
    return make_response(page, status_of(error))


def asked_for_factor(
    token: str, proof: str, error: RefusalError | None = None
) -> Response:
    """Show the page with the second factors that can be added."""
    with transaction(Role.SIGN_IN) as session:
        link = proven(session, token, proof)
        if link is None:
            return to(url_for("enrolment.password", token=token))
        shown = offered(session, link.account)
        link.challenge = shown.challenge
    page = render_template("desk/signing_in/new_factor.html", shown=shown, error=error)
    return make_response(page, status_of(error))
