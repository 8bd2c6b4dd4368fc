"""The page of the planning board."""

from collections.abc import Sequence
from math import ceil

from flask import Blueprint, current_app, render_template, url_for
from sqlalchemy.orm import Session

from groupz_platform.desk.activities.rows import venue_names
from groupz_platform.desk.planning.board import (
    Columns,
    by_venue,
    days_from,
    hours_of,
    lines_of,
    sums_of,
)
from groupz_platform.desk.planning.candidate import Candidate, candidate
from groupz_platform.desk.planning.reading import (
    Block,
    Offer,
    activities_in,
    closures_in,
    offers,
)
from groupz_platform.desk.planning.shown import ROWS, Shown, shown, today
from groupz_platform.desk.shell import on_the_wall
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, staff
from groupz_platform.web.addresses import AddressPattern
from groupz_platform.web.context import now
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

planning = Blueprint("planning", __name__, url_prefix="/planning")


@planning.get("/")
@needs(Permission.SCHEDULE_READ)
def board() -> str:
    """Show a day, or a week from its Monday on; with a booking, where it can go."""
    part = shown()
    with transaction(Role.BACKOFFICE) as session:
        moving = candidate(session, part.moving)
        every = rows_of(session, part, moving)
        pages = max(1, ceil(len(every) / ROWS))
        part = part.turned(min(part.page, pages))
        period = part.period(part.rows(every))
        found = offers(session, period, page_locale())
        venues = venue_names(session)
        closures = closures_in(session, period, page_locale())
    columns = columns_of(part, found)
    lines = lines_of(found, columns, closures)
    fits = moving.fits if moving else nowhere
    return render_template(
        "desk/planning/board.html",
        part=part,
        columns=columns,
        lines=lines,
        groups=list(by_venue(lines)),
        venues=venues,
        pages=pages,
        sums=sums_of(lines, columns, fits),
        closures=closures,
        moving=moving,
        fits=fits,
        addresses=addresses(part, moving),
        today=today(),
        now_on_the_wall=on_the_wall(now()).replace(tzinfo=None),
        now=now(),
        here="planning",
    )


def rows_of(session: Session, part: Shown, moving: Candidate | None) -> Sequence[int]:
    """Choose the activities: all that take place, or the one that somebody booked."""
    if moving is not None:
        return [moving.activity_id]
    return activities_in(session, part.period(), part.venue)


def columns_of(part: Shown, found: Sequence[Offer]) -> Columns:
    """Choose the columns: days of a week, hours of a day."""
    if part.is_week:
        return days_from(part.first, part.days)
    return hours_of(part.first, found)


def nowhere(_block: Block) -> bool:
    """Fit no slot, since nobody is being moved."""
    return False


def may_move() -> bool:
    """Tell whether the one who looks may move bookings."""
    return staff().may(Permission.BOOKINGS_CHANGE)


def addresses(part: Shown, moving: Candidate | None) -> dict[str, AddressPattern]:
    """Prepare the addresses that stand on the board again and again."""
    found = {}
    if "slots.shown" in current_app.view_functions:
        found["slot"] = AddressPattern.of("slots.shown", "slot_id")
    if "booking_detail.shown" in current_app.view_functions and staff().may(
        Permission.BOOKINGS_READ
    ):
        found["booking"] = AddressPattern.of("booking_detail.shown", "number")
    if may_move() and moving is None:
        before = url_for("planning.board", view=part.view, date=part.first)
        found["choose"] = AddressPattern(f"{before}&move=", "")
    if moving is not None:
        found["target"] = AddressPattern.of(
            "planning.move",
            "slot_id",
            number=moving.booking.id,
            view=part.view,
            date=part.first,
        )
    return found
