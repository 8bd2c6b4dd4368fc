"""What stands on the board: a row an activity, a column a day or an hour."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import HOLDS_CAPACITY, BookingState
from groupz_platform.desk.slots.rows import Asked, SlotRow, row_of, slot_rows
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState


@dataclass(frozen=True, slots=True)
class Guest:
    """A group that has places in a slot."""

    id: int
    name: str
    persons: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A slot on the board, with who comes."""

    row: SlotRow
    guests: Sequence[Guest] = ()

    @property
    def is_open(self) -> bool:
        """Whether groups can book it."""
        return self.row.slot.state is SlotState.OPEN


@dataclass
class Line:
    """A row of the board: an activity, with its slots by column."""

    title: str
    venue: str
    cells: dict[int, list[Block]] = field(default_factory=lambda: defaultdict(list))


def blocks(session: Session, asked: Asked, locale: str) -> list[Block]:
    """Read the slots of a period with who comes, in two queries."""
    found = session.execute(slot_rows(asked, locale).order_by(TimeSlot.starts_at))
    rows = [row_of(each) for each in found]
    guests = guests_of(session, asked)
    return [Block(row, guests.get(row.slot.id, ())) for row in rows]


def guests_of(session: Session, asked: Asked) -> dict[int, list[Guest]]:
    """Read who has places in the slots of a period, by slot."""
    found = session.execute(
        select(
            Booking.slot_id,
            Booking.id,
            Booking.organisation,
            Booking.contact_name,
            Booking.persons,
            Booking.state,
        )
        .join(TimeSlot, TimeSlot.id == Booking.slot_id)
        .where(
            TimeSlot.starts_at >= asked.begin,
            TimeSlot.starts_at < asked.end,
            Booking.state.in_(HOLDS_CAPACITY - {BookingState.HELD}),
        )
        .order_by(Booking.id)
    ).all()
    guests: dict[int, list[Guest]] = defaultdict(list)
    for slot_id, number, organisation, name, persons, state in found:
        here = state is BookingState.CHECKED_IN
        guests[slot_id].append(Guest(number, organisation or name, persons, here))
    return guests


def lines_by_day(found: Sequence[Block], first: date) -> list[Line]:
    """Lay blocks out in columns of days, the first one at 0."""
    return _lines(found, lambda row: (row.starts_at.date() - first).days)


def lines_by_hour(found: Sequence[Block]) -> list[Line]:
    """Lay blocks out in columns of hours, as the venue's clock shows them."""
    return _lines(found, lambda row: row.starts_at.hour)


def _lines(found: Sequence[Block], column: Callable[[SlotRow], int]) -> list[Line]:
    ordered = sorted(found, key=lambda block: (block.row.venue, block.row.title))
    lines = []
    for (venue, title), own in groupby(
        ordered, lambda block: (block.row.venue, block.row.title)
    ):
        line = Line(title, venue)
        for block in sorted(own, key=lambda block: block.row.starts_at):
            line.cells[column(block.row)].append(block)
        lines.append(line)
    return lines


def hours_of(found: Sequence[Block]) -> range:
    """Tell which hours a day's board has: from the first to the last one."""
    hours = [block.row.starts_at.hour for block in found]
    return range(min(hours), max(hours) + 1) if hours else range(0)


def days_from(first: date, count: int) -> list[date]:
    """List the days of a board."""
    return [first + timedelta(days=each) for each in range(count)]
