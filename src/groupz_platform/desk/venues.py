"""Venues: listed, added, changed, and taken away where nothing takes place."""

from collections.abc import Callable

from flask import Blueprint, Response, render_template, request
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from groupz_platform.catalogue.errors import VenueNotFoundError
from groupz_platform.catalogue.models import Activity, Venue, VenueTranslation
from groupz_platform.catalogue.slugs import free_slug
from groupz_platform.desk.both_languages import texts_of, write_texts
from groupz_platform.desk.edited import ROW, Rows, Seen, page, see
from groupz_platform.desk.venue_forms import PLAIN, TEXTS, VenueForm, venue_form
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.texts import LOCALES
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import current, now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.listing import Listing
from groupz_platform.web.transactions import transaction

venues = Blueprint("venues", __name__, url_prefix="/venues")
SORTS = {"name": Venue.name, "city": Venue.city}
COUNT = (
    select(func.count(Activity.id))
    .where(Activity.venue_id == Venue.id)
    .scalar_subquery()
)


@venues.get("/")
@needs(Permission.CATALOGUE_READ)
def listed() -> str:
    """List the venues, with how much takes place there."""
    listing = Listing.of(request.args, sorts=SORTS, default="name")
    with transaction(Role.BACKOFFICE) as session:
        wanted = listing.apply(select(Venue, COUNT), last=Venue.id)
        part = listing.part(session.execute(wanted).all())
    return render_template("desk/venues/listed.html", part=part, here="venues")


@venues.get("/new")
@needs(Permission.CATALOGUE_CHANGE)
def new() -> Response:
    """Ask for a venue."""
    return asked(venue_form(data={"timezone": current().settings.timezone}))


@venues.post("/new")
@needs(Permission.CATALOGUE_CHANGE)
def add() -> BaseResponse:
    """Add a venue."""
    form = venue_form(request.form)
    if not form.validate_in_both():
        return asked(form)
    with transaction(Role.BACKOFFICE) as session:
        venue = Venue(
            picture="", slug=free_slug(form.name.data or "", taken_in(session))
        )
        write(venue, form)
        session.add(venue)
    say(_("The venue is added."))
    return see("venues.listed")


@venues.get(f"/<{ROW}:venue_id>/")
@needs(Permission.CATALOGUE_READ)
def shown(venue_id: int) -> Response:
    """Show a venue, with the form to change it."""
    with transaction(Role.BACKOFFICE) as session:
        venue = found(session, venue_id)
        return of_venue(session, venue, venue_form(data=present(venue)))


@venues.post(f"/<{ROW}:venue_id>/")
@needs(Permission.CATALOGUE_CHANGE)
def change(venue_id: int) -> BaseResponse:
    """Change a venue, unless somebody else has meanwhile."""
    form, seen = venue_form(request.form), Seen.sent()
    with transaction(Role.BACKOFFICE) as session:
        venue = found(session, venue_id, lock=True)
        is_late = seen.is_old(venue)
        if not form.validate_in_both() or is_late or not fits(session, venue, form):
            return of_venue(session, venue, form, seen if is_late else None)
        write(venue, form)
    say(_("The venue is changed: visitors see it so from now on."))
    return see("venues.shown", venue_id=venue_id)


@venues.get(f"/<{ROW}:venue_id>/remove")
@needs(Permission.CATALOGUE_CHANGE)
def ask_to_remove(venue_id: int) -> str:
    """Ask once more, or say what takes place there."""
    with transaction(Role.BACKOFFICE) as session:
        venue = found(session, venue_id)
        in_use = is_in_use(session, venue)
    return render_template(
        "desk/venues/remove.html", venue=venue, in_use=in_use, here="venues"
    )


@venues.post(f"/<{ROW}:venue_id>/remove")
@needs(Permission.CATALOGUE_CHANGE)
def remove(venue_id: int) -> BaseResponse:
    """Take a venue away where nothing takes place."""
    with transaction(Role.BACKOFFICE) as session:
        venue = found(session, venue_id, lock=True)
        if is_in_use(session, venue):
            return see("venues.ask_to_remove", venue_id=venue_id)
        session.delete(venue)
    say(_("The venue is gone."))
    return see("venues.listed")


def found(session: Session, venue_id: int, *, lock: bool = False) -> Venue:
    """Find a venue by its number.

    Args:
        session: An open session of the role ``backoffice``.
        venue_id: Its number.
        lock: Whether nobody else changes it until the transaction ends.

    Raises:
        VenueNotFoundError: There is none.
    """
    venue = session.get(Venue, venue_id, with_for_update=lock)
    if venue is None:
        raise VenueNotFoundError
    return venue


def is_in_use(session: Session, venue: Venue) -> bool:
    """Tell whether an activity takes place there."""
    return bool(session.scalar(select(exists().where(Activity.venue_id == venue.id))))


def fits(session: Session, venue: Venue, form: VenueForm) -> bool:
    """Tell whether a venue may change so: its clock stays while there are times."""
    if form.timezone.data == venue.timezone or not has_times(session, venue):
        return True
    form.timezone.errors = [
        _("There are times to come here, which would move. The time zone stays.")
    ]
    return False


def has_times(session: Session, venue: Venue) -> bool:
    """Tell whether something begins there that is not over."""
    coming = select(TimeSlot.id).join(Activity, Activity.id == TimeSlot.activity_id)
    coming = coming.where(Activity.venue_id == venue.id, TimeSlot.ends_at > now())
    return session.scalars(coming.limit(1)).first() is not None


def taken_in(session: Session) -> Callable[[object], bool]:
    """Make a function that tells whether a venue has a name in addresses."""
    return set(session.scalars(select(Venue.slug))).__contains__


def write(venue: Venue, form: VenueForm) -> None:
    """Write down what was typed."""
    for name in PLAIN:
        setattr(venue, name, form[name].data)
    write_texts(venue.translations, form, TEXTS, VenueTranslation)


def present(venue: Venue) -> dict[str, str]:
    """Fill in what a venue is now."""
    plain = {name: getattr(venue, name) for name in PLAIN}
    return plain | texts_of(venue.translations, TEXTS)


def asked(form: VenueForm) -> Response:
    """Render the form of a venue that is not there yet."""
    return page("desk/venues/new.html", form, here="venues")


def of_venue(
    session: Session, venue: Venue, form: VenueForm, seen: Seen | None = None
) -> Response:
    """Render the page of a venue.

    Args:
        session: An open session of the role ``backoffice``.
        venue: Which one.
        form: What it is, or what was typed.
        seen: What somebody had seen who comes too late.
    """
    return page(
        "desk/venues/shown.html",
        form,
        is_late=seen is not None,
        venue=venue,
        seen=Seen.now(session, venue),
        entries=seen.changes(session, rows_of(venue)) if seen else (),
        here="venues",
    )


def rows_of(venue: Venue) -> Rows:
    """Name the rows that a form of a venue is made of, as the audit log does."""
    texts = [("venue_translations", f"{venue.id}/{locale}") for locale in LOCALES]
    return [("venues", str(venue.id)), *texts]
