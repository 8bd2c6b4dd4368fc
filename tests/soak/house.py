"""Servers under load: one process on SQLite, or two on one PostgreSQL database."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from databases import (
    TestingDatabase,
    copied_sqlite,
    migrated_sqlite,
    postgresql_server,
    prepared_postgresql,
)
from factories import make_activity, make_slot
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.recount import Difference, differences
from groupz_platform.bookings.rules import HOLDS_CAPACITY
from groupz_platform.clock import system_clock
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from site_server import Site, serving
from soak.visitor import Visitor

DIALECTS = ("sqlite", "postgresql")
SECRET = "for tests alone, for tests alone, for tests alone"
GENEROUS = {
    "trusted_proxies": "127.0.0.1",
    "secret_key": SECRET,
    "letters_per_hour": "1000000",
    "holds_per_hour": "1000000",
}


@dataclass
class House:
    """A database with the servers on it; each visitor has an address of its own."""

    database: TestingDatabase
    folder: Path
    processes: int

    def __post_init__(self) -> None:
        self.sites: list[Site] = []
        self._addresses = (f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in count(1))
        self._turns = count()
        self._visitors: list[Visitor] = []

    @contextmanager
    def open(self, **settings: str) -> Iterator["House"]:
        """Serve until the block ends."""
        given = GENEROUS | self._logins() | settings
        with ExitStack() as stack:
            self.sites = [
                stack.enter_context(serving(self._instance(number), **given))
                for number in range(self.processes)
            ]
            stack.callback(self._send_away)
            yield self

    def visitor(self, address: str | None = None) -> Visitor:
        """Let somebody in, at each of the servers in turn."""
        return self.visitor_at(self.sites[next(self._turns) % len(self.sites)], address)

    def visitor_at(self, site: Site, address: str | None = None) -> Visitor:
        """Let somebody in at one of the servers."""
        visitor = Visitor(site, address or next(self._addresses))
        self._visitors.append(visitor)
        return visitor

    def slots(self, number: int = 1, **traits: Any) -> list[int]:
        """Put slots of one activity on offer; answer their numbers."""
        with self.database.databases.transaction(Role.BACKOFFICE) as session:
            largest = traits.get("capacity_persons", 30)
            activity = make_activity(session, max_group=largest)
            return [
                make_slot(
                    session,
                    activity=activity,
                    starts_at=moment,
                    **{"capacity_groups": 10**6} | traits,
                ).id
                for moment in moments(number)
            ]

    def sold(self, slot: int) -> tuple[int, int]:
        """Tell what the bookings of a slot come to, and what its counter says."""
        booked = select(func.coalesce(func.sum(Booking.persons), 0)).where(
            Booking.slot_id == slot, Booking.state.in_(HOLDS_CAPACITY)
        )
        with self.database.databases.transaction(Role.GUEST) as session:
            counter = session.get_one(TimeSlot, slot).used_persons
            return int(session.scalar(booked) or 0), counter

    def differences(self) -> list[Difference]:
        with self.database.databases.transaction(Role.GUEST) as session:
            return differences(session)

    def _send_away(self) -> None:
        while self._visitors:
            self._visitors.pop().connection.close()

    def _instance(self, number: int) -> Path:
        folder = self.folder / f"instance-{number}"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def _logins(self) -> dict[str, str]:
        urls = self.database.urls if self.database.dialect == "postgresql" else {}
        logins = {f"database_url_{role}": url for role, url in urls.items()}
        return {"database_url": self.database.owner_url, **logins}


def moments(number: int) -> Iterator[datetime]:
    """Yield moments in the next weeks, an hour apart."""
    first = system_clock().replace(microsecond=0) + timedelta(days=20)
    for hour in range(number):
        yield first + timedelta(hours=hour)


def house_on(database: TestingDatabase, folder: Path) -> House:
    """Make a house of as many processes as the database allows."""
    return House(database, folder, 1 if database.dialect == "sqlite" else 2)


@contextmanager
def new_house(dialect: str, folder: Path) -> Iterator[House]:
    """Make a database and serve it, outside the tests."""
    with unopened_house(dialect, folder) as house, house.open():
        yield house


@contextmanager
def unopened_house(dialect: str, folder: Path) -> Iterator[House]:
    """Make a database for servers, outside the tests; durable as in earnest."""
    with ExitStack() as stack:
        if dialect == "sqlite":
            template = migrated_sqlite(folder / "template.db")
            database = stack.enter_context(
                copied_sqlite(template, folder / "groupz.sqlite3")
            )
        else:
            server = stack.enter_context(postgresql_server(durable=True))
            database = stack.enter_context(
                prepared_postgresql(server.new_database("soak"))
            )
        yield house_on(database, folder)
