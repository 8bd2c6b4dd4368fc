"""Cancelling many bookings: shown first, done one by one, and told what became."""

from collections.abc import Mapping, Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from groupz_platform.bookings.cancelling import (
    Candidate,
    Obstacle,
    cancel_one,
    candidates,
)
from groupz_platform.bookings.programme import Programme, programme
from groupz_platform.bookings.values import Cancelling
from groupz_platform.desk.bookings.asking import picked_of, query_of
from groupz_platform.desk.bookings.blueprint import desk_bookings
from groupz_platform.desk.bookings.forms import LONGEST_REASON, ids_sent
from groupz_platform.desk.bookings.listing import COLUMNS
from groupz_platform.desk.bookings.mailing import unfit
from groupz_platform.desk.bookings.words import MARKS, STATES
from groupz_platform.desk.edited import see
from groupz_platform.desk.letters import letterhead
from groupz_platform.desk.slots.blueprint import again
from groupz_platform.errors import RefusalError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.texts import gettext_noop as noop
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import now
from groupz_platform.web.forms import one_line
from groupz_platform.web.gettext import ngettext
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

MOST = 200
"""How many bookings are cancelled at once: as many as somebody reads through."""

OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.ALREADY: noop("It is cancelled already."),
    Obstacle.BEGUN: noop("The visit has begun."),
    Obstacle.STATE: noop("In this state there is nothing to cancel."),
}


@desk_bookings.get("/cancel")
@needs(Permission.BOOKINGS_CANCEL)
def cancel() -> ResponseReturnValue:
    """Show what would be cancelled, and ask for the reason."""
    known, listed = picked()
    if not 0 < len(listed) <= MOST:
        return unfit(len(listed), MOST)
    possible = [each.row for each in listed if each.obstacle is None]
    return render_template(
        "desk/bookings/cancel.html",
        **values(known, listed),
        possible=possible,
        persons=sum(row.persons for row in possible),
        query=query_of(request.args),
        longest=LONGEST_REASON,
    )


@desk_bookings.post("/cancel")
@needs(Permission.BOOKINGS_CANCEL)
def cancel_all() -> ResponseReturnValue:
    """Cancel what was shown, each in a transaction of its own.

    Where it stops halfway, sending the form again goes on from there.
    """
    ids = ids_sent(MOST)
    if not ids:
        return unfit(0, MOST)
    how = Cancelling(
        waive="waive" in request.form,
        reason=one_line(request.form.get("reason"))[:LONGEST_REASON],
        by=staff().name,
    )
    done = sum(cancelled(number, how) for number in ids)
    say(
        ngettext(
            "%(num)s booking is cancelled, and the group gets a mail.",
            "%(num)s bookings are cancelled, and the groups get a mail.",
            done,
        )
    )
    return see("desk_bookings.cancelled_ones", pick=ids)


@desk_bookings.get("/cancelled")
@needs(Permission.BOOKINGS_CANCEL)
def cancelled_ones() -> ResponseReturnValue:
    """Tell which of the bookings are cancelled now, and why the others are not."""
    known, listed = picked()
    if not 0 < len(listed) <= MOST:
        return unfit(len(listed), MOST)
    refused = [each for each in listed if each.obstacle is not Obstacle.ALREADY]
    return render_template(
        "desk/bookings/cancelled.html",
        **values(known, listed),
        refused=refused,
    )


def picked() -> tuple[Programme, list[Candidate]]:
    """Read the bookings that the address names, and whether each can be cancelled."""
    wanted = picked_of(request.args)
    with transaction(Role.BACKOFFICE) as session:
        known = programme(session)
        rows = session.execute(wanted.select(known, *COLUMNS).limit(MOST + 1)).all()
    return known, candidates(rows, now())


def cancelled(number: int, how: Cancelling) -> bool:
    """Cancel one booking; tell whether that was done now."""

    def attempt() -> bool:
        with transaction(Role.BACKOFFICE) as session:
            given = letterhead()
            return cancel_one(session, number, how, letterhead=given, now=now())

    try:
        return again(attempt)
    except (RefusalError, NoResultFound):
        return False


def values(known: Programme, listed: Sequence[Candidate]) -> dict[str, object]:
    """Collect what both pages show."""
    return {
        "here": "bookings",
        "listed": listed,
        "programme": known,
        "states": STATES,
        "marks": MARKS,
        "obstacles": OBSTACLES,
        "locale": page_locale(),
    }
