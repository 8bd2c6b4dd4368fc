"""The second step of signing in: a factor; and the same again for sensitive acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from groupz_platform.accounts import alerts, passkeys
from groupz_platform.accounts.attempts import Visit, Who, note, wrong_codes
from groupz_platform.accounts.errors import FactorRefusedError, TicketGoneError
from groupz_platform.accounts.factors import Given, take
from groupz_platform.accounts.letters import House
from groupz_platform.accounts.models import SignInAttempt, StaffAccount
from groupz_platform.accounts.passkeys import Asked, Site
from groupz_platform.accounts.queries import account_of, attempt_behind, factors_of
from groupz_platform.accounts.rules import (
    CODE_LIMITS,
    Factor,
    FactorKind,
    Reason,
    Result,
    free_again_at,
)

Reading = Callable[[str | None], Given]
"""Reads a second factor, beside what a passkey had to sign."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has given both factors, and by which attempt."""

    account: StaffAccount
    attempt: SignInAttempt


@dataclass(frozen=True, slots=True)
class Choice:
    """Which second factors somebody can give.

    Attributes:
        has_app: Whether there is an app that shows codes.
        asked: What the browser asks a passkey; None where there is none.
    """

    has_app: bool
    asked: Asked | None = None

    @property
    def passkey_options(self) -> str:
        """For `navigator.credentials.get`, as JSON; empty without a passkey."""
        return self.asked.options if self.asked else ""


def choice_of(session: Session, account_id: int, site: Site) -> Choice:
    """Tell which second factors somebody has; what passkeys sign is new each time."""
    known = factors_of(session, account_id)
    own = [device for device in known if device.kind is FactorKind.PASSKEY]
    return Choice(len(own) < len(known), passkeys.ask(own, site) if own else None)


def ask_for_factor(session: Session, ticket: str, site: Site, now: datetime) -> Choice:
    """Ask for the second factor of who gave the password.

    Raises:
        TicketGoneError: The time is over, or it was given.
    """
    attempt = attempt_behind(session, ticket, now)
    if attempt is None:
        raise TicketGoneError
    choice = choice_of(session, attempt.account_id or 0, site)
    attempt.challenge = choice.asked.challenge if choice.asked else None
    return choice


def give_factor(
    session: Session, ticket: str, given: Reading, visit: Visit, *, house: House
) -> SignedIn | FactorRefusedError:
    """Take the second factor; the ticket is used up by it.

    What is refused is answered and not raised, because it has to be written down.

    Args:
        session: An open session of the role ``sign_in``.
        ticket: What the password brought.
        given: Reads what was given.
        visit: Where the attempt comes from.
        house: Writes to them about a wrong one.

    Raises:
        TicketGoneError: The time is over, or another request was first.
    """
    attempt = attempt_behind(session, ticket, visit.at)
    account = account_of(session, attempt.account_id or 0) if attempt else None
    if attempt is None or account is None:
        raise TicketGoneError
    read, attempt.challenge = given(attempt.challenge), None
    who = Who(attempt.name_hash, account.id)
    taken = check(session, who, read, visit)
    if isinstance(taken, FactorRefusedError):
        alerts.wrong_codes(session, account, house)
        return taken
    use_ticket(session, attempt, taken, visit)
    return SignedIn(account, attempt)


def use_ticket(
    session: Session, attempt: SignInAttempt, factor: Factor, visit: Visit
) -> None:
    """Let an attempt succeed; of several at once, one does.

    Raises:
        TicketGoneError: Another request was first.
    """
    used_up = session.scalars(
        update(SignInAttempt)
        .where(SignInAttempt.id == attempt.id, SignInAttempt.result == Result.PENDING)
        .values(
            result=Result.SUCCEEDED,
            reason=Reason.SIGNED_IN,
            factor=factor,
            at=visit.at,
            ticket_hash=None,
        )
        .returning(SignInAttempt.id)
        .execution_options(synchronize_session="fetch")
    ).all()
    if not used_up:
        raise TicketGoneError


def check(
    session: Session, who: Who, given: Given, visit: Visit
) -> Factor | FactorRefusedError:
    """Take a second factor of somebody, within the limits, or write down why not."""
    account_id = who.account_id or 0
    failures = wrong_codes(session, account_id, visit.at)
    until = free_again_at(failures, CODE_LIMITS, visit.at)
    taken: Factor | Reason = Reason.TOO_OFTEN
    if until is None:
        taken = take(session, account_id, given, visit.at)
    if isinstance(taken, Factor):
        return taken
    note(session, visit, who, taken)
    return FactorRefusedError(taken, until)


def confirm(
    session: Session, who: Who, given: Given, visit: Visit
) -> Factor | FactorRefusedError:
    """Take the second factor again from who is signed in, and write it down."""
    taken = check(session, who, given, visit)
    if isinstance(taken, Factor):
        attempt = note(session, visit, who, Reason.CONFIRMED, Result.NOTED)
        attempt.factor = taken
    return taken
