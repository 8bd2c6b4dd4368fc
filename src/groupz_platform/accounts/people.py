"""Looking after accounts: made, changed, closed, and let in anew."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.accounts.errors import (
    AccountNotFoundError,
    LastAdministratorError,
    NameTakenError,
)
from groupz_platform.accounts.links import close_links, make_link
from groupz_platform.accounts.models import (
    RecoveryCode,
    SecondFactorDevice,
    SignInAttempt,
    StaffAccount,
)
from groupz_platform.accounts.queries import active_administrators, factors_of
from groupz_platform.accounts.rules import (
    AccountState,
    LinkPurpose,
    Reason,
    Result,
    tidy_name,
)
from groupz_platform.permissions import StaffRole


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of somebody of the staff.

    Attributes:
        name: How colleagues call them.
        sign_in_name: What they sign in with.
        email: Where they are written to.
        locale: The language of their pages and mails.
    """

    name: str
    sign_in_name: str
    email: str
    role: StaffRole
    locale: str


def add(session: Session, who: Particulars, now: datetime) -> tuple[StaffAccount, str]:
    """Make an account; answer it with the token of its enrolment link.

    Raises:
        NameTakenError: Somebody else signs in with this name or address.
    """
    account = StaffAccount(created_at=now)
    write(session, account, who)
    session.add(account)
    session.flush()
    return account, make_link(session, account, LinkPurpose.ACCOUNT, now)


def change(session: Session, account: StaffAccount, who: Particulars) -> None:
    """Write down what is known of somebody now.

    Raises:
        NameTakenError: Somebody else signs in with this name or address.
        LastAdministratorError: Nobody would be left who can let others in.
    """
    if who.role is not StaffRole.ADMINISTRATOR:
        keep_an_administrator(session, account)
    write(session, account, who)


def write(session: Session, account: StaffAccount, who: Particulars) -> None:
    """Fill in an account, if its names are free."""
    names = {tidy_name(who.sign_in_name), tidy_name(who.email)}
    if is_taken(session, names, account.id):
        raise NameTakenError("somebody else signs in with this name or address")
    account.name, account.role, account.locale = who.name, who.role, who.locale
    account.sign_in_name = tidy_name(who.sign_in_name)
    account.email = tidy_name(who.email)


def is_taken(session: Session, names: set[str], account_id: int | None) -> bool:
    """Tell whether somebody else signs in with one of some names."""
    taken = select(StaffAccount.id).where(
        StaffAccount.sign_in_name.in_(names) | StaffAccount.email.in_(names)
    )
    with session.no_autoflush:
        return any(number != account_id for number in session.scalars(taken))


def keep_an_administrator(session: Session, account: StaffAccount) -> None:
    """Refuse to lose the last one who can let others in.

    Raises:
        LastAdministratorError: It is this one.
    """
    is_one = account.is_active and account.role is StaffRole.ADMINISTRATOR
    if is_one and active_administrators(session) == 1:
        raise LastAdministratorError("the only administrator: make another one first")


def found(session: Session, account_id: int) -> StaffAccount:
    """Find an account.

    Raises:
        AccountNotFoundError: There is none.
    """
    account = session.get(StaffAccount, account_id, with_for_update=True)
    if account is None:
        raise AccountNotFoundError
    return account


def by_name(session: Session, name: str) -> StaffAccount:
    """Find the account of a sign-in name or an e-mail address.

    Raises:
        AccountNotFoundError: There is none.
    """
    tidy = tidy_name(name)
    account = session.scalar(
        select(StaffAccount).where(
            (StaffAccount.sign_in_name == tidy) | (StaffAccount.email == tidy)
        )
    )
    if account is None:
        raise AccountNotFoundError(f"nobody signs in as {name}")
    return account


def disable(session: Session, account: StaffAccount, now: datetime) -> None:
    """Close an account; whoever ends its sessions does so after this.

    Raises:
        LastAdministratorError: Nobody would be left who can let others in.
    """
    keep_an_administrator(session, account)
    account.state = AccountState.DISABLED
    close_links(session, account.id, now)


def enable(account: StaffAccount) -> None:
    """Open a closed account again."""
    account.state = AccountState.ACTIVE


def invite(session: Session, account: StaffAccount, now: datetime) -> str:
    """Make another link for somebody; with a second factor it asks the password."""
    known = bool(factors_of(session, account.id))
    purpose = LinkPurpose.SECOND_FACTOR if known else LinkPurpose.ACCOUNT
    return make_link(session, account, purpose, now)


def reset_second_factor(
    session: Session,
    account: StaffAccount,
    now: datetime,
    *,
    password: bool = False,
) -> str:
    """Take the second factors of somebody away; answer the token to new ones.

    It stands in the login history.

    Args:
        session: An open session of the role ``backoffice``.
        account: Whose.
        now: The present moment.
        password: Whether the link asks for a new password, not the known one.
    """
    for rows in (SecondFactorDevice, RecoveryCode):
        owned = select(rows).where(rows.account_id == account.id)
        for row in session.scalars(owned):
            session.delete(row)
    session.add(
        SignInAttempt(
            at=now,
            account_id=account.id,
            name_hash="",
            network="",
            browser="",
            result=Result.NOTED,
            reason=Reason.FACTOR_RESET,
        )
    )
    purpose = LinkPurpose.ACCOUNT if password else LinkPurpose.SECOND_FACTOR
    return make_link(session, account, purpose, now)
