"""The second factor again, before a sensitive act."""

import structlog
from flask import Blueprint, make_response, render_template, request, session
from werkzeug.wrappers import Response

from groupz_platform.accounts.attempts import Who, name_hash
from groupz_platform.accounts.errors import FactorRefusedError
from groupz_platform.accounts.models import StaffAccount
from groupz_platform.accounts.second_step import choice_of, confirm as taken_again
from groupz_platform.desk.signing_in import gate
from groupz_platform.desk.signing_in.given import given
from groupz_platform.desk.signing_in.pages import status_of, to
from groupz_platform.desk.signing_in.places import page_after, this_site, visit
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, staff
from groupz_platform.web.context import current
from groupz_platform.web.transactions import transaction

confirming = Blueprint("confirming", __name__, url_prefix="/confirm")
CHALLENGE = "challenge"
log = structlog.get_logger("groupz.sign_in")


@confirming.get("/")
@needs(Permission.OWN_ACCOUNT)
def ask() -> Response:
    """Ask for the second factor."""
    return asked()


@confirming.post("/")
@needs(Permission.OWN_ACCOUNT)
def give() -> Response:
    """Take it, and go on to where somebody was."""
    read = given(request.form, session.pop(CHALLENGE, None))
    with transaction(Role.SIGN_IN) as database:
        name = database.get_one(StaffAccount, staff().id).sign_in_name
        who = Who(name_hash(name, current().secret), staff().id)
        answer = taken_again(database, who, read, visit())
    if isinstance(answer, FactorRefusedError):
        log.warning("second factor refused", reason=answer.reason.value)
        return asked(answer)
    gate.confirm()
    return to(page_after())


def asked(error: FactorRefusedError | None = None) -> Response:
    """Show the page that asks."""
    with transaction(Role.SIGN_IN) as database:
        choice = choice_of(database, staff().id, this_site())
    if choice.asked:
        session[CHALLENGE] = choice.asked.challenge
    page = render_template("desk/signing_in/confirm.html", error=error, asked=choice)
    return make_response(page, status_of(error))
