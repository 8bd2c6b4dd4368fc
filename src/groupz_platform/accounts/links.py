"""Enrolment links: made for somebody, opened once, with the password each time."""

import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from groupz_platform.accounts import passwords
from groupz_platform.accounts.attempts import (
    Visit,
    Who,
    name_hash,
    note,
    wrong_passwords,
)
from groupz_platform.accounts.errors import (
    LinkGoneError,
    PasswordRefusedError,
    SignInRefusedError,
)
from groupz_platform.accounts.models import EnrolmentLink, StaffAccount
from groupz_platform.accounts.queries import link_behind
from groupz_platform.accounts.rules import (
    LINK_LASTS,
    PASSWORD_LIMIT,
    AccountState,
    LinkPurpose,
    Reason,
    free_again_at,
)
from groupz_platform.tokens import hash_of

PROOF_LASTS = timedelta(minutes=30)
"""How long after the password a second factor may be added by a link."""


def make_link(
    session: Session, account: StaffAccount, purpose: LinkPurpose, now: datetime
) -> str:
    """Make a link for somebody; those from before end. Answer its token."""
    close_links(session, account.id, now)
    token = secrets.token_urlsafe(32)
    session.add(
        EnrolmentLink(
            account=account,
            token_hash=hash_of(token),
            purpose=purpose,
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    )
    return token


def close_links(session: Session, account_id: int, now: datetime) -> None:
    """End the links of somebody that were not used."""
    unused = select(EnrolmentLink).where(
        EnrolmentLink.account_id == account_id, EnrolmentLink.used_at.is_(None)
    )
    for link in session.scalars(unused):
        link.used_at = now


def opened(session: Session, token: str, now: datetime) -> EnrolmentLink:
    """Find the link of a token.

    Raises:
        LinkGoneError: It was used, is too old, or its account is closed.
    """
    link = link_behind(session, token, now)
    if link is None or link.account.state is not AccountState.ACTIVE:
        raise LinkGoneError
    return link


def needs_password(link: EnrolmentLink) -> bool:
    """Tell whether the holder of a link has to choose a password."""
    return link.purpose is LinkPurpose.ACCOUNT and link.password_at is None


def take_password(
    session: Session, token: str, password: str, visit: Visit, *, secret: bytes
) -> str | SignInRefusedError:
    """Take the password that a link asks for, a new one or the known one.

    A wrong one is answered and not raised, because it has to be written down.

    Returns:
        What proves for half an hour that it was given.

    Raises:
        LinkGoneError: The link opens no more.
        PasswordRefusedError: The new password cannot be taken.
    """
    link = opened(session, token, visit.at)
    if needs_password(link):
        choose_password(link.account, password)
    elif refused := refusal(session, link.account, password, visit, secret):
        return refused
    link.password_at = visit.at
    return proof_of(link, secret)


def refusal(
    session: Session, account: StaffAccount, password: str, visit: Visit, secret: bytes
) -> SignInRefusedError | None:
    """Refuse a wrong password, as the sign-in does and within its limit."""
    hashed = name_hash(account.sign_in_name, secret)
    failures = wrong_passwords(session, hashed, visit.network, visit.at)
    until = free_again_at(failures, [PASSWORD_LIMIT], visit.at)
    if until is None and is_known(session, account.id, password):
        return None
    reason = Reason.TOO_OFTEN if until else Reason.WRONG_PASSWORD
    note(session, visit, Who(hashed, account.id), reason)
    return SignInRefusedError(until)


def choose_password(account: StaffAccount, password: str) -> None:
    """Give somebody a new password.

    Raises:
        PasswordRefusedError: It cannot be taken.
    """
    if flaw := passwords.flaw_of(password, account.own):
        raise PasswordRefusedError(flaw)
    account.password_hash = passwords.hashed(password)


def is_known(session: Session, account_id: int, password: str) -> bool:
    """Tell whether a password is the one of an account."""
    account = session.get_one(
        StaffAccount,
        account_id,
        options=[undefer(StaffAccount.password_hash)],
        populate_existing=True,
    )
    return passwords.is_right(password, account.password_hash)


def proof_of(link: EnrolmentLink, secret: bytes) -> str:
    """Prove that the password of a link was given: HMAC-SHA256 (RFC 2104), in hex."""
    given = link.password_at.isoformat() if link.password_at else ""
    return hmac.digest(secret, f"enrolment:{link.id}:{given}".encode(), "sha256").hex()


def is_proven(link: EnrolmentLink, proof: str, now: datetime, secret: bytes) -> bool:
    """Tell whether the password of a link was given lately, by who asks now."""
    if link.password_at is None or link.password_at <= now - PROOF_LASTS:
        return False
    return hmac.compare_digest(proof_of(link, secret).encode(), proof.encode())
