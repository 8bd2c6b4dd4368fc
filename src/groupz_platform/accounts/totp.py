"""Codes of authenticator apps: RFC 6238, by the step that they stand for."""

import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pyotp import TOTP, random_base32
from pyotp.utils import build_uri

PROMISED_SECONDS = 60
"""How often a code changes: what this platform asks an app for."""

OTHER_SECONDS = 30
"""What several well-known apps count, whatever they are asked for."""

DIGITS = 6
SECRET_CHARACTERS = 32
"""160 bits, as long as the HMAC's key is used whole (RFC 4226 section 4)."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What two consecutive codes tell of an app.

    Attributes:
        period_seconds: How often its codes change.
        step: The later one's step, which counts from 1970 on.
    """

    period_seconds: int
    step: int


def new_secret() -> str:
    """Make a secret of 160 random bits, in base32."""
    return random_base32(SECRET_CHARACTERS)


def address_of(secret: str, *, account: str, issuer: str) -> str:
    """Write what an app reads from the QR code.

    >>> address_of("ABC", account="jo", issuer="Papier")
    'otpauth://totp/Papier:jo?secret=ABC&issuer=Papier&period=60'
    """
    return build_uri(secret, account, issuer=issuer, period=PROMISED_SECONDS)


def in_groups(secret: str) -> str:
    """Write a secret for people who type it.

    >>> in_groups("ABCDEFGH")
    'ABCD EFGH'
    """
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def tidy_code(typed: str) -> str:
    """Read a code as people type it.

    >>> tidy_code(" 123 456 ")
    '123456'
    """
    return "".join(unicodedata.normalize("NFKC", typed).split())


def matching_step(
    secret: str, code: str, *, period_seconds: int, now: datetime
) -> int | None:
    """Find the step that a code stands for: the current one, or the one before.

    RFC 6238 section 5.2 recommends one step at most for what comes late.
    """
    current = step_at(now, period_seconds)
    return next(
        (
            step
            for step in (current, current - 1)
            if is_code(secret, code, step, period_seconds)
        ),
        None,
    )


def recognised(secret: str, codes: Sequence[str], now: datetime) -> Recognised | None:
    """Tell from two consecutive codes how often an app's codes change.

    Args:
        secret: What the app was given.
        codes: The two codes, in the order in which the app showed them.
        now: When the second one was sent.
    """
    first, second = codes
    for period in (PROMISED_SECONDS, OTHER_SECONDS):
        step = matching_step(secret, second, period_seconds=period, now=now)
        if step is not None and is_code(secret, first, step - 1, period):
            return Recognised(period, step)
    return None


def step_at(moment: datetime, period_seconds: int) -> int:
    """Count the steps since 1970."""
    return int(moment.timestamp()) // period_seconds


def is_code(secret: str, code: str, step: int, period_seconds: int) -> bool:
    """Compare a code with a step's, in a time that tells nothing."""
    expected = TOTP(secret, digits=DIGITS, interval=period_seconds).generate_otp(step)
    return hmac.compare_digest(expected.encode(), code.encode())
