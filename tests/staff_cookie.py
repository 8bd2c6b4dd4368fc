"""Somebody of the staff at a served site, who has signed in already."""

from pathlib import Path
from secrets import token_hex

from databases import sqlite_at
from groupz_platform.accounts.models import StaffAccount
from groupz_platform.clock import system_clock
from groupz_platform.config import Settings
from groupz_platform.desk.signing_in.gate import FACTOR_AT
from groupz_platform.desk.signing_in.staff_sessions import session_cookie, sessions_as
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import AGENT, identifier


def staff_cookie(instance: Path, role: StaffRole, address: str) -> dict[str, str]:
    """Hire somebody, and begin a session as if both factors had just been given.

    Args:
        instance: The folder of a platform on SQLite.
        role: What they are to the house.
        address: Where they sit, as the platform sees it.

    Returns:
        The headers of a browser that is signed in.
    """
    with sqlite_at(instance / "groupz.sqlite3") as database:
        with database.databases.transaction(Role.BACKOFFICE) as session:
            account = StaffAccount(
                name="Robin",
                sign_in_name=f"robin-{token_hex(4)}",
                email=f"{token_hex(4)}@museum.example",
                role=role,
                locale="en",
                created_at=system_clock(),
            )
            session.add(account)
            session.flush()
            number = str(account.id)
        data = {
            "_user_id": number,
            "_fresh": True,
            "_id": identifier(AGENT, address),
            FACTOR_AT: system_clock().timestamp(),
        }
        sessions = sessions_as(Role.SIGN_IN, database.databases, system_clock)
        begun = sessions.begin(number, data, client=address, agent=AGENT)
    name = session_cookie(Settings(instance=instance)).name
    return {"Cookie": f"{name}={begun}", "User-Agent": AGENT}
