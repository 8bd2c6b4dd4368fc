"""The outbox: what was sent, what waits, what failed and is sent again."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from groupz_platform.desk.edited import ROW, see
from groupz_platform.errors import NotFoundError
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.outbox import mails, retry, retry_all
from groupz_platform.mail.own_words import with_own_words
from groupz_platform.mail.rendering import Writer
from groupz_platform.mail.rules import OutboxState
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import current, now, operator
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.listing import Listing
from groupz_platform.web.transactions import transaction

outbox = Blueprint("outbox", __name__, url_prefix="/outbox")
SORTS = {"created": OutboxEmail.id, "due": OutboxEmail.due_at}
STATES = {state.value: state for state in OutboxState}


@outbox.get("/")
@needs(Permission.OUTBOX_READ)
def listed() -> str:
    """List the mails, the last one first."""
    listing = Listing.of(request.args, sorts=SORTS, default="-created")
    state = STATES.get(request.args.get("state", ""))
    wanted = mails(state, request.args.get("q", "").strip())
    with transaction(Role.BACKOFFICE) as session:
        found = session.scalars(listing.apply(wanted, last=OutboxEmail.id)).all()
    return render_template(
        "desk/outbox/listed.html",
        part=listing.part(found),
        states=list(OutboxState),
        here="outbox",
    )


@outbox.get(f"/<{ROW}:mail_id>")
@needs(Permission.OUTBOX_READ)
def shown(mail_id: int) -> str:
    """Show a mail as its reader sees it, but for its link."""
    with transaction(Role.BACKOFFICE) as session:
        email = found_mail(session.get(OutboxEmail, mail_id))
        session.expunge(email)  # what is shown changes nothing
        if not email.attempts:
            with_own_words(session, email)
    message = masked_writer().message(email)
    body = message.get_body(preferencelist=("plain",))
    return render_template(
        "desk/outbox/shown.html",
        email=email,
        subject=message["Subject"],
        text=body.get_content() if body else "",
        here="outbox",
    )


@outbox.post(f"/<{ROW}:mail_id>/retry")
@needs(Permission.OUTBOX_CHANGE)
def send_again(mail_id: int) -> Response:
    """Send a mail again that failed."""
    with transaction(Role.BACKOFFICE) as session:
        found_mail(session.get(OutboxEmail, mail_id))
        done = retry(session, mail_id, now())
    nothing = _("It did not fail: there is nothing to do.")
    say(_("It is sent again.") if done else nothing)
    return see("outbox.shown", mail_id=mail_id)


@outbox.post("/retry")
@needs(Permission.OUTBOX_CHANGE)
def send_all_again() -> Response:
    """Send everything again that failed."""
    with transaction(Role.BACKOFFICE) as session:
        count = retry_all(session, now())
    say(_("Sent again: %(count)s", count=count))
    return see("outbox.listed")


def found_mail(email: OutboxEmail | None) -> OutboxEmail:
    """Take a mail that is there.

    Raises:
        NotFoundError: It is not.
    """
    if email is None:
        raise NotFoundError
    return email


def masked_writer() -> Writer:
    """Write mails with links that open nothing: only their readers get those."""
    settings = current().settings
    return Writer(
        sender=settings.mail_from,
        base_url=settings.base_url,
        secret=b"",
        operator=operator(settings),
    )
