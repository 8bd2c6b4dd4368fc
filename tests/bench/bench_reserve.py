"""Holding places on PostgreSQL by many clients at once: our way against others."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from statistics import median
from time import perf_counter
from uuid import uuid4

from bench.measure import Measured
from bench.reserving import WAYS
from bench.rows import Row
from databases import TestingDatabase, postgresql_server, prepared_postgresql
from factories import make_activity, make_slot
from groupz_platform.bookings.recount import differences
from groupz_platform.bookings.values import HoldRequest
from groupz_platform.clock import system_clock
from groupz_platform.db import Databases
from groupz_platform.roles import Role
from requests_for import group_of
from soak.house import moments

PROCESSES, THREADS = 4, 4
SECONDS = 2.0
ROUNDS = 5
ENDLESS = 10**8
GROUP = group_of(adult=3)
GOALS = {("locked_first", 1): 1.5}

Urls = dict[Role, str]


def rows() -> Iterator[Row]:
    """Hold places in one slot and in fifty, in each way in turn."""
    with (
        postgresql_server(durable=True) as server,
        prepared_postgresql(server.new_database("bench")) as database,
        ProcessPoolExecutor(PROCESSES, get_context("spawn")) as processes,
    ):
        for number in (1, 50):
            slots = slots_on(database, number)
            rates = raced(processes, database.urls, slots)
            yield from compared(rates, number)
        with database.databases.transaction(Role.GUEST) as session:
            if found := differences(session):
                raise RuntimeError(str(found))


def slots_on(database: TestingDatabase, number: int) -> list[int]:
    """Put slots on offer that never fill up."""
    with database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session)
        return [
            make_slot(
                session,
                activity=activity,
                starts_at=moment,
                capacity_persons=ENDLESS,
                capacity_groups=ENDLESS,
            ).id
            for moment in moments(number)
        ]


def raced(
    processes: ProcessPoolExecutor, urls: Urls, slots: list[int]
) -> dict[str, list[float]]:
    """Answer the rates of each way, one a round; the first round warms up."""
    rates: dict[str, list[float]] = {way: [] for way in WAYS}
    for number in range(ROUNDS + 1):
        for way in list(WAYS) if number % 2 else reversed(WAYS):
            where = [repeat(value, PROCESSES) for value in (urls, slots, way)]
            rate = sum(processes.map(held, *where)) / SECONDS
            if number:
                rates[way].append(rate)
    return rates


def held(urls: Urls, slots: list[int], way: str) -> int:
    """Hold places for a while, in several threads; answer how many times."""
    databases = Databases({Role.BOOKER: urls[Role.BOOKER]})
    try:
        with ThreadPoolExecutor(THREADS) as threads:
            return sum(
                threads.map(
                    client,
                    repeat(databases),
                    repeat(slots),
                    repeat(way),
                    range(THREADS),
                )
            )
    finally:
        databases.dispose()


def client(databases: Databases, slots: list[int], way: str, number: int) -> int:
    """Hold places again and again, in one slot after the other."""
    reserve, done = WAYS[way], 0
    end = perf_counter() + SECONDS
    while perf_counter() < end:
        slot_id = slots[(number * 13 + done) % len(slots)]
        wanted = HoldRequest(slot_id, GROUP, "nl", uuid4().hex)
        with databases.transaction(Role.BOOKER) as session:
            reserve(session, wanted, system_clock())
        done += 1
    return done


def compared(rates: dict[str, list[float]], number: int) -> Iterator[Row]:
    """Compare ours with each other way, round by round."""
    ours = rates["ours"]
    for way, theirs in rates.items():
        if way == "ours":
            continue
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
        yield Row(
            f"PostgreSQL, {PROCESSES * THREADS} clients, {number} slot(s): reserve()"
            f" against {way.replace('_', ' ')}",
            Measured(median(ratios), min(ratios), max(ratios)),
            GOALS.get((way, number)),
            at_least=True,
            details=f"{median(ours):.0f} against {median(theirs):.0f} holds/s",
        )
