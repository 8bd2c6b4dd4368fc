"""What stands on the board: a row an activity, a column a day or an hour."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from groupz_platform.desk.closures.rows import ClosureRow
from groupz_platform.desk.planning.reading import Block, Offer

AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
HOURS = range(24)


class Shut(NamedTuple):
    """A part of a cell in which the activity is closed.

    Attributes:
        begins: From when, where that is not when the cell begins.
        ends: Until when, where that is not when the cell ends.
        is_first: Whether the cells before it are not closed by the same closure.
    """

    closure: ClosureRow
    begins: time | None
    ends: time | None
    is_first: bool


@dataclass(slots=True)
class Cell:
    """What takes place in a column, and what is closed there."""

    blocks: list[Block] = field(default_factory=list)
    shut: list[Shut] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the board."""

    offer: Offer
    cells: Sequence[Cell]


class Sum(NamedTuple):
    """What a column comes to."""

    slots: int
    groups: int
    persons: int


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a board, in the time of whichever venue stands in the row.

    Attributes:
        begins: When each begins, on the clock of the wall.
        length: How long each lasts.
    """

    begins: Sequence[datetime]
    length: timedelta

    def __len__(self) -> int:
        return len(self.begins)

    def at(self, moment: datetime) -> int | None:
        """Tell in which column a moment of a venue's wall lies, if it is one of them.

        >>> columns = days_from(date(2027, 1, 4), 7)
        >>> columns.at(datetime(2027, 1, 5, 10)), columns.at(datetime(2027, 1, 11))
        (1, None)
        """
        passed = moment.replace(tzinfo=None) - self.begins[0]
        number = passed // self.length
        return number if 0 <= number < len(self) else None


def days_from(first: date, count: int) -> Columns:
    """Make a column a day."""
    begin = datetime.combine(first, time())
    return Columns([begin + each * A_DAY for each in range(count)], A_DAY)


def hours_of(day: date, offers: Sequence[Offer]) -> Columns:
    """Make a column an hour, from the first that begins to the last."""
    begin = datetime.combine(day, time())
    starts = [
        block.starts_at.hour
        for offer in offers
        for block in offer.blocks
        if block.starts_at.date() == day
    ]
    hours = range(min(starts), max(starts) + 1) if starts else range(1)
    return Columns([begin + each * AN_HOUR for each in hours], AN_HOUR)


def lines_of(
    offers: Sequence[Offer], columns: Columns, closures: Sequence[ClosureRow]
) -> list[Line]:
    """Lay out what takes place, and what is closed."""
    return [line_of(offer, columns, closures) for offer in offers]


def line_of(offer: Offer, columns: Columns, closures: Sequence[ClosureRow]) -> Line:
    """Lay out the row of an activity."""
    cells = [Cell() for _ in columns.begins]
    for block in offer.blocks:
        column = columns.at(block.starts_at)
        if column is not None:
            cells[column].blocks.append(block)
    for closure in closures:
        if closes(closure, offer):
            for column, shut in parts_of(closure, offer, columns):
                cells[column].shut.append(shut)
    return Line(offer, cells)


def closes(row: ClosureRow, offer: Offer) -> bool:
    """Tell whether a closure is about an activity."""
    closure = row.closure
    if closure.activity_id is not None:
        return closure.activity_id == offer.activity_id
    return closure.venue_id in (None, offer.venue_id)


def parts_of(
    row: ClosureRow, offer: Offer, columns: Columns
) -> Iterator[tuple[int, Shut]]:
    """Tell in which columns something is closed, and from when until when there."""
    begins = row.closure.begins_at.astimezone(offer.zone).replace(tzinfo=None)
    ends = row.closure.ends_at.astimezone(offer.zone).replace(tzinfo=None)
    is_first = True
    for number, begin in enumerate(columns.begins):
        end = begin + columns.length
        if begins < end and ends > begin:
            start = begins.time() if begins > begin else None
            stop = ends.time() if ends < end else None
            yield number, Shut(row, start, stop, is_first)
            is_first = columns.length == A_DAY


def by_venue(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Put the rows of each venue together."""
    for (venue, _), own in groupby(lines, _venue_of):
        yield venue, list(own)


def _venue_of(line: Line) -> tuple[str, int]:
    return line.offer.venue, line.offer.venue_id


def sums_of(
    lines: Sequence[Line], columns: Columns, fits: Callable[[Block], bool]
) -> list[tuple[Sum, int]]:
    """Add up each column: what takes place, and how many slots would fit."""
    found = []
    for number in range(len(columns)):
        blocks = [each for line in lines for each in line.cells[number].blocks]
        total = Sum(
            len(blocks),
            sum(len(block.guests) for block in blocks),
            sum(block.used_persons for block in blocks),
        )
        found.append((total, sum(fits(block) for block in blocks)))
    return found
