"""Words and numbers of staff accounts, second factors and signing in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_network
from typing import NamedTuple

TICKET_LASTS = timedelta(minutes=5)
"""How long after the password the second factor may be given."""

LINK_LASTS = timedelta(hours=72)
"""How long an enrolment link opens."""

FRESH_FOR = timedelta(minutes=10)
"""How long after a second factor a sensitive act needs no other."""

NETWORK_KEPT = timedelta(days=30)
"""How long the history knows a network by its whole address."""

ALERT_PAUSE = timedelta(hours=1)
"""At most so often somebody is alerted to wrong codes."""

RECOVERY_CODES = 10
LONGEST_NAME = 80
IPV4_KEPT = 24
IPV6_KEPT = 48
"""Bits of an address that stay when it is shortened."""


class AccountState(StrEnum):
    """Whether somebody may sign in at all."""

    ACTIVE = "active"
    DISABLED = "disabled"


class FactorKind(StrEnum):
    """What a second factor is."""

    TOTP = "totp"
    PASSKEY = "passkey"


class Factor(StrEnum):
    """By what somebody gave the second factor."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


class LinkPurpose(StrEnum):
    """What an enrolment link lets its holder do."""

    ACCOUNT = "account"
    """Choose a password, then a second factor."""

    SECOND_FACTOR = "second_factor"
    """Give the password, then choose a second factor."""


class Result(StrEnum):
    """How an attempt to sign in ended."""

    PENDING = "pending"
    """The password was right; the second factor has not been given."""

    SUCCEEDED = "succeeded"
    REFUSED = "refused"
    NOTED = "noted"
    """No attempt, but something that belongs into the history."""


class Reason(StrEnum):
    """Why an attempt ended as it did."""

    PASSWORD_RIGHT = "password_right"  # noqa: S105 - a word of the history
    SIGNED_IN = "signed_in"
    ENROLLED = "enrolled"
    CONFIRMED = "confirmed"
    UNKNOWN_NAME = "unknown_name"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a word of the history
    NOT_ENROLLED = "not_enrolled"
    DISABLED = "disabled"
    TOO_OFTEN = "too_often"
    WRONG_CODE = "wrong_code"
    USED_CODE = "used_code"
    WRONG_PASSKEY = "wrong_passkey"
    FACTOR_RESET = "factor_reset"


class SessionEnd(StrEnum):
    """How a session ended, in the words of `groupz_shield.sessions`."""

    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    IDLE = "idle"
    ABSOLUTE = "absolute"


class Limit(NamedTuple):
    """At most so many in any stretch of time."""

    most: int
    within: timedelta


PASSWORD_LIMIT = Limit(10, timedelta(minutes=5))
"""For one name from one network."""

CODE_LIMITS = (
    Limit(5, timedelta(minutes=5)),
    Limit(20, timedelta(hours=1)),
    Limit(50, timedelta(days=1)),
)
"""Wrong codes of one account, each after a right password."""


def free_again_at(
    failures: Sequence[datetime], limits: Sequence[Limit], now: datetime
) -> datetime | None:
    """Tell when another attempt is taken, or nothing if one is taken now.

    Args:
        failures: When the earlier ones were, the newest first.
        limits: How many are taken within which time.
        now: The present moment.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> free_again_at([noon] * 2, [Limit(3, timedelta(minutes=5))], noon)
    >>> free_again_at([noon] * 3, [Limit(3, timedelta(minutes=5))], noon).minute
    5
    """
    ends = [
        failures[limit.most - 1] + limit.within
        for limit in limits
        if len(failures) >= limit.most
    ]
    return max((end for end in ends if end > now), default=None)


def shortened(network: str) -> str:
    """Leave of an address what tells the region and not the household.

    >>> shortened("203.0.113.77"), shortened("2001:db8:1:2::/64")
    ('203.0.113.0/24', '2001:db8:1::/48')
    >>> shortened("unknown")
    'unknown'
    """
    try:
        given = ip_network(network, strict=False)
    except ValueError:
        return network
    kept = IPV4_KEPT if given.version == 4 else IPV6_KEPT  # noqa: PLR2004 - of IP
    return str(given.supernet(new_prefix=kept)) if given.prefixlen > kept else network


def tidy_name(typed: str) -> str:
    """Read a sign-in name or an e-mail address as people type it.

    >>> tidy_name("  Jo@Museum.example ")
    'jo@museum.example'
    """
    return typed.strip().casefold()
