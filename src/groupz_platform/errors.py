"""Refusals: errors that carry facts and a text fit for the user.

An area's own refusals derive from these; `web.error_pages` alone maps the classes to
HTTP statuses.
"""


class RefusalError(Exception):
    """Something was asked for that is not given; the text says why."""


class InvalidInputError(RefusalError):
    """The input itself cannot be right."""


class NotFoundError(RefusalError):
    """Nothing by that name is there for this person."""


class ConflictError(RefusalError):
    """The input is right, but what is stored does not allow it now."""


class GoneError(RefusalError):
    """It was there, and is over."""


class BusyError(RefusalError):
    """Too many are at it at this moment; the same request may succeed soon."""
