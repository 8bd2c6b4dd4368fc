"""When somebody is written to because of their account."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.accounts import letters
from groupz_platform.accounts.attempts import WRONG_CODES
from groupz_platform.accounts.letters import House
from groupz_platform.accounts.models import SignInAttempt, StaffAccount
from groupz_platform.accounts.queries import has_been_here
from groupz_platform.accounts.rules import ALERT_PAUSE, PASSWORD_LIMIT, Reason
from groupz_platform.mail.services import post


def new_place(
    session: Session, account: StaffAccount, attempt: SignInAttempt, house: House
) -> None:
    """Write to somebody who signed in from where they never did before."""
    if not has_been_here(session, account.id, attempt):
        _write(session, account, attempt, letters.NEW_PLACE, house)


def wrong_codes(session: Session, account: StaffAccount, house: House) -> None:
    """Write to somebody whose password others may know.

    A first wrong code from where they have been before is a slip of the finger.
    """
    tried = _lately(session, account, WRONG_CODES)
    if not tried or any(each.alerted for each in tried):
        return
    if len(tried) > 1 or not has_been_here(session, account.id, tried[0]):
        _write(session, account, tried[0], letters.WRONG_CODES, house)


def wrong_passwords(
    session: Session, account: StaffAccount, now: datetime, house: House
) -> None:
    """Write to somebody with whose name others try to sign in.

    It is done beside the requests, as their time shall not tell that there is such an
    account.
    """
    tried = _lately(session, account, (Reason.WRONG_PASSWORD, Reason.TOO_OFTEN), now)
    if len(tried) >= PASSWORD_LIMIT.most and not any(each.alerted for each in tried):
        _write(session, account, tried[0], letters.WRONG_PASSWORDS, house)


def _lately(
    session: Session,
    account: StaffAccount,
    reasons: tuple[Reason, ...],
    now: datetime | None = None,
) -> list[SignInAttempt]:
    """List the attempts of the last hour that ended so, the last one first."""
    found = session.scalars(
        select(SignInAttempt)
        .where(
            SignInAttempt.account_id == account.id,
            SignInAttempt.reason.in_(reasons),
        )
        .order_by(SignInAttempt.id.desc())
        .limit(2 * PASSWORD_LIMIT.most)
    ).all()
    begin = (now or found[0].at) - ALERT_PAUSE if found else None
    return [each for each in found if begin is not None and each.at > begin]


def _write(
    session: Session,
    account: StaffAccount,
    attempt: SignInAttempt,
    template: str,
    house: House,
) -> None:
    attempt.alerted = True
    letter = letters.letter(template, account, attempt, house)
    post(session, letter, domain=house.domain, now=attempt.at)
