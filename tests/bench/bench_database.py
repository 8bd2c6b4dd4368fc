"""Durable commits of many writers at once, on SQLite."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Barrier, Thread, local
from time import perf_counter
from typing import Any

from sqlalchemy import bindparam, insert, make_url, update

from bench.measure import Measured
from bench.rows import Row
from factories import make_booking
from groupz_platform.bookings.models import BookingEvent
from groupz_platform.db import Databases, role_urls
from groupz_platform.db.schema import upgrade
from groupz_platform.db.shared_commit import Place as Turn, SharedCommit
from groupz_platform.db.sqlite import TurnConnection, open_engine
from groupz_platform.db.sqlite_writer import SqliteWriter
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot

CLIENTS = 64
SECONDS = 3.0
ROUNDS = 3
PAGE = os.urandom(4096)
MANY = 10**9

SLOTS, EVENTS = TimeSlot.__table__, BookingEvent.__table__
TAKE = (
    update(TimeSlot)
    .where(TimeSlot.id == bindparam("slot"))
    .where(TimeSlot.used_persons < TimeSlot.capacity_persons)
    .values(used_persons=TimeSlot.used_persons + 1)
    .execution_options(synchronize_session=False)
)
TELL = insert(EVENTS).inline()  # type: ignore[arg-type] # it is a Table
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
TAKE_SQL = (
    "UPDATE time_slots SET used_persons = used_persons + 1"
    " WHERE id = ? AND used_persons < capacity_persons"
)
TELL_SQL = (
    "INSERT INTO booking_events (booking_id, at, state, facts)"
    " VALUES (?, '2027-01-01 12:00:00.000000', 'held', '{}')"
)

Client = Callable[[], object]


@dataclass(frozen=True)
class Race:
    """What many clients did in a while.

    Attributes:
        rate: Commits a second, of all of them.
        fairness: How often the busiest committed for one time of the slowest.
        patience: The longest wait divided by the median.
        median_ms: The median wait.
    """

    rate: float
    fairness: float
    patience: float
    median_ms: float


@dataclass(frozen=True)
class Place:
    """A database with one hot slot, and a booking to tell of."""

    file: Path
    databases: Databases
    slot: int
    booking: int

    def through_the_line(self) -> Client:
        """Answer a client that stands in a line of its own, without a session."""
        url = make_url(f"sqlite:///{self.file}")
        line = SharedCommit({Role.BOOKER: SqliteWriter(open_engine(url, Role.BOOKER))})

        def commit() -> None:
            turn = Turn(Role.BOOKER)
            driver = line.enter(turn).connection.driver_connection
            assert isinstance(driver, TurnConnection)
            driver.begin()
            driver.execute(TAKE_SQL, (self.slot,))
            driver.execute(TELL_SQL, (self.booking,))
            driver.commit()
            line.leave(turn, None)

        return commit

    def through_core(self) -> None:
        with self.databases.transaction(Role.BOOKER) as session:
            connection = session.connection()
            connection.execute(TAKE, {"slot": self.slot})
            connection.execute(TELL, self.event)

    def through_driver(self) -> None:
        with self.databases.transaction(Role.BOOKER) as session:
            driver = session.connection().connection.driver_connection
            assert isinstance(driver, TurnConnection)
            driver.execute(TAKE_SQL, (self.slot,))
            driver.execute(TELL_SQL, (self.booking,))

    def through_busy_handler(self) -> Client:
        """Answer a client with a connection a thread, which SQLite lets wait."""
        own = local()

        def commit() -> None:
            if not hasattr(own, "connection"):
                own.connection = sqlite3.connect(
                    self.file, timeout=60, isolation_level=None
                )
                own.connection.execute("PRAGMA synchronous = FULL")
            own.connection.execute("BEGIN IMMEDIATE")
            own.connection.execute(TAKE_SQL, (self.slot,))
            own.connection.execute(TELL_SQL, (self.booking,))
            own.connection.execute("COMMIT")

        return commit

    @property
    def event(self) -> dict[str, Any]:
        return {"booking_id": self.booking, "at": NOON, "state": "held", "facts": {}}


def rows() -> Iterable[Row]:
    """Race the shared commit against the disk, and SQLite's own way for comparison."""
    with TemporaryDirectory(dir=Path.cwd()) as folder:
        place = prepared(Path(folder))
        try:
            yield from races(place)
        finally:
            place.databases.dispose()


