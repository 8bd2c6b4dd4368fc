"""What the address of the list asks for, and which bookings are ticked in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from groupz_platform.bookings.finding import Asked, found
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.programme import Programme
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.desk.days import date_of
from groupz_platform.desk.edited import number_of

NAMES = ("q", "state", "from", "until", "activity", "venue", "type", "sort")
"""What of an address belongs to a filter."""

EVERY = "every"
LONGEST_FIELD = 200
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Picked:
    """Bookings that were ticked in the list, or all that it finds."""

    asked: Asked
    every: bool
    ids: tuple[int, ...]

    def select(self, programme: Programme, *columns: Any) -> Select[Any]:
        """Select some columns of these bookings, the first ones first."""
        if self.every:
            return found(self.asked, programme, *columns).order_by(Booking.id)
        everything = Asked(every_state=True)
        wanted = found(everything, programme, *columns).order_by(Booking.id)
        return wanted.where(Booking.id.in_(self.ids))


def asked_of(args: MultiDict[str, str]) -> Asked:
    """Read off an address which bookings are wanted; what is odd is left out."""
    text = args.get("q", "").strip()[:LONGEST_FIELD]
    state = args.get("state", "")
    return Asked(
        text=text,
        state=word_of(BookingState, state),
        first=date_of(args.get("from", "")),
        last=date_of(args.get("until", "")),
        activity_id=number_of(args.get("activity", "")),
        venue_id=number_of(args.get("venue", "")),
        group_type=word_of(GroupType, args.get("type", "")),
        every_state=state == EVERY or (bool(text) and not state),
    )


def picked_of(args: MultiDict[str, str]) -> Picked:
    """Read off an address which bookings are ticked."""
    ids = numbers_of(args.getlist("pick"))
    return Picked(asked_of(args), bool(args.get("all")), ids)


def query_of(args: MultiDict[str, str]) -> str:
    """Write the query of an address that asks for the same bookings."""
    given = {name: args.get(name, "").strip()[:LONGEST_FIELD] for name in NAMES}
    return urlencode({name: value for name, value in given.items() if value})


def numbers_of(texts: Iterable[str]) -> tuple[int, ...]:
    """Read numbers of bookings, each once, in order."""
    numbers = {number_of(text.strip()) for text in texts}
    return tuple(sorted(number for number in numbers if number is not None))


def word_of(words: type[Word], text: str) -> Word | None:
    """Read one of some words."""
    return words(text) if text in {word.value for word in words} else None
