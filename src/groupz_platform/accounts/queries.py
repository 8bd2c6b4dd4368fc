"""Reading accounts, second factors and the login history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, undefer

from groupz_platform.accounts.models import (
    EnrolmentLink,
    RecoveryCode,
    SecondFactorDevice,
    SignInAttempt,
    StaffAccount,
)
from groupz_platform.accounts.rules import AccountState, FactorKind, Result
from groupz_platform.permissions import StaffRole
from groupz_platform.tokens import hash_of


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a name signs in with.

    Attributes:
        account_id: Whose; None where the name is nobody's.
        password_hash: argon2id; None where nobody can sign in with a password.
        is_active: Whether they may.
        has_factor: Whether a second factor was shown to work.
    """

    account_id: int | None = None
    password_hash: str | None = None
    is_active: bool = False
    has_factor: bool = False


def credentials_of(session: Session, name: str) -> Credentials:
    """Read what a sign-in name or an e-mail address signs in with."""
    account = session.scalar(
        select(StaffAccount)
        .where((StaffAccount.sign_in_name == name) | (StaffAccount.email == name))
        .options(undefer(StaffAccount.password_hash))
    )
    if account is None:
        return Credentials()
    return Credentials(
        account.id,
        account.password_hash,
        account.is_active,
        bool(factors_of(session, account.id)),
    )


def account_of(session: Session, account_id: int) -> StaffAccount | None:
    """Find an account that may be used."""
    return session.scalar(
        select(StaffAccount).where(
            StaffAccount.id == account_id, StaffAccount.state == AccountState.ACTIVE
        )
    )


def factors_of(session: Session, account_id: int) -> Sequence[SecondFactorDevice]:
    """List the second factors that were shown to work, the oldest first."""
    return session.scalars(
        select(SecondFactorDevice)
        .where(
            SecondFactorDevice.account_id == account_id,
            SecondFactorDevice.confirmed_at.is_not(None),
        )
        .order_by(SecondFactorDevice.id)
    ).all()


def apps_of(session: Session, account_id: int) -> Sequence[SecondFactorDevice]:
    """List the authenticator apps with their secrets, which are encrypted."""
    return session.scalars(
        select(SecondFactorDevice)
        .where(
            SecondFactorDevice.account_id == account_id,
            SecondFactorDevice.kind == FactorKind.TOTP,
            SecondFactorDevice.confirmed_at.is_not(None),
        )
        .options(undefer(SecondFactorDevice.secret))
    ).all()


def codes_left(session: Session, account_id: int) -> int:
    """Count the recovery codes that are still good."""
    unused = (RecoveryCode.account_id == account_id) & RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count(RecoveryCode.id)).where(unused)) or 0


def link_behind(session: Session, token: str, now: datetime) -> EnrolmentLink | None:
    """Find the enrolment link of a token, while it is good."""
    return session.scalar(
        select(EnrolmentLink).where(
            EnrolmentLink.token_hash == hash_of(token),
            EnrolmentLink.used_at.is_(None),
            EnrolmentLink.expires_at > now,
        )
    )


def attempt_behind(
    session: Session, ticket: str, now: datetime
) -> SignInAttempt | None:
    """Find the attempt that waits for its second factor."""
    return session.scalar(
        select(SignInAttempt)
        .where(
            SignInAttempt.ticket_hash == hash_of(ticket),
            SignInAttempt.result == Result.PENDING,
            SignInAttempt.ticket_expires_at > now,
        )
        .options(undefer(SignInAttempt.challenge))
    )


def has_been_here(session: Session, account_id: int, attempt: SignInAttempt) -> bool:
    """Tell whether somebody signed in before from this network with this browser.

    Somebody's first sign-in is no surprise to them.
    """
    before = select(SignInAttempt.network, SignInAttempt.browser).where(
        SignInAttempt.account_id == account_id,
        SignInAttempt.result == Result.SUCCEEDED,
        SignInAttempt.id != attempt.id,
    )
    places = {tuple(row) for row in session.execute(before)}
    return not places or (attempt.network, attempt.browser) in places


def people() -> Select[StaffAccount]:
    """Select every account, in no order."""
    return select(StaffAccount)


def active_administrators(session: Session) -> int:
    """Count those who can let others in."""
    return (
        session.scalar(
            select(func.count(StaffAccount.id)).where(
                StaffAccount.role == StaffRole.ADMINISTRATOR,
                StaffAccount.state == AccountState.ACTIVE,
            )
        )
        or 0
    )
