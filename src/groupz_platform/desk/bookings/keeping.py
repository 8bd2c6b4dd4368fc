"""The filters that somebody keeps: made, opened, removed, and taken back."""

from urllib.parse import parse_qsl

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from groupz_platform.bookings.saved import MOST, remove_filter, save_filter
from groupz_platform.desk.bookings.asking import query_of
from groupz_platform.desk.bookings.blueprint import desk_bookings
from groupz_platform.desk.edited import ROW
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.forms import one_line
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.transactions import transaction

LONGEST_NAME = 60


@desk_bookings.post("/filters/")
@needs(Permission.OWN_ACCOUNT)
def keep() -> Response:
    """Keep a filter under a name."""
    name = one_line(request.values.get("name"))[:LONGEST_NAME]
    query = query_of(MultiDict(parse_qsl(request.values.get("query", ""))))
    if not name or not query:
        say(_("Give the filter a name, and choose something to filter by."))
        return to_list(query)
    with transaction(Role.BACKOFFICE) as session:
        kept = save_filter(session, staff().id, name, query)
    if kept:
        say(_("The filter “%(name)s” is kept.", name=name))
    else:
        say(_("You have %(most)s filters already: remove one first.", most=MOST))
    return to_list(query)


@desk_bookings.post(f"/filters/<{ROW}:number>/remove")
@needs(Permission.OWN_ACCOUNT)
def remove(number: int) -> Response:
    """Remove a filter; it can be had back."""
    with transaction(Role.BACKOFFICE) as session:
        gone = remove_filter(session, staff().id, number)
    if gone is None:
        say(_("This filter was removed already."))
    else:
        back = url_for("desk_bookings.keep", name=gone.name, query=gone.query)
        say(_("The filter “%(name)s” is removed.", name=gone.name), undo=back)
    return to_list("")


def to_list(query: str) -> Response:
    """Go back to the list."""
    address = url_for("desk_bookings.listed")
    return redirect(f"{address}?{query}" if query else address, 303)
