"""The blueprint of these pages, and how an activity is found."""

from flask import Blueprint
from sqlalchemy.orm import Session, selectinload

from groupz_platform.catalogue.errors import ActivityNotFoundError
from groupz_platform.catalogue.models import Activity
from groupz_platform.texts import LOCALES
from groupz_platform.web.language import page_locale

activities = Blueprint("activities", __name__, url_prefix="/activities")


def found(session: Session, activity_id: int, *, lock: bool = False) -> Activity:
    """Find an activity by its number, with its texts.

    Args:
        session: An open session of the role ``backoffice``.
        activity_id: Its number.
        lock: Whether nobody else changes it until the transaction ends.

    Raises:
        ActivityNotFoundError: There is none.
    """
    activity = session.get(
        Activity,
        activity_id,
        options=[selectinload(Activity.translations), selectinload(Activity.images)],
        with_for_update={"key_share": True} if lock else None,
    )
    if activity is None:
        raise ActivityNotFoundError
    return activity


def title_of(activity: Activity) -> str:
    """Tell what an activity is called, in the reader's language if it can be."""
    titles = {row.locale: row.title for row in activity.translations}
    names = (titles.get(locale) for locale in (page_locale(), *LOCALES))
    return next(filter(None, names), activity.slug)
