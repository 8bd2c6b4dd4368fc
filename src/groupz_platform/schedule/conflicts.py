"""What stands in the way of new times: asked before they are made, for all at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.schedule.days_off import DaysOff, off_on, public_holidays
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState, moment_of

A_DAY = timedelta(days=1)


class ConflictKind(StrEnum):
    """What is the matter with a time."""

    PAST = "past"
    """It is over."""

    SKIPPED = "skipped"
    """The clock skips that wall time in spring."""

    TAKEN = "taken"
    """The activity begins at that moment already."""

    OVERLAP = "overlap"
    """Another time of the activity lasts into it, or begins before it ends."""

    CLOSURE = "closure"
    HOLIDAY = "holiday"
    DAYS_OFF = "days_off"

    @property
    def hinders(self) -> bool:
        """Whether such a time cannot be made at all."""
        return self in {ConflictKind.PAST, ConflictKind.SKIPPED, ConflictKind.TAKEN}


class Conflict(NamedTuple):
    """Something that stands in the way of a time.

    Attributes:
        name: What the holiday or closure is called, or when the other time is.
    """

    kind: ConflictKind
    name: str = ""


class Span(NamedTuple):
    """From one moment until before another, such as a closure."""

    begins_at: datetime
    ends_at: datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where times are to be made, and what is known of the days.

    Attributes:
        activity_id: Whose times they are.
        zone: Where the venue's clock hangs.
        duration: How long each one lasts.
        days_off: Days on which no times are wanted.
        locale: In which language holidays are named.
        closures: When the venue is closed.
        are_chosen: Whether all of them are to be made, so that each is in the way of
            others; otherwise only those are that nothing stands in the way of.
        but: A slot that does not count, since it is the one that moves.
    """

    activity_id: int
    zone: ZoneInfo
    duration: timedelta
    days_off: Sequence[DaysOff] = ()
    locale: str = "nl"
    closures: Sequence[Span] = ()
    are_chosen: bool = False
    but: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A time that may be made.

    Attributes:
        wall: As the clock on the venue's wall shows it.
        starts_at: The moment in UTC; nothing where that wall time does not exist.
    """

    wall: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    conflicts: tuple[Conflict, ...]

    @property
    def key(self) -> str:
        """What names it in a form."""
        return key_of(self.wall)

    @property
    def is_possible(self) -> bool:
        """Whether it can be made, whatever else is the matter."""
        return not any(each.kind.hinders for each in self.conflicts)


def key_of(wall: datetime) -> str:
    """Name a wall time in a form."""
    return f"{wall:%Y-%m-%dT%H:%M}"


def conflicts_of(
    session: Session, walls: Sequence[datetime], ground: Ground, *, now: datetime
) -> list[PlannedSlot]:
    """Look at each wall time: what it is in UTC, and what stands in its way.

    Args:
        session: An open session of a role that reads the schedule.
        walls: Wall times without a zone, in order.
        ground: Where they are to be made.
        now: The present moment, aware, in UTC.
    """
    if not walls:
        return []
    first, last = walls[0].date(), walls[-1].date()
    known = known_spans(session, ground, first, last)
    holidays = public_holidays(first, last, ground.locale)
    return [planned(wall, ground, known, holidays, now) for wall in walls]


def planned(
    wall: datetime,
    ground: Ground,
    known: dict[date, list[Span]],
    holidays: dict[date, str],
    now: datetime,
) -> PlannedSlot:
    """Look at one wall time; if it will be made, it is known from then on."""
    day = wall.date()
    moment = moment_of(day, wall.time(), ground.zone)
    if moment is None:
        skipped = Conflict(ConflictKind.SKIPPED)
        return PlannedSlot(wall, None, None, (skipped,))
    span = Span(moment, moment + ground.duration, f"{wall:%H:%M}")
    found = [Conflict(ConflictKind.PAST)] if moment <= now else []
    found += among_spans(span, known, day)
    found += [
        Conflict(ConflictKind.CLOSURE, closure.name)
        for closure in ground.closures
        if overlap(span, closure)
    ]
    if day in holidays:
        found.append(Conflict(ConflictKind.HOLIDAY, holidays[day]))
    if off := off_on(day, ground.days_off):
        found.append(Conflict(ConflictKind.DAYS_OFF, off.name))
    result = PlannedSlot(wall, moment, span.ends_at, tuple(dict.fromkeys(found)))
    if result.is_possible and (ground.are_chosen or not found):
        known[day].append(span)
    return result


def among_spans(
    span: Span, known: dict[date, list[Span]], day: date
) -> Iterable[Conflict]:
    """Tell with which times of the activity it collides."""
    beside = [each for near in (day - A_DAY, day, day + A_DAY) for each in known[near]]
    for other in beside:
        if other.begins_at == span.begins_at:
            yield Conflict(ConflictKind.TAKEN, other.name)
        elif overlap(span, other):
            yield Conflict(ConflictKind.OVERLAP, other.name)


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share a moment; one that ends as another begins does not.

    >>> at = datetime(2027, 1, 1)
    >>> overlap(Span(at, at + A_DAY), Span(at + A_DAY, at + 2 * A_DAY))
    False
    """
    return one.begins_at < other.ends_at and other.begins_at < one.ends_at


def known_spans(
    session: Session, ground: Ground, first: date, last: date
) -> dict[date, list[Span]]:
    """Read the activity's times between two days, by day.

    One that does not take place is only in the way of one at the same moment, since a
    slot is known by its activity and its beginning.
    """
    rows = session.execute(
        select(TimeSlot.id, TimeSlot.starts_at, TimeSlot.ends_at, TimeSlot.state).where(
            TimeSlot.activity_id == ground.activity_id,
            TimeSlot.local_date.between(first - A_DAY, last + A_DAY),
        )
    ).all()
    known: dict[date, list[Span]] = defaultdict(list)
    for slot_id, starts_at, ends_at, state in rows:
        if slot_id != ground.but:
            local = starts_at.astimezone(ground.zone)
            gone = state is SlotState.CANCELLED
            known[local.date()].append(
                Span(starts_at, starts_at if gone else ends_at, f"{local:%H:%M}")
            )
    return known
