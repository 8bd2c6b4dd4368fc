"""Refusals of the schedule."""

from groupz_platform.errors import NotFoundError


class SlotNotFoundError(NotFoundError):
    """There is no such time slot, or its activity is not published."""
