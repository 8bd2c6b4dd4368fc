"""Refusals of the catalogue."""

from groupz_platform.errors import ConflictError, NotFoundError


class ActivityNotFoundError(NotFoundError):
    """No published activity has that name."""


class VenueNotFoundError(NotFoundError):
    """There is no such venue."""


class TextsMissingError(ConflictError):
    """An activity cannot be read in both languages."""
