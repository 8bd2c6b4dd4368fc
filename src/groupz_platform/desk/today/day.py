"""Today, and any other day: who comes, what is to be done, and the list on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus

from flask import make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from groupz_platform.bookings.notes import of_day
from groupz_platform.desk.days import beginning
from groupz_platform.desk.today.arrivals import Arrival, arrivals, fold
from groupz_platform.desk.today.attention import expiring, failed_mails
from groupz_platform.desk.today.blueprint import (
    is_guide,
    kept,
    this_day,
    today,
    wanted_day,
)
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, staff
from groupz_platform.web.context import now
from groupz_platform.web.forms import one_line
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Totals:
    """A day in numbers."""

    groups: int
    persons: int
    here: int

    @classmethod
    def of(cls, groups: Sequence[Arrival]) -> "Totals":
        """Count who comes, and who is there."""
        return cls(
            len(groups),
            sum(group.persons for group in groups),
            sum(group.is_here for group in groups),
        )


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
    shown = wanted_day()
    with transaction(Role.BACKOFFICE) as session:
        groups = arrivals(session, shown, page_locale())
        values = who_comes(session, shown, groups)
    return render_template("desk/today/paper.html", **values, kept=kept(), now=now())


def page_of(problem: Problem | None = None) -> Response:
    """Render a day, with what was typed into it where that was wrong."""
    shown = wanted_day()
    with transaction(Role.BACKOFFICE) as session:
        groups = arrivals(session, shown, page_locale())
        values = who_comes(session, shown, groups) | to_do(session, shown, groups)
    body = render_template(
        "desk/today/day.html",
        **values,
        before=shown - DAY,
        after=shown + DAY,
        kept=kept(),
        now=now(),
        problem=problem,
        here="today",
    )
    return make_response(body, problem.status if problem else HTTPStatus.OK)


def who_comes(
    session: Session, shown: date, groups: Sequence[Arrival]
) -> dict[str, object]:
    """Tell who comes on a day, and the notes for its desk."""
    coming = [group for group in groups if group.is_coming]
    may_read_notes = staff().may(Permission.BOOKINGS_NOTES)
    return {
        "day": shown,
        "is_today": shown == this_day(),
        "is_guide": is_guide(),
        "groups": chosen(coming),
        "totals": Totals.of(coming),
        "activities": {group.activity_id: group.title for group in coming},
        "venues": {group.venue_id: group.venue for group in coming},
        "notes": of_day(session, shown) if may_read_notes else [],
    }


def chosen(groups: Sequence[Arrival]) -> list[Arrival]:
    """Take those that were searched for, by name, activity and venue."""
    part = fold(one_line(request.args.get("q")))
    activity = request.args.get("activity") or None
    venue = None if is_guide() else request.args.get("venue") or None
    return [
        group
        for group in groups
        if group.says(part, to_guide=is_guide())
        and activity in (None, str(group.activity_id))
        and venue in (None, str(group.venue_id))
    ]


def to_do(
    session: Session, shown: date, groups: Sequence[Arrival]
) -> dict[str, object]:
    """Tell what the desk has to see to; nothing of it is for guides."""
    if is_guide():
        return {"undecided": [], "expiring": [], "failed": []}
    begin, end = max(now(), beginning(shown)), beginning(shown + DAY)
    may_see_mail = staff().may(Permission.OUTBOX_READ)
    return {
        "undecided": [group for group in groups if not group.is_coming],
        "expiring": expiring(session, begin, end, page_locale()),
        "failed": failed_mails(session, groups) if may_see_mail else [],
    }
