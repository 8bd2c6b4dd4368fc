"""Refusals of the schedule."""

from groupz_platform.errors import ConflictError, InvalidInputError, NotFoundError


class SlotNotFoundError(NotFoundError):
    """There is no such time slot, or its activity is not published."""


class SlotExistsError(ConflictError):
    """The activity has a time slot that begins at this moment already."""


class SlotInUseError(ConflictError):
    """A booking names the time slot, be it one that is over."""


class SlotChangedError(ConflictError):
    """Somebody of the staff has changed the time slot meanwhile."""


class CapacityError(InvalidInputError):
    """More is booked in the time slot than it would take."""

    def __init__(self, persons: int, groups: int) -> None:
        super().__init__(f"{persons} persons in {groups} groups")
        self.persons = persons
        self.groups = groups


class ClosureNotFoundError(NotFoundError):
    """There is no such closure."""


class ClosureChangedError(ConflictError):
    """Somebody of the staff has changed the closure meanwhile."""
