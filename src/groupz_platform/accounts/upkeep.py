"""What the background does for accounts: addresses shortened, history forgotten."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from groupz_platform.accounts import alerts
from groupz_platform.accounts.letters import House
from groupz_platform.accounts.models import SignInAttempt, StaffAccount
from groupz_platform.accounts.rules import (
    ALERT_PAUSE,
    NETWORK_KEPT,
    Reason,
    shortened,
)
from groupz_platform.clock import Clock
from groupz_platform.db import Databases
from groupz_platform.roles import Role

AT_ONCE = 1000
log = structlog.get_logger("groupz.accounts")


@dataclass(frozen=True, slots=True)
class AccountsUpkeep:
    """Shortens addresses, forgets the history, writes to who is being guessed at.

    Attributes:
        days: How many days the login history is remembered.
        house: Writes to them.
    """

    databases: Databases
    clock: Clock
    days: int
    house: House

    def forget(self) -> None:
        """Shorten the addresses that are old enough, and forget what is older."""
        while self._shorten_some():
            pass
        with self.databases.transaction(Role.WORKER) as session:
            over = SignInAttempt.at < self.clock() - timedelta(days=self.days)
            session.execute(
                delete(SignInAttempt)
                .where(over)
                .execution_options(synchronize_session=False)
            )

    def _shorten_some(self) -> bool:
        whole = (
            select(SignInAttempt)
            .where(
                SignInAttempt.at < self.clock() - NETWORK_KEPT,
                SignInAttempt.is_shortened.is_(False),
            )
            .limit(AT_ONCE)
        )
        with self.databases.transaction(Role.WORKER) as session:
            found = session.scalars(whole).all()
            for attempt in found:
                attempt.network = shortened(attempt.network)
                attempt.is_shortened = True
        return len(found) == AT_ONCE

    def alert(self) -> bool:
        """Write to those with whose names others try to sign in."""
        with self.databases.transaction(Role.WORKER) as session:
            for account in self._guessed_at(session):
                alerts.wrong_passwords(session, account, self.clock(), self.house)
        return False

    def _guessed_at(self, session: Session) -> list[StaffAccount]:
        lately = select(SignInAttempt.account_id).where(
            SignInAttempt.at > self.clock() - ALERT_PAUSE,
            SignInAttempt.reason.in_((Reason.WRONG_PASSWORD, Reason.TOO_OFTEN)),
        )
        named = select(StaffAccount).where(StaffAccount.id.in_(lately))
        return list(session.scalars(named))
