"""The list of activities."""

from flask import render_template, request

from groupz_platform.catalogue.models import Activity, Venue
from groupz_platform.catalogue.rules import ActivityStatus
from groupz_platform.desk.activities.blueprint import activities
from groupz_platform.desk.activities.rows import (
    TITLE,
    ActivityRow,
    Asked,
    activity_rows,
    venue_names,
)
from groupz_platform.desk.activities.words import STATES
from groupz_platform.desk.edited import number_of
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs
from groupz_platform.web.language import page_locale
from groupz_platform.web.listing import Listing
from groupz_platform.web.transactions import transaction

SORTS = {
    "title": TITLE,
    "venue": Venue.name,
    "state": Activity.status,
    "minutes": Activity.duration_minutes,
    "position": Activity.position,
}
STATUSES = {status.value: status for status in ActivityStatus}


@activities.get("/")
@needs(Permission.CATALOGUE_READ)
def listed() -> str:
    """List the activities."""
    listing = Listing.of(request.args, sorts=SORTS, default="title")
    wanted = asked()
    with transaction(Role.BACKOFFICE) as session:
        rows = activity_rows(session, wanted, page_locale())
        found = session.execute(listing.apply(rows, last=Activity.id)).all()
        venues = venue_names(session)
    return render_template(
        "desk/activities/listed.html",
        part=listing.part([ActivityRow(*each) for each in found]),
        asked=wanted,
        venues=venues,
        states=STATES,
        here="activities",
    )


def asked() -> Asked:
    """Read off the address what somebody wants to see; what is odd is left out."""
    return Asked(
        text=request.args.get("q", "").strip(),
        status=STATUSES.get(request.args.get("state", "")),
        venue_id=number_of(request.args.get("venue")),
    )
