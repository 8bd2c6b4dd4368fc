"""Taking a closure away, and putting it back."""

from flask import url_for
from werkzeug import Response

from groupz_platform.desk.closures.changing import release_holds
from groupz_platform.desk.closures.listing import closures
from groupz_platform.desk.edited import ROW, see
from groupz_platform.errors import NotFoundError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule import closing
from groupz_platform.schedule.closures import stretch_of
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext
from groupz_platform.web.transactions import transaction


@closures.post(f"/<{ROW}:number>/remove")
@needs(Permission.SCHEDULE_CHANGE)
def remove(number: int) -> Response:
    """Open again what it closes; done by somebody else already, it is done."""
    try:
        with transaction(Role.BACKOFFICE) as session:
            entry = closing.remove(session, number)
    except NotFoundError:
        say(gettext("This closure was gone already."))
    else:
        undo = url_for("closures.restore", entry_id=entry)
        say(gettext("The closure is gone: groups can book there again."), undo=undo)
    return see("closures.listed")


@closures.post(f"/restore/<{ROW}:entry_id>")
@needs(Permission.SCHEDULE_CHANGE)
def restore(entry_id: int) -> Response:
    """Put a closure back that was taken away."""
    with transaction(Role.BACKOFFICE) as session:
        closure = closing.restore(session, entry_id, now=now())
        number, stretch = closure.id, stretch_of(closure)
    release_holds(stretch)
    say(gettext("The closure is back."), undo=url_for("closures.remove", number=number))
    return see("closures.listed")
