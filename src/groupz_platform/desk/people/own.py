"""One's own page: name, password, second factors, sessions, sign-ins."""

from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from groupz_platform.accounts import adding
from groupz_platform.accounts.errors import (
    CodesNotRecognisedError,
    LastDeviceError,
    PasskeyNotTakenError,
    PasswordRefusedError,
)
from groupz_platform.accounts.history import Asked, attempts
from groupz_platform.accounts.links import choose_password, refusal
from groupz_platform.accounts.models import SignInAttempt, StaffAccount
from groupz_platform.accounts.queries import codes_left, factors_of
from groupz_platform.desk.people.forms import OwnForm, PasswordForm
from groupz_platform.desk.signing_in import gate
from groupz_platform.desk.signing_in.new_factor import offered, taken
from groupz_platform.desk.signing_in.pages import status_of, to
from groupz_platform.desk.signing_in.places import visit
from groupz_platform.desk.signing_in.staff_sessions import sessions_here
from groupz_platform.desk.signing_in.words import problem_of
from groupz_platform.errors import RefusalError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import current
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.transactions import transaction
from groupz_shield.ext import flask_sessions

own_account = Blueprint("own_account", __name__, url_prefix="/account")
CHALLENGE = "challenge"
LATEST = 5
WRONG = HTTPStatus.UNPROCESSABLE_ENTITY


@own_account.get("/")
@needs(Permission.OWN_ACCOUNT)
def overview() -> ResponseReturnValue:
    """Show one's own account."""
    return shown(None, PasswordForm())


@own_account.post("/")
@needs(Permission.OWN_ACCOUNT)
def change() -> ResponseReturnValue:
    """Take another name, or another language."""
    form = OwnForm(request.form)
    if not form.validate():
        return shown(form, PasswordForm()), WRONG
    with transaction(Role.SIGN_IN) as database:
        account = database.get_one(StaffAccount, staff().id)
        account.name, account.locale = form.name.data or "", form.locale.data
    say(_("Your name and language are kept."))
    return to(url_for("own_account.overview"))


@own_account.post("/password")
@needs(Permission.OWN_ACCOUNT, fresh=True)
def change_password() -> ResponseReturnValue:
    """Take another password, and end the other sessions."""
    form = PasswordForm(request.form)
    if not form.validate() or not is_changed(form):
        return shown(None, form), WRONG
    ended = flask_sessions.end_everywhere(str(staff().id), keep_this=True)
    say(_("Your password is changed. Other sessions ended: %(count)s", count=ended))
    return to(url_for("own_account.overview"))


def is_changed(form: PasswordForm) -> bool:
    """Change the password, or say at the form why not."""
    secret = current().secret
    try:
        with transaction(Role.SIGN_IN) as database:
            account = database.get_one(StaffAccount, staff().id)
            known = form.password.data or ""
            if error := refusal(database, account, known, visit(), secret):
                form.password.errors = [_("This is not your password.")]
                if error.until:
                    form.password.errors = [problem_of(error)]
            else:
                choose_password(account, form.new_password.data or "")
    except PasswordRefusedError as error:
        form.new_password.errors = [problem_of(error)]
    return not form.errors


@own_account.get("/factors/new")
@needs(Permission.OWN_ACCOUNT, fresh=True)
def new_factor() -> ResponseReturnValue:
    """Offer another second factor."""
    return shown_offer()


@own_account.post("/factors/new")
@needs(Permission.OWN_ACCOUNT, fresh=True)
def add_factor() -> ResponseReturnValue:
    """Add a second factor."""
    challenge = session.pop(CHALLENGE, None)
    try:
        with transaction(Role.SIGN_IN) as database:
            taken(database, staff().id, challenge)
    except (CodesNotRecognisedError, PasskeyNotTakenError) as error:
        return shown_offer(error)
    gate.confirm()
    say(_("Your second factor is added."))
    return to(url_for("own_account.overview"))


@own_account.post("/factors/<int(max=2147483647):number>/remove")
@needs(Permission.OWN_ACCOUNT, fresh=True)
def remove_factor(number: int) -> ResponseReturnValue:
    """Remove a second factor, unless it is the last one."""
    try:
        with transaction(Role.SIGN_IN) as database:
            adding.remove(database, staff().id, number)
    except LastDeviceError:
        say(_("This is your only second factor: add another one first."))
    else:
        say(_("The second factor is removed."))
    return to(url_for("own_account.overview"))


@own_account.post("/codes")
@needs(Permission.OWN_ACCOUNT, fresh=True)
def new_codes() -> ResponseReturnValue:
    """Make ten new recovery codes, and show them."""
    with transaction(Role.SIGN_IN) as database:
        codes = adding.renew_codes(database, staff().id)
    return render_template("desk/signing_in/codes.html", codes=codes, device=None)


@own_account.post("/sessions/<handle>/end")
@needs(Permission.OWN_ACCOUNT)
def end_session(handle: str) -> ResponseReturnValue:
    """End one of one's own sessions."""
    sessions_here().end(handle, user=str(staff().id))
    say(_("The session has ended."))
    return to(url_for("own_account.overview"))


@own_account.post("/sessions/end")
@needs(Permission.OWN_ACCOUNT)
def sign_out_everywhere() -> ResponseReturnValue:
    """End all of one's own sessions, this one too."""
    flask_sessions.end_everywhere(str(staff().id))
    return to(url_for("sign_in.password", left=1))


def shown(own_form: OwnForm | None, password_form: PasswordForm) -> str:
    """Show one's own account, with forms about it."""
    with transaction(Role.BACKOFFICE) as database:
        account = database.get_one(StaffAccount, staff().id)
        values = {
            "account": account,
            "factors": factors_of(database, account.id),
            "codes": codes_left(database, account.id),
            "attempts": latest(database, account.id),
        }
    return render_template(
        "desk/own_account.html",
        **values,
        form=own_form or OwnForm(obj=account),
        password_form=password_form,
        sessions=sessions_here().sessions_of(str(account.id)),
        this_session=flask_sessions.current(),
        here="own",
    )


def latest(database: Session, account_id: int) -> list[SignInAttempt]:
    """Read the last attempts to sign in."""
    found = attempts(Asked(account_id=account_id)).order_by(SignInAttempt.id.desc())
    return list(database.scalars(found.limit(LATEST)))


def shown_offer(error: RefusalError | None = None) -> Response:
    """Show the second factors that can be added."""
    with transaction(Role.SIGN_IN) as database:
        account = database.get_one(StaffAccount, staff().id)
        offer = offered(database, account)
    session[CHALLENGE] = offer.challenge
    page = render_template(
        "desk/signing_in/new_factor.html", shown=offer, error=error, here="own"
    )
    return make_response(page, status_of(error))
