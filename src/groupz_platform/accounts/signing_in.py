"""The first step of signing in: a password; what is refused tells nothing.

A stranger learns neither from the answer nor from its time whether an account exists:
each attempt looks at exactly one argon2id hash, and each refusal is the same.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.orm import Session

from groupz_platform.accounts import passwords
from groupz_platform.accounts.attempts import (
    Visit,
    Who,
    name_hash,
    note,
    wrong_passwords,
)
from groupz_platform.accounts.errors import SignInRefusedError
from groupz_platform.accounts.models import StaffAccount
from groupz_platform.accounts.queries import Credentials, credentials_of
from groupz_platform.accounts.rules import (
    PASSWORD_LIMIT,
    TICKET_LASTS,
    Reason,
    Result,
    free_again_at,
    tidy_name,
)
from groupz_platform.tokens import hash_of

Transaction = Callable[[], AbstractContextManager[Session]]


def give_password(
    transaction: Transaction,
    typed_name: str,
    password: str,
    visit: Visit,
    *,
    secret: bytes,
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
    note(session, visit, Who(hashed, known.account_id), reason)


def _ticket(
    session: Session, visit: Visit, hashed: str, known: Credentials, password: str
) -> str:
    """Begin an attempt that waits for its second factor."""
    ticket = secrets.token_urlsafe(32)
    who = Who(hashed, known.account_id)
    attempt = note(session, visit, who, Reason.PASSWORD_RIGHT, Result.PENDING)
    attempt.ticket_hash = hash_of(ticket)
    attempt.ticket_expires_at = visit.at + TICKET_LASTS
    if known.password_hash and passwords.is_outdated(known.password_hash):
        account = session.get_one(StaffAccount, known.account_id)
        account.password_hash = passwords.hashed(password)
    return ticket
