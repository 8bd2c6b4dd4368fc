"""Reading the login history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from groupz_platform.accounts.models import SignInAttempt, StaffAccount
from groupz_platform.accounts.rules import Result


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of the history; nothing set means everything.

    Attributes:
        account_id: Whose.
        name: A part of a name.
        network: The beginning of an address.
        result: How it ended.
        begin: The first moment.
        end: The moment before which it ends.
    """

    account_id: int | None = None
    name: str = ""
    network: str = ""
    result: Result | None = None
    begin: datetime | None = None
    end: datetime | None = None


def attempts(asked: Asked) -> Select[SignInAttempt]:
    """Select what somebody wants to see, with whose it is, in no order."""
    wanted: list[Any] = []
    if asked.account_id is not None:
        wanted.append(SignInAttempt.account_id == asked.account_id)
    if asked.name:
        part = StaffAccount.name.icontains(asked.name, autoescape=True)
        named = select(StaffAccount.id).where(part)
        wanted.append(SignInAttempt.account_id.in_(named))
    if asked.network:
        wanted.append(SignInAttempt.network.startswith(asked.network, autoescape=True))
    if asked.result is not None:
        wanted.append(SignInAttempt.result == asked.result)
    if asked.begin:
        wanted.append(SignInAttempt.at >= asked.begin)
    if asked.end:
        wanted.append(SignInAttempt.at < asked.end)
    whose = joinedload(SignInAttempt.account)
    return select(SignInAttempt).where(*wanted).options(whose)
