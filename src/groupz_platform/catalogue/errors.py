"""Refusals of the catalogue."""

from groupz_platform.catalogue.pricing import Price
from groupz_platform.catalogue.rules import PictureFault
from groupz_platform.errors import ConflictError, InvalidInputError, NotFoundError


class ActivityNotFoundError(NotFoundError):
    """No published activity has that name."""


class VenueNotFoundError(NotFoundError):
    """There is no such venue."""


class TextsMissingError(ConflictError):
    """An activity cannot be read in both languages."""


class PictureError(InvalidInputError):
    """A file is no picture that can be shown."""

    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class PictureNotFoundError(NotFoundError):
    """There is no such picture."""


class TooManyPicturesError(ConflictError):
    """An activity has as many pictures as it can."""


class PolicyNotFoundError(NotFoundError):
    """There is no such cancellation policy."""


class PriceNotFoundError(NotFoundError):
    """There is no such price, or it is no longer what it was."""


class PriceRivalError(ConflictError):
    """Two prices would count for the same persons of the same groups."""

    def __init__(self, rival: Price) -> None:
        super().__init__("another price counts for the same groups")
        self.rival = rival
