"""Refusals of accounts and of signing in, carrying their facts."""

from datetime import datetime

from groupz_platform.accounts.rules import Reason
from groupz_platform.errors import (
    ConflictError,
    GoneError,
    InvalidInputError,
    NotFoundError,
    RefusalError,
)


class AccountNotFoundError(NotFoundError):
    """There is no such account."""


class NameTakenError(ConflictError):
    """Somebody else has this sign-in name or e-mail address."""


class LastAdministratorError(ConflictError):
    """Nobody would be left who can let others in."""


class LinkGoneError(GoneError):
    """The enrolment link was used, is too old, or never was one."""


class TicketGoneError(GoneError):
    """The time for the second factor is over, or it was given."""


class LastDeviceError(ConflictError):
    """Without it there would be no second factor."""


class PasswordRefusedError(InvalidInputError):
    """The password cannot be taken; the flaw says why."""

    def __init__(self, flaw: str) -> None:
        super().__init__(flaw)
        self.flaw = flaw


class CodesNotRecognisedError(InvalidInputError):
    """The two codes are not two consecutive ones of this device."""


class PasskeyNotTakenError(InvalidInputError):
    """What the browser made is no passkey of this site."""


class SignInRefusedError(RefusalError):
    """Name and password were not taken; nobody is told which of them, or why.

    Attributes:
        until: When another attempt is taken, where there were too many.
    """

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__("sign-in refused")
        self.until = until


class FactorRefusedError(RefusalError):
    """The second factor was not taken.

    Attributes:
        reason: Why, in the word of the history.
        until: When another attempt is taken, where there were too many.
    """

    def __init__(self, reason: Reason, until: datetime | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.until = until


class FactorKeyError(Exception):
    """A stored secret cannot be read with the keys that are there."""
