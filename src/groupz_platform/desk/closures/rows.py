"""Reading closures as staff see them: what is closed, in its own time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from groupz_platform.catalogue.models import Activity, ActivityTranslation, Venue
from groupz_platform.desk.slots.rows import TITLE, in_locale
from groupz_platform.schedule.closures import Scope
from groupz_platform.schedule.errors import ClosureNotFoundError
from groupz_platform.schedule.models import Closure
from groupz_platform.web.context import current

A_DAY = timedelta(days=1)
HOME = aliased(Venue)
"""The venue of the activity that is closed."""


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A closure with the names of what it closes.

    Attributes:
        activity: What the activity is called; empty where it is not about one.
        venue: Whose venue; empty where the whole house is closed.
        zone: Where its clock hangs.
    """

    closure: Closure
    activity: str
    venue: str
    zone: ZoneInfo

    @property
    def begins_at(self) -> datetime:
        """The first moment, as the clock on the wall shows it."""
        return self.closure.begins_at.astimezone(self.zone)

    @property
    def ends_at(self) -> datetime:
        """The moment before which it ends, as the clock on the wall shows it."""
        return self.closure.ends_at.astimezone(self.zone)

    @property
    def has_times(self) -> bool:
        """Whether it is not about whole days."""
        return (self.begins_at.time(), self.ends_at.time()) != (time(), time())

    @property
    def last_day(self) -> date:
        """The last day of which a part is closed."""
        end = self.ends_at
        return end.date() - A_DAY if end.time() == time() else end.date()


def closure_rows(locale: str) -> Select[Any]:
    """Select closures with the names of what they close, in no order."""
    return (
        select(Closure, TITLE, Venue.name, HOME.name)
        .add_columns(Venue.timezone, HOME.timezone)
        .outerjoin(Venue, Venue.id == Closure.venue_id)
        .outerjoin(Activity, Activity.id == Closure.activity_id)
        .outerjoin(HOME, HOME.id == Activity.venue_id)
        .outerjoin(ActivityTranslation, in_locale(locale))
    )


def row_of(found: Any) -> ClosureRow:
    """Make the row of what `closure_rows` has found."""
    closure, title, venue, home, venue_zone, home_zone = found
    zone = venue_zone or home_zone or current().settings.timezone
    return ClosureRow(closure, title or "", venue or home or "", ZoneInfo(zone))


def one_row(session: Session, closure_id: int, locale: str) -> ClosureRow:
    """Find a closure by its number.

    Raises:
        ClosureNotFoundError: There is none.
    """
    found = session.execute(closure_rows(locale).where(Closure.id == closure_id))
    row = found.first()
    if row is None:
        raise ClosureNotFoundError
    return row_of(row)


@dataclass(frozen=True, slots=True)
class Place:
    """Something that can be closed.

    Attributes:
        word: What names it in a form.
        group: The venue under which it stands.
    """

    word: str
    label: str
    group: str
    scope: Scope
    zone: ZoneInfo


def places(session: Session, locale: str) -> list[Place]:
    """List the venues and their activities, in one query."""
    found = session.execute(
        select(Venue.id, Venue.name, Venue.timezone, Activity.id, TITLE)
        .outerjoin(Activity, Activity.venue_id == Venue.id)
        .outerjoin(ActivityTranslation, in_locale(locale))
        .order_by(Venue.name, Venue.id, Activity.position, Activity.id)
    )
    listed: dict[str, Place] = {}
    for venue_id, venue, timezone, activity_id, title in found:
        zone = ZoneInfo(timezone)
        word = f"venue-{venue_id}"
        listed.setdefault(word, Place(word, "", venue, Scope(venue_id), zone))
        if activity_id is not None:
            word = f"activity-{activity_id}"
            scope = Scope(None, activity_id)
            listed[word] = Place(word, title, venue, scope, zone)
    return list(listed.values())
