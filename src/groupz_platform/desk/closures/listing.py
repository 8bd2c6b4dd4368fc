"""The list of closures: what comes, or what is over."""

from flask import Blueprint, render_template, request

from groupz_platform.desk.closures.rows import closure_rows, row_of
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule.models import Closure
from groupz_platform.web.access import needs
from groupz_platform.web.context import now
from groupz_platform.web.language import page_locale
from groupz_platform.web.listing import Listing
from groupz_platform.web.transactions import transaction

closures = Blueprint("closures", __name__, url_prefix="/closures")
SORTS = {"from": Closure.begins_at, "until": Closure.ends_at}


@closures.get("/")
@needs(Permission.SCHEDULE_READ)
def listed() -> str:
    """List the closures that are not over, the next one first; or those that are."""
    is_past = request.args.get("show") == "past"
    default = "-from" if is_past else "from"
    listing = Listing.of(request.args, sorts=SORTS, default=default)
    over = Closure.ends_at <= now()
    wanted = closure_rows(page_locale()).where(over if is_past else ~over)
    with transaction(Role.BACKOFFICE) as session:
        found = session.execute(listing.apply(wanted, last=Closure.id))
        part = listing.part([row_of(each) for each in found])
    return render_template(
        "desk/closures/listed.html",
        part=part,
        is_past=is_past,
        now=now(),
        here="closures",
    )
