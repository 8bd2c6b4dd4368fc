"""Adding an activity, and changing one."""

from flask import Response, request
from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from groupz_platform.catalogue.models import Activity, ActivityTranslation, Venue
from groupz_platform.catalogue.publishing import TEXTS, free_activity_slug, gaps
from groupz_platform.catalogue.rules import ActivityStatus
from groupz_platform.desk.activities.blueprint import activities, found, title_of
from groupz_platform.desk.activities.forms import (
    ActivityForm,
    activity_form,
    present,
    usual,
)
from groupz_platform.desk.activities.words import STATES, gap_words
from groupz_platform.desk.both_languages import write_texts
from groupz_platform.desk.edited import ROW, Rows, Seen, number_of, page, see
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.texts import LOCALES
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.transactions import transaction


@activities.get("/new")
@needs(Permission.CATALOGUE_CHANGE)
def new() -> Response:
    """Ask for an activity."""
    with transaction(Role.BACKOFFICE) as session:
        given = usual() | {"venue": request.args.get("venue", "")}
        return asked(activity_form(session, data=given))


@activities.post("/new")
@needs(Permission.CATALOGUE_CHANGE)
def add() -> BaseResponse:
    """Add an activity, as a draft."""
    with transaction(Role.BACKOFFICE) as session:
        form = activity_form(session, request.form)
        if not form.validate_wholly(is_published=False) or not is_free(session, form):
            return asked(form)
        activity = Activity(status=ActivityStatus.DRAFT)
        write(session, activity, form)
        session.add(activity)
        session.flush()
    say(_("The draft is added. Visitors see it once you publish it."))
    return see("activities.shown", activity_id=activity.id)


@activities.get(f"/<{ROW}:activity_id>/")
@needs(Permission.CATALOGUE_READ)
def shown(activity_id: int) -> Response:
    """Show an activity, with the form to change it."""
    with transaction(Role.BACKOFFICE) as session:
        activity = found(session, activity_id)
        return of_activity(
            session, activity, activity_form(session, data=present(activity))
        )


@activities.post(f"/<{ROW}:activity_id>/")
@needs(Permission.CATALOGUE_CHANGE)
def change(activity_id: int) -> BaseResponse:
    """Change an activity, unless somebody else has meanwhile."""
    seen = Seen.sent()
    with transaction(Role.BACKOFFICE) as session:
        activity = found(session, activity_id, lock=True)
        form = activity_form(session, request.form)
        is_published = activity.status is ActivityStatus.PUBLISHED
        is_right = form.validate_wholly(is_published=is_published)
        is_right = is_right and is_free(session, form, activity)
        is_right = is_right and keeps_clock(session, activity, form)
        is_late = seen.is_old(activity)
        if is_late or not is_right:
            return of_activity(session, activity, form, seen if is_late else None)
        write(session, activity, form)
    if is_published:
        say(_("The activity is changed: visitors see it so from now on."))
    else:
        say(_("The activity is changed."))
    return see("activities.shown", activity_id=activity_id)


def is_free(
    session: Session, form: ActivityForm, activity: Activity | None = None
) -> bool:
    """Tell whether no other activity has the address that was typed."""
    others = Activity.id != (activity.id if activity and activity.id else 0)
    taken = exists().where(Activity.slug == form.slug.data, others)
    if form.slug.data and session.scalar(select(taken)):
        form.slug.errors = [_("Another activity has this address.")]
    return not form.slug.errors


def keeps_clock(session: Session, activity: Activity, form: ActivityForm) -> bool:
    """Tell whether the times of an activity stay what they are at its new venue."""
    new_id = number_of(form.venue.data)
    if new_id == activity.venue_id:
        return True
    keys = (new_id, activity.venue_id)
    zones = set(session.scalars(select(Venue.timezone).where(Venue.id.in_(keys))))
    coming = exists().where(
        TimeSlot.activity_id == activity.id, TimeSlot.ends_at > now()
    )
    if len(zones) > 1 and session.scalar(select(coming)):
        text = _("That venue is in another time zone, and there are times to come.")
        form.venue.errors = [text]
    return not form.venue.errors


def write(session: Session, activity: Activity, form: ActivityForm) -> None:
    """Write down what was typed."""
    for name, value in form.columns.items():
        setattr(activity, name, value)
    if form.slug.data:
        activity.slug = form.slug.data
    elif not activity.slug:
        title = form.title_nl.data or form.title_en.data or ""
        activity.slug = free_activity_slug(session, title)
    write_texts(activity.translations, form, TEXTS, ActivityTranslation)


def asked(form: ActivityForm) -> Response:
    """Render the form of an activity that is not there yet."""
    return page("desk/activities/new.html", form, here="activities")


def of_activity(
    session: Session, activity: Activity, form: ActivityForm, seen: Seen | None = None
) -> Response:
    """Render the page of an activity.

    Args:
        session: An open session of the role ``backoffice``.
        activity: Which one.
        form: What it is, or what was typed.
        seen: What somebody had seen who comes too late.
    """
    return page(
        "desk/activities/shown.html",
        form,
        is_late=seen is not None,
        activity=activity,
        title=title_of(activity),
        gaps=[gap_words(gap) for gap in gaps(activity)],
        is_priced=bool(activity.prices),
        seen=Seen.now(session, activity),
        entries=seen.changes(session, rows_of(activity)) if seen else (),
        states=STATES,
        here="activities",
    )


def rows_of(activity: Activity) -> Rows:
    """Name the rows that belong to an activity, as the audit log does."""
    texts = [("activity_translations", f"{activity.id}/{each}") for each in LOCALES]
    images = [("activity_images", str(each.id)) for each in activity.images]
    prices = [("price_rules", str(each.id)) for each in activity.prices]
    return [("activities", str(activity.id)), *texts, *images, *prices]
