"""The gate of the backoffice: who is signed in, by a session on the server."""

import hmac

from flask import Flask, Response, g, session
from flask_login import LoginManager, UserMixin, current_user, login_fresh, login_user
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from typing_extensions import override

from groupz_platform.accounts.models import StaffAccount
from groupz_platform.accounts.queries import account_of
from groupz_platform.accounts.rules import FRESH_FOR
from groupz_platform.roles import Role
from groupz_platform.web import access, again
from groupz_platform.web.access import Gate, Staff
from groupz_platform.web.context import current, now
from groupz_platform.web.transactions import transaction
from groupz_shield.ext import flask_sessions
from groupz_shield.ext.flask_sessions import ServerSideSessions

FACTOR_AT = "factor_at"
"""The key of a session under which stands when a second factor was given last."""

csrf = CSRFProtect()
"""Views in which nobody is signed in yet are exempt: the origin guard covers them."""


class SignedInUser(UserMixin):  # type: ignore[misc]  # - flask-login has no types
    """Somebody of the staff, as flask-login knows people."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    @override
    def get_id(self) -> str:
        """Name the account in the session."""
        return str(self.staff.id)


class SessionGate(Gate):
    """Lets in who has given both factors."""

    @override
    def staff(self) -> Staff | None:
        """Tell who is signed in."""
        return current_user.staff if current_user.is_authenticated else None

    @override
    def is_fresh(self) -> bool:
        """Tell whether the second factor was given lately, and from here."""
        age = now().timestamp() - session.get(FACTOR_AT, 0.0)
        return bool(login_fresh()) and age < FRESH_FOR.total_seconds()


def init_app(app: Flask, sessions: ServerSideSessions) -> None:
    """Guard an application: nobody comes in without a session."""
    sessions.init_app(app)
    app.config.update(
        SECRET_KEY=form_key(current_secret(app)),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # the shield's origin guard is stricter
    )
    manager = LoginManager(app)
    manager.login_message = None
    manager.user_loader(user_of)
    access.init_app(app, SessionGate())
    csrf.init_app(app)
    app.register_error_handler(CSRFError, old_form)
    app.jinja_env.globals["csrf_token"] = csrf_token  # in place of flask-wtf's own


def current_secret(app: Flask) -> bytes:
    """Find the server's secret."""
    with app.app_context():
        return current().secret


def form_key(secret: bytes) -> str:
    """Derive the key that signs the tokens of forms."""
    return hmac.digest(secret, b"backoffice forms", "sha256").hex()


def csrf_token() -> str:
    """Make the token of a form; nobody signed in, no token."""
    return str(generate_csrf()) if g.get("staff") else ""


def old_form(_error: CSRFError) -> Response:
    """Show a form once more that was made in an earlier session."""
    return again.page(again.OLD_FORM)


def user_of(user_id: str) -> SignedInUser | None:
    """Find who a session belongs to, if they may still come in."""
    with transaction(Role.SIGN_IN) as database:
        account = account_of(database, int(user_id))
        return SignedInUser(staff_of(account)) if account else None


def staff_of(account: StaffAccount) -> Staff:
    """Tell what pages need to know of somebody."""
    return Staff(account.id, account.name, account.role, account.locale)


def enter(account: StaffAccount) -> str:
    """Begin the session of somebody who has given both factors; answer its handle."""
    flask_sessions.sign_out()  # of whoever was signed in with this browser
    flask_sessions.sign_in(str(account.id))
    login_user(SignedInUser(staff_of(account)))
    session[FACTOR_AT] = now().timestamp()
    record = flask_sessions.current()
    return record.handle if record else ""


def confirm() -> None:
    """Note a second factor that was given again, under a new id of the session."""
    flask_sessions.rotate()
    login_user(SignedInUser(current_user.staff))
    session[FACTOR_AT] = now().timestamp()


def leave() -> None:
    """End the session."""
    flask_sessions.sign_out()
