"""Taking a price off the list, and taking a change back."""

from flask import url_for
from werkzeug import Response

from groupz_platform.catalogue.errors import PriceNotFoundError, PriceRivalError
from groupz_platform.catalogue.price_list import last_change, take_back
from groupz_platform.desk.activities.blueprint import found
from groupz_platform.desk.edited import ROW, see
from groupz_platform.desk.prices.blueprint import found_in, prices
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.transactions import transaction


@prices.post(f"/<{ROW}:activity_id>/<{ROW}:price_id>/remove")
@needs(Permission.PRICES_CHANGE)
def remove(activity_id: int, price_id: int) -> Response:
    """Take a price off the list; done by somebody else already, it is done."""
    with transaction(Role.BACKOFFICE) as session:
        activity = found(session, activity_id, lock=True)
        try:
            activity.prices.remove(found_in(activity, price_id))
        except PriceNotFoundError:
            say(_("This price was gone already."))
        else:
            session.flush()
            entry = last_change(session, price_id)
            undo = url_for("prices.undo", entry_id=entry)
            say(_("The price is gone; bookings keep theirs."), undo=undo)
    return see("prices.shown", activity_id=activity_id)


@prices.post(f"/undo/<{ROW}:entry_id>")
@needs(Permission.PRICES_CHANGE)
def undo(entry_id: int) -> Response:
    """Take a change of a price back, as long as none came after it."""
    try:
        with transaction(Role.BACKOFFICE) as session:
            activity_id = take_back(session, entry_id)
    except (PriceNotFoundError, PriceRivalError):
        say(_("That can no longer be undone: the price list was changed after it."))
        return see("prices.listed")
    say(_("The price list is as it was."))
    return see("prices.shown", activity_id=activity_id)
