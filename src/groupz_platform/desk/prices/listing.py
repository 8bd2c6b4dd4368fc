"""The prices of all activities, and those of one with the simulator."""

from flask import render_template, request

from groupz_platform.catalogue.models import Activity, Venue
from groupz_platform.catalogue.queries import activity_of
from groupz_platform.catalogue.words import misfit_words
from groupz_platform.desk.activities.rows import (
    TITLE,
    ActivityRow,
    Asked,
    activity_rows,
)
from groupz_platform.desk.edited import ROW
from groupz_platform.desk.prices.blueprint import prices
from groupz_platform.desk.prices.rows import price_rows, spans
from groupz_platform.desk.prices.simulator import Trial
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs
from groupz_platform.web.language import page_locale
from groupz_platform.web.listing import Listing
from groupz_platform.web.transactions import transaction

SORTS = {"title": TITLE, "venue": Venue.name}


@prices.get("/")
@needs(Permission.PRICES_READ)
def listed() -> str:
    """List the activities with what they cost."""
    listing = Listing.of(request.args, sorts=SORTS, default="title")
    asked = Asked(text=request.args.get("q", "").strip())
    with transaction(Role.BACKOFFICE) as session:
        found = activity_rows(session, asked, page_locale())
        rows = session.execute(listing.apply(found, last=Activity.id)).all()
        activities = [ActivityRow(*row) for row in rows]
        known = spans(session, [row.activity.id for row in activities])
    return render_template(
        "desk/prices/listed.html",
        part=listing.part(activities),
        spans=known,
        asked=asked,
        here="prices",
    )


@prices.get(f"/<{ROW}:activity_id>/")
@needs(Permission.PRICES_READ)
def shown(activity_id: int) -> str:
    """Show the price list of an activity, and what a group would pay."""
    with transaction(Role.BACKOFFICE) as session:
        activity = activity_of(session, activity_id, page_locale())
        trial = Trial.of(session, activity, request.args)
        rows = price_rows(session, activity_id)
    return render_template(
        "desk/prices/shown.html",
        activity=activity,
        rows=rows,
        trial=trial,
        why_not=misfit_words,
        here="prices",
    )
