"""Adding one time."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, make_response, render_template, request, url_for
from werkzeug import Response as BaseResponse

from groupz_platform.catalogue.errors import ActivityNotFoundError
from groupz_platform.desk.edited import mistakes, number_of, see
from groupz_platform.desk.slots.blueprint import slots
from groupz_platform.desk.slots.forms import AddForm, usual, with_activities
from groupz_platform.desk.slots.ground import ground_of
from groupz_platform.desk.slots.rows import ActivityRow, activity_row, activity_rows
from groupz_platform.desk.slots.words import conflict_words, problem_words
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule.conflicts import PlannedSlot, conflicts_of
from groupz_platform.schedule.errors import SlotExistsError
from groupz_platform.schedule.services import Added, Span, add_slots, wait_for_planners
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext, ngettext
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction


@slots.get("/one")
@needs(Permission.SCHEDULE_CHANGE)
def one() -> Response:
    """Show the form of one time."""
    with transaction(Role.BACKOFFICE) as session:
        activities = activity_rows(session, page_locale())
    given = given_activity(activities)
    return page(with_activities(AddForm(data=usual(given)), activities))


@slots.post("/one")
@needs(Permission.SCHEDULE_CHANGE)
def add() -> BaseResponse:
    """Add a time; what stands in its way is shown first, unless that was seen."""
    with transaction(Role.BACKOFFICE) as session:
        activities = activity_rows(session, page_locale())
        form = with_activities(AddForm(request.form), activities)
        if not form.validate():
            return page(form)
        activity = activity_row(activities, number_of(form.activity.data))
        wait_for_planners(session, activity.id)
        ground = ground_of(session, activity, form.duration)
        [planned] = conflicts_of(session, [form.wall], ground, now=now())
        doubts = [conflict_words(each) for each in planned.conflicts]
        if not planned.is_possible:
            form.begins.errors = [doubts_in(planned)]
            return page(form)
        if doubts and "anyway" not in request.form:
            return page(form, doubts=doubts)
        try:
            added = add_slots(session, activity.id, [span_of(planned)], form.capacity)
        except SlotExistsError as error:
            session.rollback()
            form.begins.errors = [problem_words(error)]
            return page(form)
    return told(added)


def told(added: Added) -> BaseResponse:
    """Say how many were added, and go to the list."""
    text = ngettext("%(num)d time is added.", "%(num)d times are added.", added.total)
    undo = url_for(
        "slots.undo_added",
        activity_id=added.activity_id,
        first=added.first,
        last=added.last,
    )
    say(text, undo=undo)
    return see("slots.listed", activity=added.activity_id)


def span_of(planned: PlannedSlot) -> Span:
    """Take the moments of a time that is possible.

    Raises:
        ValueError: It is not.
    """
    if planned.starts_at is None or planned.ends_at is None:
        raise ValueError(planned.key)
    return Span(planned.starts_at, planned.ends_at, planned.wall.date())


def doubts_in(planned: PlannedSlot) -> str:
    """Say why a time cannot be made."""
    hinders = [each for each in planned.conflicts if each.kind.hinders]
    text = gettext("This time %(why)s.")
    return text % {"why": ", ".join(conflict_words(each) for each in hinders)}


def given_activity(activities: Sequence[ActivityRow]) -> ActivityRow | None:
    """Find the activity that the address names."""
    try:
        return activity_row(activities, number_of(request.args.get("activity", "")))
    except ActivityNotFoundError:
        return None


def page(form: AddForm, *, doubts: Sequence[str] = ()) -> Response:
    """Render the form, with what is wrong or doubtful."""
    wrong = mistakes(form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong or doubts else HTTPStatus.OK
    body = render_template(
        "desk/slots/one.html", form=form, wrong=wrong, doubts=doubts, here="slots"
    )
    return make_response(body, status)
