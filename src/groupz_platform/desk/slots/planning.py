"""Adding many times: a timetable, a preview with what stands in the way, and save."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple

from flask import Response, make_response, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from groupz_platform.desk.edited import ROW, mistakes, number_of, see
from groupz_platform.desk.slots.adding import given_activity, span_of, told
from groupz_platform.desk.slots.blueprint import slots
from groupz_platform.desk.slots.forms import ManyForm, usual, with_activities, with_days
from groupz_platform.desk.slots.ground import ground_of
from groupz_platform.desk.slots.rows import ActivityRow, activity_row, activity_rows
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule.conflicts import (
    ConflictKind,
    PlannedSlot,
    conflicts_of,
    key_of,
)
from groupz_platform.schedule.recurrence import MOST, TooManyTimesError
from groupz_platform.schedule.services import (
    Added,
    add_slots,
    take_back,
    wait_for_planners,
)
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext, ngettext
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction


class Preview(NamedTuple):
    """The times of a timetable, and which of them are chosen.

    Attributes:
        news: What has come in the way since it was shown before.
    """

    planned: Sequence[PlannedSlot]
    chosen: frozenset[str]
    news: Sequence[PlannedSlot] = ()

    @property
    def doubtful(self) -> str:
        """The times with conflicts, as the form says that they were seen."""
        return ",".join(each.key for each in self.planned if each.conflicts)


@slots.get("/many")
@needs(Permission.SCHEDULE_CHANGE)
def many() -> Response:
    """Show the form of a timetable, and what it comes to once it is filled in."""
    with transaction(Role.BACKOFFICE) as session:
        activities = activity_rows(session, page_locale())
        if "preview" not in request.args:
            values = {"skip_holidays": True} | usual(given_activity(activities))
            return page(complete(ManyForm(data=values), activities))
        form = complete(ManyForm(request.args), activities)
        planned = plan_of(session, form, activities)
    if planned is None:
        return page(form)
    return page(form, Preview(planned, proposed(form, planned)))


@slots.post("/many")
@needs(Permission.SCHEDULE_CHANGE)
def add_many() -> BaseResponse:
    """Add the times that are ticked; the timetable stands in the address."""
    with transaction(Role.BACKOFFICE) as session:
        activities = activity_rows(session, page_locale())
        form = complete(ManyForm(request.args), activities)
        number = number_of(form.activity.data) or 0
        wait_for_planners(session, number)
        planned = plan_of(session, form, activities)
        if planned is None:
            return page(form)
        chosen = frozenset(request.form.getlist("at"))
        wanted = plan_of(session, form, activities, only=chosen) or []
        news = unseen(wanted)
        if news or not wanted:
            preview = Preview(merged(planned, wanted), chosen, news)
            return page(form, preview, none_chosen=not wanted)
        spans = [span_of(each) for each in wanted]
        added = add_slots(session, number, spans, form.capacity)
    return told(added)


@slots.post(f"/added/<{ROW}:activity_id>/<{ROW}:first>/<{ROW}:last>/undo")
@needs(Permission.SCHEDULE_CHANGE)
def undo_added(activity_id: int, first: int, last: int) -> BaseResponse:
    """Take times away again that were just added, but for those in use by now."""
    with transaction(Role.BACKOFFICE) as session:
        gone = take_back(session, Added(activity_id, first, last, 0))
    text = ngettext(
        "%(num)d time is gone again.", "%(num)d times are gone again.", gone
    )
    say(text)
    return see("slots.listed", activity=activity_id)


def complete(form: ManyForm, activities: Sequence[ActivityRow]) -> ManyForm:
    """Give a form all that it chooses from."""
    with_activities(form, activities)
    return with_days(form)


def plan_of(
    session: Session,
    form: ManyForm,
    activities: Sequence[ActivityRow],
    *,
    only: frozenset[str] | None = None,
) -> list[PlannedSlot] | None:
    """Work out the times of a timetable; nothing where it is not filled in rightly.

    Args:
        session: An open session of a role that reads the schedule.
        form: The timetable.
        activities: What it can be for.
        only: The keys of those that are chosen, which may be in each other's way.
    """
    if not form.validate():
        return None
    activity = activity_row(activities, number_of(form.activity.data))
    try:
        walls = form.recurrence.walls()
    except TooManyTimesError:
        text = gettext(
            "This comes to more than %(most)d times. Choose a shorter period, and add"
            " the rest after it."
        )
        form.last.errors = [text % {"most": MOST}]
        return None
    ground = ground_of(
        session,
        activity,
        form.duration,
        days_off=form.periods,
        are_chosen=only is not None,
    )
    if only is not None:
        walls = [wall for wall in walls if key_of(wall) in only]
    return conflicts_of(session, walls, ground, now=now())


def merged(
    planned: Sequence[PlannedSlot], newer: Sequence[PlannedSlot]
) -> list[PlannedSlot]:
    """Put what is known by now in the place of what was known."""
    known = {each.key: each for each in newer}
    return [known.get(each.key, each) for each in planned]


def proposed(form: ManyForm, planned: Sequence[PlannedSlot]) -> frozenset[str]:
    """Choose the times that nothing stands in the way of."""
    ignored = set() if form.skip_holidays.data else {ConflictKind.HOLIDAY}
    return frozenset(
        each.key
        for each in planned
        if all(conflict.kind in ignored for conflict in each.conflicts)
    )


def unseen(wanted: Sequence[PlannedSlot]) -> list[PlannedSlot]:
    """Find the times that have conflicts which the form did not show, or cannot be."""
    seen = frozenset(request.form.get("seen", "").split(","))
    return [
        each
        for each in wanted
        if not each.is_possible or (each.conflicts and each.key not in seen)
    ]


def page(
    form: ManyForm, preview: Preview | None = None, *, none_chosen: bool = False
) -> Response:
    """Render the form, with the times that it comes to."""
    wrong = mistakes(form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong or none_chosen else HTTPStatus.OK
    if preview is not None and preview.news:
        status = HTTPStatus.CONFLICT
    body = render_template(
        "desk/slots/many.html",
        form=form,
        wrong=wrong,
        preview=preview,
        none_chosen=none_chosen,
        most=MOST,
        address=url_for("slots.many") + "?" + request.query_string.decode(),
        here="slots",
    )
    return make_response(body, status)
