"""Publishing an activity, unpublishing it, putting it away, copying it."""

from flask import url_for
from werkzeug import Response

from groupz_platform.catalogue.errors import TextsMissingError
from groupz_platform.catalogue.publishing import become, copied, gaps
from groupz_platform.catalogue.rules import ActivityStatus
from groupz_platform.desk.activities.blueprint import activities, found
from groupz_platform.desk.activities.words import DONE, missing_words
from groupz_platform.desk.edited import ROW, see
from groupz_platform.errors import NotFoundError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.transactions import transaction


@activities.post(f"/<{ROW}:activity_id>/become/<word>")
@needs(Permission.CATALOGUE_CHANGE)
def set_state(activity_id: int, word: str) -> Response:
    """Publish an activity, make it a draft, or put it away."""
    status = status_of(word)
    with transaction(Role.BACKOFFICE) as session:
        activity = found(session, activity_id, lock=True)
        try:
            before = become(activity, status)
        except TextsMissingError:
            say(missing_words(list(gaps(activity))))
            return see("activities.shown", activity_id=activity_id)
    undo = url_for("activities.set_state", activity_id=activity_id, word=before)
    say(_(DONE[status]), undo="" if before is status else undo)
    return see("activities.shown", activity_id=activity_id)


@activities.post(f"/<{ROW}:activity_id>/copy")
@needs(Permission.CATALOGUE_CHANGE)
def copy(activity_id: int) -> Response:
    """Make a draft that is the same."""
    with transaction(Role.BACKOFFICE) as session:
        made = copied(session, found(session, activity_id)).id
    say(_("This is the copy: a draft with the same texts, pictures and prices."))
    return see("activities.shown", activity_id=made)


def status_of(word: str) -> ActivityStatus:
    """Read a state off an address.

    Raises:
        NotFoundError: There is none by that name.
    """
    if word not in list(ActivityStatus):
        raise NotFoundError
    return ActivityStatus(word)
