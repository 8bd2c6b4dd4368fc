"""Moving a booking to another time of its activity, and back."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug import Response

from groupz_platform.bookings import changes
from groupz_platform.bookings.errors import PriceChangedError
from groupz_platform.bookings.for_callers import booking_of_number
from groupz_platform.bookings.queries import group_of, view_of
from groupz_platform.bookings.values import ChangeRequest
from groupz_platform.bookings.words import words_of
from groupz_platform.desk.edited import ROW, see
from groupz_platform.desk.letters import letterhead
from groupz_platform.desk.planning.pages import planning
from groupz_platform.desk.planning.shown import shown
from groupz_platform.errors import RefusalError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction


class StaleError(Exception):
    """Somebody has changed the booking since the board was shown."""


@planning.get(f"/move/<{ROW}:number>/<{ROW}:slot_id>")
@needs(Permission.BOOKINGS_CHANGE)
def ask_to_move(number: int, slot_id: int) -> str | Response:
    """Show from when to when a booking would move, and what it would cost."""
    try:
        with transaction(Role.BACKOFFICE) as session:
            booking = booking_of_number(session, number)
            view, activity = view_of(session, booking, page_locale())
            wanted = ChangeRequest(view.group, slot_id, by=staff().name)
            proposal = changes.propose(session, booking, wanted, now=now())
    except RefusalError as error:
        return refused(words_of(error), number)
    return render_template(
        "desk/planning/move.html",
        booking=view,
        activity=activity,
        proposal=proposal,
        part=shown(),
        here="planning",
    )


@planning.post(f"/move/<{ROW}:number>/<{ROW}:slot_id>")
@needs(Permission.BOOKINGS_CHANGE)
def move(number: int, slot_id: int) -> Response:
    """Move a booking, and mail its group; a price that differs is shown first."""
    try:
        undo = moved(
            number,
            slot_id,
            version=request.form.get("version", -1, type=int),
            agreed_cents=request.form.get("agreed_cents", -1, type=int),
        )
    except PriceChangedError:
        return see("planning.ask_to_move", number=number, slot_id=slot_id, **query())
    except StaleError:
        return refused(_("This booking has changed meanwhile. Look once more."), number)
    except RefusalError as error:
        return refused(words_of(error), number)
    say(_("The booking is moved, and the group gets a mail."), undo=undo)
    return back(slot_id)


@planning.post(
    f"/move/<{ROW}:number>/<{ROW}:slot_id>/back/<{ROW}:version>/<{ROW}:cents>"
)
@needs(Permission.BOOKINGS_CHANGE)
def move_back(number: int, slot_id: int, version: int, cents: int) -> Response:
    """Move a booking back to where it was, and mail its group once more.

    Args:
        number: The booking.
        slot_id: Where it was.
        version: What it was made by the move that is taken back.
        cents: What it cost then.
    """
    try:
        moved(number, slot_id, version=version, agreed_cents=cents)
    except PriceChangedError:
        return see("planning.ask_to_move", number=number, slot_id=slot_id, **query())
    except StaleError:
        return refused(_("This booking has changed meanwhile. Look once more."), number)
    except RefusalError as error:
        return refused(words_of(error), number)
    say(_("The booking is back where it was, and the group gets a mail."))
    return back(slot_id)


def moved(number: int, slot_id: int, *, version: int, agreed_cents: int) -> str:
    """Move a booking, once it is the one that was seen.

    Returns:
        The address that takes it back.

    Raises:
        StaleError: It is another one by now.
        PriceChangedError: It would cost something else.
        RefusalError: Any of those of `changes.propose`.
    """
    with transaction(Role.BACKOFFICE) as session:
        booking = booking_of_number(session, number, to_change=True)
        if booking.version != version:
            raise StaleError
        before, cents = booking.slot_id, booking.total_cents
        changes.change(
            session,
            booking,
            ChangeRequest(group_of(booking), slot_id, by=staff().name),
            agreed_cents=agreed_cents,
            letterhead=letterhead(),
            now=now(),
        )
        session.flush()
        return url_for(
            "planning.move_back",
            number=number,
            slot_id=before,
            version=booking.version,
            cents=cents,
            **query(),
        )


def query() -> dict[str, Any]:
    """Take along which days the board shows."""
    part = shown()
    return {"view": part.view, "date": part.first}


def refused(why: str, number: int) -> Response:
    """Go back to the board, where another time can be chosen, and say why."""
    say(why)
    return see("planning.board", **query(), move=number)


def back(slot_id: int) -> Response:
    """Go back to the board, to the slot where the booking is now."""
    return see("planning.board", **query(), _anchor=f"slot-{slot_id}")
