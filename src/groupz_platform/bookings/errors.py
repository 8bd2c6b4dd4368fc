"""Refusals of bookings, carrying their facts."""

from groupz_platform.errors import ConflictError, InvalidInputError, NotFoundError
from groupz_platform.schedule.rules import Availability


class PartySizeError(InvalidInputError):
    """The activity does not take groups of this size."""

    def __init__(self, persons: int, least: int, most: int) -> None:
        super().__init__(f"{persons} is not between {least} and {most}")
        self.persons = persons
        self.least = least
        self.most = most


class CategoryError(InvalidInputError):
    """The activity has no price for somebody in the group."""


class GroupTypeError(InvalidInputError):
    """The activity is not meant for this type of group."""


class SlotNotBookableError(ConflictError):
    """The slot takes no groups: closed, too soon, or too far ahead."""

    def __init__(self, state: Availability) -> None:
        super().__init__(state.value)
        self.state = state


class SlotFullError(ConflictError):
    """Fewer places are left in the slot than the group needs."""

    def __init__(self, wanted: int, left: int) -> None:
        super().__init__(f"{wanted} wanted, {left} left")
        self.wanted = wanted
        self.left = left


class ChangedMeanwhileError(ConflictError):
    """Staff changed the activity between reading and booking."""


class OtherRequestError(ConflictError):
    """The form was used before, for a booking with other content."""


class TransitionError(ConflictError):
    """A booking in this state cannot become that."""


class HoldExpiredError(ConflictError):
    """The hold is over; its places may be somebody else's by now."""


class TooManyHoldsError(ConflictError):
    """One network holds as much as it may without having booked."""


class TooLateError(ConflictError):
    """The moment until which a visitor may do this is over."""


class PriceChangedError(ConflictError):
    """The price is no longer the one that the visitor agreed to."""


class BookingNotFoundError(NotFoundError):
    """No booking is behind this link, or the link is over."""
