"""What is written to staff about their account, as plain values."""

from dataclasses import dataclass
from uuid import uuid4
from zoneinfo import ZoneInfo

from groupz_platform.accounts.models import SignInAttempt, StaffAccount
from groupz_platform.mail.services import Letter

NEW_PLACE = "staff_new_place"
"""Somebody signed in from where they never did before."""

WRONG_CODES = "staff_wrong_codes"
"""Somebody's password was right, and the second factor was not."""

WRONG_PASSWORDS = "staff_wrong_passwords"
"""Others try to sign in with somebody's name."""


@dataclass(frozen=True, slots=True)
class House:
    """Who writes.

    Attributes:
        domain: The right side of Message-IDs.
        timezone: Where the staff's clocks hang.
    """

    domain: str
    timezone: str


def letter(
    template: str, account: StaffAccount, attempt: SignInAttempt, house: House
) -> Letter:
    """Write to somebody of the staff about an attempt to sign in."""
    return Letter(
        about=f"{template}:{uuid4().hex}",
        template=template,
        locale=account.locale,
        recipient=account.email,
        values={
            "name": account.name,
            "network": attempt.network,
            "browser": attempt.browser,
            "tried_at": attempt.at.astimezone(ZoneInfo(house.timezone)).isoformat(),
        },
    )
