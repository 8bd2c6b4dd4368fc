"""Today, and any other day: who comes, what is to be done, and the list on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

from flask import make_response, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from groupz_platform.bookings.notes import of_day
from groupz_platform.desk.days import beginning
from groupz_platform.desk.today.arrivals import UNDECIDED, Arrival, arrivals
from groupz_platform.desk.today.attention import expiring, failed_mails
from groupz_platform.desk.today.blueprint import (
    is_guide,
    kept,
    this_day,
    today,
    wanted_day,
)
from groupz_platform.desk.today.shown import Shown
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, staff
from groupz_platform.web.context import now
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with what was typed, and what it was.

    Attributes:
        text: What to do, in the reader's language.
        place: The id of the field.
        typed: What was typed, by the names of fields.
        status: What the answer is called.
    """

    text: str
    place: str
    typed: dict[str, str] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY


@today.get("/")
@needs(Permission.DAY_READ)
def day() -> Response:
    """Show who comes on a day."""
    return page_of()


@today.get("/list")
@needs(Permission.DAY_READ)
def on_paper() -> str:
    """Show the same for paper: for when the network is down."""
    day = wanted_day()
    with transaction(Role.BACKOFFICE) as session:
        shown = Shown.of(session, day, at_once=None)
        values = around(session, shown)
    return render_template("desk/today/paper.html", **values)


def page_of(problem: Problem | None = None) -> Response:
    """Render a day, with what was typed into it where that was wrong."""
    day = wanted_day()
    with transaction(Role.BACKOFFICE) as session:
        shown = Shown.of(session, day)
        values = around(session, shown) | to_do(session, shown)
    body = render_template(
        "desk/today/day.html",
        **values,
        before=day - DAY,
        after=day + DAY,
        problem=problem,
        here="today",
    )
    return make_response(body, problem.status if problem else HTTPStatus.OK)


def around(session: Session, shown: Shown) -> dict[str, object]:
    """Tell what stands around a list of groups: its day, and the notes for it."""
    may_read_notes = staff().may(Permission.BOOKINGS_NOTES)
    return {
        "shown": shown,
        "groups": shown.groups,
        "day": shown.day,
        "is_today": shown.day == this_day(),
        "is_guide": is_guide(),
        "notes": of_day(session, shown.day) if may_read_notes else [],
        "kept": kept(),
        "now": now(),
    }


def to_do(session: Session, shown: Shown) -> dict[str, object]:
    """Tell what the desk has to see to; nothing of it is for guides."""
    if is_guide():
        return {"undecided": [], "expiring": [], "failed": []}
    day, locale = shown.day, page_locale()
    begin, end = max(now(), beginning(day)), beginning(day + DAY)
    may_see_mail = staff().may(Permission.OUTBOX_READ)
    return {
        "undecided": undecided(session, shown),
        "expiring": expiring(session, begin, end, locale),
        "failed": failed_mails(session, day, locale) if may_see_mail else [],
    }


def undecided(session: Session, shown: Shown) -> Sequence[Arrival]:
    """List who waits for an answer, or has an option."""
    if not shown.total("undecided"):
        return []
    return arrivals(session, shown.day, page_locale(), states=UNDECIDED)