def races(place: Place) -> Iterator[Row]:
    """Run each way of writing."""
    ways: dict[str, tuple[Client, float | None]] = {
        "the line alone": (place.through_the_line(), 3),
        "a session, the driver's statements": (place.through_driver, 3),
        "a session, Core's statements": (place.through_core, 3),
    }
    for name, (client, goal) in ways.items():
        ratios, found = against_disk(place, client)
        title = f"shared commit, {CLIENTS} clients, {name}"
        yield Row(
            f"{title}: commits for one fdatasync of the same disk",
            ratios,
            goal,
            at_least=True,
            details=f"{found.rate:.0f} commits/s",
            comparison="SQLite's busy handler: 0.9",
        )
        yield Row(
            f"{title}: busiest client to slowest",
            Measured(found.fairness, found.fairness, found.fairness),
            1.1,
        )
        yield Row(
            f"{title}: longest wait to median",
            Measured(found.patience, found.patience, found.patience),
            10,
            details=f"median {found.median_ms:.1f} ms",
        )
    ratios, found = against_disk(place, place.through_busy_handler(), rounds=1)
    yield Row(
        f"SQLite's own busy handler, {CLIENTS} clients: commits for one fdatasync",
        ratios,
        details=(
            f"{found.rate:.0f} commits/s, busiest to slowest {found.fairness:.0f},"
            f" longest wait to median {found.patience:.0f}"
        ),
    )


def prepared(folder: Path) -> Place:
    """Make a database with one slot that never fills up."""
    file = folder / "groupz.db"
    url = f"sqlite:///{file}"
    upgrade(url)
    databases = Databases(role_urls(url, {}, [Role.BOOKER, Role.BACKOFFICE]))
    with databases.transaction(Role.BACKOFFICE) as session:
        booking = make_booking(session)
        booking.slot.capacity_persons = MANY
    return Place(file, databases, booking.slot_id, booking.id)


def against_disk(
    place: Place, client: Client, rounds: int = ROUNDS
) -> tuple[Measured, Race]:
    """Race, with the disk measured before and after; answer the median round."""
    ratios: list[float] = []
    found: list[Race] = []
    for _ in range(rounds):
        before = fdatasyncs_a_second(place.file.parent)
        found.append(race(client))
        after = fdatasyncs_a_second(place.file.parent)
        ratios.append(found[-1].rate * 2 / (before + after))
    middle = Race(
        rate=median(one.rate for one in found),
        fairness=median(one.fairness for one in found),
        patience=median(one.patience for one in found),
        median_ms=median(one.median_ms for one in found),
    )
    return Measured(median(ratios), min(ratios), max(ratios)), middle


def fdatasyncs_a_second(folder: Path) -> float:
    """Tell how often this disk makes one page durable, in one thread."""
    with (folder / "pages").open("w+b", buffering=0) as file:
        file.write(PAGE * 256)
        os.fsync(file.fileno())
        start, done = perf_counter(), 0
        while perf_counter() - start < 1:
            os.pwrite(file.fileno(), PAGE, done % 256 * len(PAGE))
            os.fdatasync(file.fileno())
            done += 1
        return done / (perf_counter() - start)


def race(client: Client) -> Race:
    """Let all clients commit as often as they can."""
    start, waits = Barrier(CLIENTS), [list[float]() for _ in range(CLIENTS)]
    threads = [Thread(target=run, args=(client, start, own)) for own in waits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = sorted(wait for own in waits for wait in own)
    middle = every[len(every) // 2]
    counts = [len(own) for own in waits]
    return Race(
        rate=len(every) / SECONDS,
        fairness=max(counts) / max(min(counts), 1),
        patience=every[-1] / middle,
        median_ms=middle * 1000,
    )


def run(client: Client, start: Barrier, waits: list[float]) -> None:
    """Commit until the time is over; write down how long each took."""
    start.wait()
    now = perf_counter()
    end = now + SECONDS
    while now < end:
        client()
        done = perf_counter()
        waits.append(done - now)
        now = done
