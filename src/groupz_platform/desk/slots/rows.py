"""Reading slots and activities as staff see them: drafts and closed ones too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from groupz_platform.catalogue.errors import ActivityNotFoundError
from groupz_platform.catalogue.models import Activity, ActivityTranslation, Venue
from groupz_platform.catalogue.rules import ActivityStatus, CapacityMode
from groupz_platform.schedule.errors import SlotNotFoundError
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState

TITLE = func.coalesce(ActivityTranslation.title, Activity.slug).label("title")


class Room(StrEnum):
    """Which slots are shown, by what is booked in them."""

    FREE = "free"
    FULL = "full"
    BOOKED = "booked"
    EMPTY = "empty"


ROOMS: dict[Room, ColumnElement[bool]] = {
    Room.FREE: and_(
        TimeSlot.used_persons < TimeSlot.capacity_persons,
        TimeSlot.used_groups < TimeSlot.capacity_groups,
    ),
    Room.FULL: (TimeSlot.used_persons >= TimeSlot.capacity_persons)
    | (TimeSlot.used_groups >= TimeSlot.capacity_groups),
    Room.BOOKED: TimeSlot.used_groups > 0,
    Room.EMPTY: TimeSlot.used_groups == 0,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see; nothing set means everything."""

    activity_id: int | None = None
    begin: datetime | None = None
    end: datetime | None = None
    state: SlotState | None = None
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot with its activity, in its venue's time.

    Attributes:
        slot: Its numbers and state.
        title: What the activity is called.
        mode: Whether several groups share it.
    """

    slot: TimeSlot
    title: str
    venue: str
    zone: ZoneInfo
    mode: CapacityMode
    duration: timedelta

    @property
    def activity_id(self) -> int:
        """Whose time it is."""
        return self.slot.activity_id

    @property
    def starts_at(self) -> datetime:
        """When it begins, as the clock on the venue's wall shows it."""
        return self.slot.starts_at.astimezone(self.zone)

    @property
    def ends_at(self) -> datetime:
        """When it ends, as the clock on the venue's wall shows it."""
        return self.slot.ends_at.astimezone(self.zone)

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.slot.ends_at - self.slot.starts_at).total_seconds() // 60)


class ActivityRow(NamedTuple):
    """An activity that times can be added to.

    Attributes:
        is_published: Whether visitors see it.
    """

    id: int
    title: str
    venue: str
    zone: ZoneInfo
    mode: CapacityMode
    minutes: int
    max_group: int
    is_published: bool

    @property
    def activity_id(self) -> int:
        """Its number."""
        return self.id


def slot_rows(asked: Asked, locale: str) -> Select[Any]:
    """Select slots with their activities, in no order."""
    wanted: list[ColumnElement[bool]] = []
    if asked.activity_id is not None:
        wanted.append(TimeSlot.activity_id == asked.activity_id)
    if asked.begin is not None:
        wanted.append(TimeSlot.starts_at >= asked.begin)
    if asked.end is not None:
        wanted.append(TimeSlot.starts_at < asked.end)
    if asked.state is not None:
        wanted.append(TimeSlot.state == asked.state)
    if asked.room is not None:
        wanted.append(ROOMS[asked.room])
    return joined(locale).where(*wanted)


def joined(locale: str) -> Select[Any]:
    """Select slots with what is said of their activities."""
    return (
        select(TimeSlot, TITLE, Venue.name, Venue.timezone)
        .add_columns(Activity.capacity_mode, Activity.duration_minutes)
        .join(Activity, Activity.id == TimeSlot.activity_id)
        .join(Venue, Venue.id == Activity.venue_id)
        .outerjoin(ActivityTranslation, in_locale(locale))
    )


def in_locale(locale: str) -> ColumnElement[bool]:
    """State in SQL that a text is an activity's in a language."""
    return and_(
        ActivityTranslation.activity_id == Activity.id,
        ActivityTranslation.locale == locale,
    )


def row_of(found: Any) -> SlotRow:
    """Make the row of what `joined` has found."""
    slot, title, venue, zone, mode, minutes = found
    return SlotRow(slot, title, venue, ZoneInfo(zone), mode, timedelta(minutes=minutes))


def one_row(session: Session, slot_id: int, locale: str) -> SlotRow:
    """Find a slot by its number.

    Raises:
        SlotNotFoundError: There is none.
    """
    found = session.execute(joined(locale).where(TimeSlot.id == slot_id)).first()
    if found is None:
        raise SlotNotFoundError
    return row_of(found)


def activity_rows(session: Session, locale: str) -> Sequence[ActivityRow]:
    """List the activities, venue by venue; what is archived takes no new times."""
    found = session.execute(
        select(
            Activity.id,
            TITLE,
            Venue.name,
            Venue.timezone,
            Activity.capacity_mode,
            Activity.duration_minutes,
            Activity.max_group,
            Activity.status,
        )
        .join(Venue, Venue.id == Activity.venue_id)
        .outerjoin(ActivityTranslation, in_locale(locale))
        .where(Activity.status != ActivityStatus.ARCHIVED)
        .order_by(Venue.name, Activity.position, Activity.id)
    ).all()
    return [
        ActivityRow(
            id=number,
            title=title,
            venue=venue,
            zone=ZoneInfo(zone),
            mode=mode,
            minutes=minutes,
            max_group=max_group,
            is_published=status is ActivityStatus.PUBLISHED,
        )
        for number, title, venue, zone, mode, minutes, max_group, status in found
    ]


def activity_row(activities: Sequence[ActivityRow], number: int | None) -> ActivityRow:
    """Take one of the activities.

    Raises:
        ActivityNotFoundError: It is none of them.
    """
    for activity in activities:
        if activity.id == number:
            return activity
    raise ActivityNotFoundError


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """Tell when a day begins where a clock hangs."""
    return datetime.combine(day, time(), zone)
