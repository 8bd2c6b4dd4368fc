"""The pages of people: who works here, as what, and with which second factors."""

from http import HTTPStatus

from flask import (
    Blueprint,
    current_app,
    make_response,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from groupz_platform.accounts import people as accounts
from groupz_platform.accounts.errors import LastAdministratorError, NameTakenError
from groupz_platform.accounts.history import Asked, attempts
from groupz_platform.accounts.models import SignInAttempt, StaffAccount
from groupz_platform.accounts.queries import codes_left, factors_of, people as everybody
from groupz_platform.audit.queries import changes_since
from groupz_platform.desk.people.forms import PersonForm
from groupz_platform.desk.signing_in.staff_sessions import sessions_here
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import current, now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.listing import Listing
from groupz_platform.web.transactions import transaction

people = Blueprint("people", __name__, url_prefix="/people")
SORTS = {
    "name": StaffAccount.name,
    "role": StaffAccount.role,
    "state": StaffAccount.state,
}
LATEST = 10
WRONG, CONFLICT = HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT


@people.get("/")
@needs(Permission.PEOPLE_READ)
def listed() -> ResponseReturnValue:
    """List who works here."""
    listing = Listing.of(request.args, sorts=SORTS, default="name")
    wanted = everybody()
    if name := request.args.get("q", "").strip():
        wanted = wanted.where(StaffAccount.name.icontains(name, autoescape=True))
    with transaction(Role.BACKOFFICE) as session:
        found = session.scalars(listing.apply(wanted, last=StaffAccount.id)).all()
    return render_template("desk/people.html", part=listing.part(found), here="people")


@people.get("/new")
@needs(Permission.PEOPLE_CHANGE, fresh=True)
def new() -> ResponseReturnValue:
    """Ask who comes to work here."""
    return render_template("desk/person_new.html", form=PersonForm(), here="people")


@people.post("/new")
@needs(Permission.PEOPLE_CHANGE, fresh=True)
def add() -> ResponseReturnValue:
    """Make an account, and show its link."""
    form = PersonForm(request.form)
    if form.validate():
        try:
            with transaction(Role.BACKOFFICE) as session:
                account, token = accounts.add(session, form.particulars, now())
        except NameTakenError:
            refuse_names(form)
        else:
            return shown_link(account, token)
    page = render_template("desk/person_new.html", form=form, here="people")
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)


@people.get("/<int(max=2147483647):number>")
@needs(Permission.PEOPLE_READ)
def person(number: int) -> ResponseReturnValue:
    """Show somebody."""
    with transaction(Role.BACKOFFICE) as session:
        account = accounts.found(session, number)
        values = values_of(session, account)
    return shown(values, PersonForm(obj=account))


@people.post("/<int(max=2147483647):number>")
@needs(Permission.PEOPLE_CHANGE, fresh=True)
def change(number: int) -> ResponseReturnValue:
    """Write down what is known of somebody now."""
    form = PersonForm(request.form)
    with transaction(Role.BACKOFFICE) as session:
        account = accounts.found(session, number)
        if form.validate() and is_taken_over(session, account, form):
            say(_("%(name)s is changed.", name=account.name))
            return to_person(number)
        values = values_of(session, account, form.version.data)
    is_late = form.version.data != account.version
    form.version.data = account.version
    return shown(values, form), CONFLICT if is_late else WRONG


def is_taken_over(session: Session, account: StaffAccount, form: PersonForm) -> bool:
    """Change an account, or say at the form why not."""
    if form.version.data != account.version:
        return False
    try:
        accounts.change(session, account, form.particulars)
    except NameTakenError:
        refuse_names(form)
    except LastAdministratorError:
        form.role.errors = [only_administrator()]
    return not form.errors


@people.post("/<int(max=2147483647):number>/close")
@needs(Permission.PEOPLE_CHANGE, fresh=True)
def close(number: int) -> ResponseReturnValue:
    """Close an account, and end its sessions."""
    try:
        with transaction(Role.BACKOFFICE) as session:
            accounts.disable(session, accounts.found(session, number), now())
    except LastAdministratorError:
        say(only_administrator())
        return to_person(number)
    sessions_here().end_all(str(number))
    undo = url_for("people.reopen", number=number)
    say(_("The account is closed, and its sessions have ended."), undo=undo)
    return to_person(number)


@people.post("/<int(max=2147483647):number>/open")
@needs(Permission.PEOPLE_CHANGE, fresh=True)
def reopen(number: int) -> ResponseReturnValue:
    """Open a closed account again."""
    with transaction(Role.BACKOFFICE) as session:
        accounts.enable(accounts.found(session, number))
    say(_("The account is open again."))
    return to_person(number)


@people.post("/<int(max=2147483647):number>/link")
@needs(Permission.PEOPLE_CHANGE, fresh=True)
def invite(number: int) -> ResponseReturnValue:
    """Make another enrolment link for somebody, and show it."""
    with transaction(Role.BACKOFFICE) as session:
        account = accounts.found(session, number)
        token = accounts.invite(session, account, now())
    return shown_link(account, token)


@people.post("/<int(max=2147483647):number>/reset")
@needs(Permission.PEOPLE_CHANGE, fresh=True)
def reset(number: int) -> ResponseReturnValue:
    """Take somebody's second factors away, end their sessions, and show a link."""
    new_password = "password" in request.form
    with transaction(Role.BACKOFFICE) as session:
        account = accounts.found(session, number)
        token = accounts.reset_second_factor(
            session, account, now(), password=new_password
        )
    sessions_here().end_all(str(number))
    return shown_link(account, token)


@people.post("/<int(max=2147483647):number>/sign-out")
@needs(Permission.PEOPLE_CHANGE, fresh=True)
def sign_out(number: int) -> ResponseReturnValue:
    """End every session of somebody."""
    ended = sessions_here().end_all(str(number))
    say(_("Sessions ended: %(count)s", count=ended))
    return to_person(number)


def values_of(
    session: Session, account: StaffAccount, since: int | None = None
) -> dict[str, object]:
    """Read what a page shows of somebody, and what changed since a version."""
    before = account.version if since is None else since
    history = attempts(Asked(account_id=account.id))
    latest = history.order_by(SignInAttempt.id.desc()).limit(LATEST)
    return {
        "account": account,
        "meanwhile_entries": changes_since(
            session, "staff_accounts", account.id, before
        ),
        "factors": factors_of(session, account.id),
        "codes": codes_left(session, account.id),
        "attempts": session.scalars(latest).all(),
    }


def shown(values: dict[str, object], form: PersonForm) -> str:
    """Show somebody, with a form about them."""
    return render_template("desk/person.html", **values, form=form, here="people")


def shown_link(account: StaffAccount, token: str) -> Response:
    """Show an enrolment link, which is seen only now."""
    settings = current().settings
    path = url_for("enrolment.password", token=token)
    address = settings.base_url + path
    page = render_template(
        "desk/person_link.html", account=account, address=address, here="people"
    )
    return make_response(page)


def refuse_names(form: PersonForm) -> None:
    """Say at the form that somebody else has the name."""
    taken = _("Somebody else signs in with this name or address.")
    form.sign_in_name.errors = [taken]


def only_administrator() -> str:
    """Say why the last administrator stays one."""
    return _("This is the only administrator: make somebody else one first.")


def to_person(number: int) -> ResponseReturnValue:
    """Go to somebody's page."""
    return current_app.redirect(
        url_for("people.person", number=number), HTTPStatus.SEE_OTHER
    )
