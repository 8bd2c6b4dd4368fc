"""What these pages say: states, conflicts, errors."""

from collections.abc import Mapping
from typing import Any

from groupz_platform.bookings.errors import ChangedMeanwhileError, TooLateError
from groupz_platform.bookings.rules import BookingState
from groupz_platform.desk.slots.rows import Room
from groupz_platform.errors import RefusalError
from groupz_platform.schedule.conflicts import Conflict, ConflictKind
from groupz_platform.schedule.errors import (
    CapacityError,
    SlotExistsError,
    SlotInUseError,
)
from groupz_platform.schedule.rules import SlotState
from groupz_platform.texts import gettext_noop as noop
from groupz_platform.web.gettext import gettext

STATES: Mapping[SlotState, tuple[str, str]] = {
    SlotState.OPEN: (noop("open"), "good"),
    SlotState.CLOSED: (noop("closed"), "quiet"),
    SlotState.CANCELLED: (noop("called off"), "bad"),
}
"""What a slot's state is called, and how its dot looks."""

ROOM_NAMES: Mapping[Room, str] = {
    Room.FREE: noop("with places left"),
    Room.FULL: noop("full"),
    Room.BOOKED: noop("with bookings"),
    Room.EMPTY: noop("without bookings"),
}

CONFLICTS: Mapping[ConflictKind, str] = {
    ConflictKind.PAST: noop("is over"),
    ConflictKind.SKIPPED: noop("does not exist: the clock goes forward then"),
    ConflictKind.TAKEN: noop("is there already"),
    ConflictKind.OVERLAP: noop("overlaps the one at %(name)s"),
    ConflictKind.CLOSURE: noop("the house is closed: %(name)s"),
    ConflictKind.HOLIDAY: noop("public holiday: %(name)s"),
    ConflictKind.DAYS_OFF: noop("school holiday: %(name)s"),
}

PROBLEMS: Mapping[type[RefusalError], str] = {
    TooLateError: noop("This time is over or has begun: it stays as it is."),
    SlotExistsError: noop("This activity begins at that moment already."),
    SlotInUseError: noop("A booking is tied to this time, so it cannot be removed."),
    ChangedMeanwhileError: noop(
        "Somebody booked at this very moment. Look once more, and send it again."
    ),
}

BOOKING_STATES: Mapping[BookingState, str] = {
    BookingState.HELD: noop("being filled in"),
    BookingState.REQUESTED: noop("asked for"),
    BookingState.OPTION: noop("option"),
    BookingState.CONFIRMED: noop("booked"),
    BookingState.CHECKED_IN: noop("arrived"),
}
"""What a booking that has places is called."""


def booking_state_word(state: BookingState) -> str:
    """Say where a booking stands."""
    return gettext(BOOKING_STATES[state])


def conflict_words(conflict: Conflict) -> str:
    """Say what stands in the way of a time."""
    text = gettext(CONFLICTS[conflict.kind])
    if "%(name)s" not in text:
        return text
    return (text % {"name": conflict.name}).rstrip(": ")


def problem_words(error: RefusalError) -> str:
    """Say why something was refused.

    Raises:
        RefusalError: It is not known here.
    """
    if isinstance(error, CapacityError):
        facts: dict[str, Any] = {"persons": error.persons, "groups": error.groups}
        text = gettext(
            "It cannot take fewer than are in it now: places %(persons)d,"
            " groups %(groups)d."
        )
        return text % facts
    if type(error) not in PROBLEMS:
        raise error
    return gettext(PROBLEMS[type(error)])
