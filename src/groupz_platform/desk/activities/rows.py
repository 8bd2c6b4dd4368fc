"""Reading activities as staff see them: drafts and those put away too."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from groupz_platform.bookings.folding import fold
from groupz_platform.catalogue.models import Activity, ActivityTranslation, Venue
from groupz_platform.catalogue.rules import ActivityStatus
from groupz_platform.texts import LOCALES

OWN = aliased(ActivityTranslation)
OTHER = aliased(ActivityTranslation)
TITLE = func.coalesce(
    func.nullif(OWN.title, ""), func.nullif(OTHER.title, ""), Activity.slug
).label("title")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see; nothing set means everything.

    Attributes:
        text: A part of a title, in any language, with or without accents.
    """

    text: str = ""
    status: ActivityStatus | None = None
    venue_id: int | None = None


class ActivityRow(NamedTuple):
    """An activity in the list."""

    activity: Activity
    title: str
    venue: str


def activity_rows(session: Session, asked: Asked, locale: str) -> Select[Any]:
    """Select the activities that somebody wants to see, in no order."""
    wanted: list[ColumnElement[bool]] = []
    if asked.status is not None:
        wanted.append(Activity.status == asked.status)
    if asked.venue_id is not None:
        wanted.append(Activity.venue_id == asked.venue_id)
    if asked.text:
        wanted.append(Activity.id.in_(called(session, asked.text)))
    other = next(each for each in LOCALES if each != locale)
    rows: Any = (
        select(Activity, TITLE, Venue.name)
        .join(Venue, Venue.id == Activity.venue_id)
        .outerjoin(OWN, and_(OWN.activity_id == Activity.id, OWN.locale == locale))
        .outerjoin(OTHER, and_(OTHER.activity_id == Activity.id, OTHER.locale == other))
        .where(*wanted)
    )
    return cast("Select[Any]", rows)


def called(session: Session, text: str) -> Iterable[int]:
    """List the activities with a text in one of their titles."""
    titles = select(ActivityTranslation.activity_id, ActivityTranslation.title)
    part = fold(text)
    return {key for key, title in session.execute(titles) if part in fold(title)}


def venue_names(session: Session) -> list[tuple[int, str]]:
    """List the venues by name."""
    found = session.execute(select(Venue.id, Venue.name).order_by(Venue.name))
    return [(number, name) for number, name in found]
