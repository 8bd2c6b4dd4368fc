"""A message to many groups: written, looked at, and put into the outbox."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from itertools import islice
from typing import TypeVar

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import distinct, func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from groupz_platform.bookings.messages import Message, Sent, letters, send
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.programme import programme
from groupz_platform.desk.bookings.asking import picked_of, query_of
from groupz_platform.desk.bookings.blueprint import desk_bookings
from groupz_platform.desk.bookings.forms import MessageForm, ids_sent, key_sent
from groupz_platform.desk.bookings.keeping import to_list
from groupz_platform.desk.outbox import masked_writer
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.placeholders import PLACEHOLDERS
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import current, now
from groupz_platform.web.gettext import gettext as _, ngettext
from groupz_platform.web.transactions import transaction

MOST = 2000
"""To how many groups one message goes."""

AT_ONCE = 100
"""How many mails are put into the outbox in one transaction."""

Item = TypeVar("Item")


@desk_bookings.get("/mail")
@needs(Permission.BOOKINGS_CHANGE)
def mail() -> ResponseReturnValue:
    """Ask what to write to those that are ticked."""
    picked = picked_of(request.args)
    with transaction(Role.BACKOFFICE) as session:
        wanted = picked.select(programme(session), Booking.id).limit(MOST + 1)
        ids = session.scalars(wanted).all()
    if not 0 < len(ids) <= MOST:
        return unfit(len(ids), MOST)
    return page(MessageForm(), ids)


@desk_bookings.post("/mail")
@needs(Permission.BOOKINGS_CHANGE)
def send_mail() -> ResponseReturnValue:
    """Show how a message looks, or send it."""
    ids, form = ids_sent(MOST), MessageForm(request.form)
    if not ids:
        return unfit(0, MOST)
    if not form.validate():
        return page(form, ids, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    message = form.message(key_sent(request.form))
    if request.form.get("act") != "send":
        return page(form, ids, first=preview(message, ids))
    say(words_of(sent_in_parts(message, ids)))
    return to_list(request.form.get("query", ""))


def page(
    form: MessageForm,
    ids: Sequence[int],
    *,
    first: tuple[str, str] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Render the page on which a message is written."""
    address = func.lower(Booking.contact_email)
    with_address = select(func.count(distinct(address))).where(
        Booking.id.in_(ids), Booking.contact_email != ""
    )
    with transaction(Role.BACKOFFICE) as session:
        addresses = session.scalar(with_address)
    body = render_template(
        "desk/bookings/mail.html",
        here="bookings",
        form=form,
        ids=ids,
        addresses=addresses,
        first=first,
        key=key_sent(request.form),
        query=request.form.get("query", query_of(request.args)),
        placeholders=[f"{{{name}}}" for name in PLACEHOLDERS],
    )
    return make_response(body, status)


def preview(message: Message, ids: Sequence[int]) -> tuple[str, str] | None:
    """Write the first of the mails, as its reader gets it but for its link."""
    with transaction(Role.BACKOFFICE) as session:
        letter = next(letters(session, message, ids), None)
    if letter is None:
        return None
    email = OutboxEmail(
        message_id="",
        template=letter.template,
        locale=letter.locale,
        recipient=letter.recipient,
        values=letter.stored_values(),
        link_seed=letter.link_seed,
        created_at=now(),
    )
    written = masked_writer().message(email)
    body = written.get_body(("plain",))
    return str(written["Subject"]), body.get_content() if body else ""


def sent_in_parts(message: Message, ids: Sequence[int]) -> Sent:
    """Put all mails into the outbox, some in each transaction.

    Where it stops halfway, sending the form again goes on from there.
    """
    done = Sent()
    for some in in_parts(ids, AT_ONCE):
        try:
            done += sent(message, some)
        except IntegrityError:  # a copy of the form was quicker with one of them
            done += sent(message, some)
    return done


def sent(message: Message, ids: Sequence[int]) -> Sent:
    """Put the mails to some groups into the outbox."""
    with transaction(Role.BACKOFFICE) as session:
        return send(session, message, ids, domain=current().mail_domain, now=now())


def words_of(done: Sent) -> str:
    """Say what became of a message."""
    words = [
        ngettext(
            "%(num)s mail is in the outbox.",
            "%(num)s mails are in the outbox.",
            done.posted,
        )
    ]
    if done.before:
        had = ngettext(
            "%(num)s has it already.", "%(num)s have it already.", done.before
        )
        words.append(had)
    if done.without:
        words.append(
            ngettext(
                "%(num)s booking has no e-mail address.",
                "%(num)s bookings have no e-mail address.",
                done.without,
            )
        )
    return " ".join(words)


def unfit(number: int, most: int) -> Response:
    """Go back to the list where nothing is ticked, or too much."""
    if number:
        text = _("That is more than %(most)s at once. Filter more narrowly.", most=most)
        say(text)
    else:
        say(_("Tick the bookings first."))
    return to_list(query_of(request.args))


def in_parts(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    """Cut a list into pieces.

    >>> list(in_parts([1, 2, 3], 2))
    [[1, 2], [3]]
    """
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
