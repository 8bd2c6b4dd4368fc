"""The login history as it is written: one row an attempt, and what became of it."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from groupz_platform.accounts.models import SignInAttempt
from groupz_platform.accounts.rules import (
    CODE_LIMITS,
    PASSWORD_LIMIT,
    Limit,
    Reason,
    Result,
    SessionEnd,
)

WRONG_CODES = (Reason.WRONG_CODE, Reason.USED_CODE, Reason.WRONG_PASSKEY)


@dataclass(frozen=True, slots=True)
class Visit:
    """Where somebody is, and when.

    Attributes:
        network: The address, or the /64 of one.
        browser: The browser's family and system.
        at: Aware, in UTC.
    """

    network: str
    browser: str
    at: datetime


def name_hash(name: str, secret: bytes) -> str:
    """Tell names apart without keeping what somebody typed: it may be a password."""
    return hmac.digest(secret, f"sign-in:{name}".encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class Who:
    """Whose attempt it is.

    Attributes:
        name_hash: What `name_hash` makes of the name that was typed.
        account_id: The account of that name; None where it is nobody's.
    """

    name_hash: str
    account_id: int | None


def note(
    session: Session,
    visit: Visit,
    who: Who,
    reason: Reason,
    result: Result = Result.REFUSED,
) -> SignInAttempt:
    """Write an attempt down."""
    attempt = SignInAttempt(
        at=visit.at,
        account_id=who.account_id,
        name_hash=who.name_hash,
        network=visit.network,
        browser=visit.browser,
        result=result,
        reason=reason,
    )
    session.add(attempt)
    session.flush()
    return attempt


def wrong_passwords(
    session: Session, hashed: str, network: str, now: datetime
) -> Sequence[datetime]:
    """List when a name was refused to a network lately, the last one first."""
    return session.scalars(
        select(SignInAttempt.at)
        .where(
            SignInAttempt.name_hash == hashed,
            SignInAttempt.network == network,
            SignInAttempt.result == Result.REFUSED,
            SignInAttempt.reason.not_in((*WRONG_CODES, Reason.TOO_OFTEN)),
            SignInAttempt.at > now - PASSWORD_LIMIT.within,
        )
        .order_by(SignInAttempt.at.desc())
        .limit(PASSWORD_LIMIT.most)
    ).all()


def wrong_codes(session: Session, account_id: int, now: datetime) -> Sequence[datetime]:
    """List when an account's codes were wrong lately, the last one first."""
    longest: Limit = max(CODE_LIMITS, key=lambda limit: limit.within)
    return session.scalars(
        select(SignInAttempt.at)
        .where(
            SignInAttempt.account_id == account_id,
            SignInAttempt.reason.in_(WRONG_CODES),
            SignInAttempt.at > now - longest.within,
        )
        .order_by(SignInAttempt.at.desc())
        .limit(longest.most)
    ).all()


def note_session(session: Session, attempt_id: int, handle: str) -> SignInAttempt:
    """Note which session came of an attempt."""
    attempt = session.get_one(SignInAttempt, attempt_id)
    attempt.session_handle = handle
    return attempt


def note_end(session: Session, handle: str, end: SessionEnd, at: datetime) -> None:
    """Note how a session ended; a new id of the same one is no end."""
    session.execute(
        update(SignInAttempt)
        .where(SignInAttempt.session_handle == handle, SignInAttempt.ended_at.is_(None))
        .values(ended_at=at, ended_by=end)
        .execution_options(synchronize_session=False)
    )
