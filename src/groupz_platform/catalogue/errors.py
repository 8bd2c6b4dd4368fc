"""Refusals of the catalogue."""

from groupz_platform.errors import NotFoundError


class ActivityNotFoundError(NotFoundError):
    """No published activity has that name."""
