"""Signing in: a password, then a second factor; what is refused tells nothing.

A stranger learns neither from the answer nor from its time whether an account exists:
each attempt looks at exactly one argon2id hash, and each refusal is the same.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from groupz_platform.accounts import passwords
from groupz_platform.accounts.attempts import (
    Visit,
    name_hash,
    note,
    wrong_codes,
    wrong_passwords,
)
from groupz_platform.accounts.errors import (
    FactorRefusedError,
    SignInRefusedError,
    TicketGoneError,
)
from groupz_platform.accounts.factors import Given, take
from groupz_platform.accounts.models import SignInAttempt, StaffAccount
from groupz_platform.accounts.queries import (
    Credentials,
    account_of,
    attempt_behind,
    credentials_of,
)
from groupz_platform.accounts.rules import (
    CODE_LIMITS,
    PASSWORD_LIMIT,
    TICKET_LASTS,
    Factor,
    Reason,
    Result,
    free_again_at,
    tidy_name,
)
from groupz_platform.tokens import hash_of

Transaction = Callable[[], AbstractContextManager[Session]]


def give_password(
    transaction: Transaction, typed_name: str, password: str, visit: Visit, *, secret: bytes
) -> str:
    """Take the first factor; answer the ticket to the second one.

    The hash is looked at between two transactions: it takes a tenth of a second, in
    which nobody else shall wait.

    Args:
        transaction: Opens one of the role ``sign_in``.
        typed_name: A sign-in name or an e-mail address.
        password: The password.
        visit: Where the attempt comes from.
        secret: The server's secret.

    Raises:
        SignInRefusedError: It was not taken.
    """
    name = tidy_name(typed_name)
    hashed = name_hash(name, secret)
    with transaction() as session:
        failures = wrong_passwords(session, hashed, visit.network, visit.at)
        until = free_again_at(failures, [PASSWORD_LIMIT], visit.at)
        known = credentials_of(session, name)
        if until is not None:
            _refuse(session, visit, hashed, known, Reason.TOO_OFTEN)
    if until is not None:
        raise SignInRefusedError(until)
    reason = _reason(known, right=passwords.is_right(password, known.password_hash))
    with transaction() as session:
        if reason is None:
            return _ticket(session, visit, hashed, known, password)
        _refuse(session, visit, hashed, known, reason)
    raise SignInRefusedError


def _reason(known: Credentials, *, right: bool) -> Reason | None:
    """Tell for the history why an attempt is refused, if it is."""
    if known.account_id is None:
        return Reason.UNKNOWN_NAME
    if not right:
        return Reason.WRONG_PASSWORD
    if not known.is_active:
        return Reason.DISABLED
    return None if known.has_factor else Reason.NOT_ENROLLED


def _refuse(
    session: Session, visit: Visit, hashed: str, known: Credentials, reason: Reason
) -> None:
    account_id = known.account_id
    note(session, visit, name_hash=hashed, account_id=account_id, reason=reason)


def _ticket(
    session: Session, visit: Visit, hashed: str, known: Credentials, password: str
) -> str:
    """Begin an attempt that waits for its second factor."""
    ticket = secrets.token_urlsafe(32)
    attempt = note(
        session,
        visit,
        name_hash=hashed,
        account_id=known.account_id,
        reason=Reason.PASSWORD_RIGHT,
        result=Result.PENDING,
    )
    attempt.ticket_hash = hash_of(ticket)
    attempt.ticket_expires_at = visit.at + TICKET_LASTS
    if known.password_hash and passwords.is_outdated(known.password_hash):
        account = session.get_one(StaffAccount, known.account_id)
        account.password_hash = passwords.hashed(password)
    return ticket


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has given both factors, and by which attempt."""

    account: StaffAccount
    attempt: SignInAttempt


def give_factor(
    session: Session, ticket: str, given: Given, visit: Visit
) -> SignedIn | FactorRefusedError:
    """Take the second factor; the ticket is used up by it.

    What is refused is answered and not raised, because it has to be written down.

    Raises:
        TicketGoneError: The time is over, or another request was first.
    """
    attempt = attempt_behind(session, ticket, visit.at)
    account = account_of(session, attempt.account_id or 0) if attempt else None
    if attempt is None or account is None:
        raise TicketGoneError
    taken = check(session, account, given, visit, hashed=attempt.name_hash)
    if isinstance(taken, FactorRefusedError):
        return taken
    used_up = session.scalars(
        update(SignInAttempt)
        .where(SignInAttempt.id == attempt.id, SignInAttempt.result == Result.PENDING)
        .values(
            result=Result.SUCCEEDED,
            reason=Reason.SIGNED_IN,
            factor=taken,
            at=visit.at,
            ticket_hash=None,
            challenge=None,
        )
        .returning(SignInAttempt.id)
        .execution_options(synchronize_session="fetch")
    ).all()
    if not used_up:
        raise TicketGoneError
    return SignedIn(account, attempt)


def check(
    session: Session, account: StaffAccount, given: Given, visit: Visit, *, hashed: str
) -> Factor | FactorRefusedError:
    """Take a second factor of somebody, within the limits, or write down why not."""
    until = free_again_at(
        wrong_codes(session, account.id, visit.at), CODE_LIMITS, visit.at
    )
    if until is not None:
        taken: Factor | Reason = Reason.TOO_OFTEN
    else:
        taken = take(session, account.id, given, visit.at)
    if isinstance(taken, Factor):
        return taken
    note(session, visit, name_hash=hashed, account_id=account.id, reason=taken)
    return FactorRefusedError(taken, until)
