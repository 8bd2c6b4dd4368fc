"""Whole bookings over HTTP, by many visitors at once, beside a Flask hello."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, repeat
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.bench_pages import hello_server
from bench.measure import Measured
from bench.rows import Row
from site_server import Site
from soak.house import DIALECTS, House, new_house
from soak.visitor import Visitor

CLIENTS = 50
SECONDS = 10.0
HELLO_SECONDS = 2.0
ENDLESS = 10**6
REQUESTS = 7
"""A flow: slot, hold, contact form, contact, review, booking, the booking's page."""


@dataclass(frozen=True)
class Visits:
    """What visitors come for.

    Attributes:
        visitor: Lets in the next one.
        visit: Does what this one came for.
    """

    visitor: Callable[[], Visitor]
    visit: Callable[[Visitor], None]

    @classmethod
    def booking(cls, house: House, slots: list[int]) -> "Visits":
        """Book, in some slots in turn."""
        turns = count()

        def visit(visitor: Visitor) -> None:
            path = visitor.book(slots[next(turns) % len(slots)], 5)
            if not visitor.sees(path):
                raise RuntimeError(f"{path} is not there")

        return cls(house.visitor, visit)

    @classmethod
    def greeting(cls, site: Site) -> "Visits":
        """Ask a Flask hello as often as a booking asks."""

        def visit(visitor: Visitor) -> None:
            for _ in range(REQUESTS):
                visitor.get("/")

        return cls(lambda: Visitor(site, "127.0.0.1"), visit)


class Crowd:
    """Visitors who come one after the other, many at once.

    Attributes:
        rate: How much of what they came for was done in a second.
        waits: How many seconds each request took.
        failures: What went wrong.
    """

    def __init__(self, visits: Visits, seconds: float) -> None:
        self.waits: list[float] = []
        self.failures: list[Exception] = []
        done = 0
        start = perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            for number in clients.map(
                self.client, [visits] * CLIENTS, repeat(start + seconds)
            ):
                done += number
        self.rate = done / (perf_counter() - start)

    @property
    def percentile_95_ms(self) -> float:
        return quantiles(self.waits, n=20)[-1] * 1000

    def client(self, visits: Visits, end: float) -> int:
        """Come again and again; answer how often it went well."""
        done = 0
        while perf_counter() < end:
            visitor = visits.visitor()
            try:
                visits.visit(visitor)
                done += 1
            except Exception as error:  # noqa: BLE001 - counted, and shown
                self.failures.append(error)
            self.waits += visitor.waits
            visitor.connection.close()
        return done


def rows() -> Iterator[Row]:
    """Book on each database, in one slot and over fifty."""
    for dialect in DIALECTS:
        with (
            TemporaryDirectory(dir=Path.cwd()) as folder,
            new_house(dialect, Path(folder)) as house,
            hello_server(Path(folder)) as hello,
        ):
            for slots, goal in ((1, 50.0), (50, 100.0)):
                yield from measured(house, hello, slots, goal)


def measured(house: House, hello: Site, slots: int, goal: float) -> Iterator[Row]:
    """Measure flows, with hellos before and after them."""
    where = house.slots(slots, capacity_persons=ENDLESS)
    before = Crowd(Visits.greeting(hello), HELLO_SECONDS)
    flows = Crowd(Visits.booking(house, where), SECONDS)
    after = Crowd(Visits.greeting(hello), HELLO_SECONDS)
    if flows.failures or house.differences():
        raise RuntimeError(f"{flows.failures[:3]} {house.differences()}")
    kind = f"{house.database.dialect}, {house.processes} process(es)"
    title = f"whole bookings over HTTP, {kind}, {CLIENTS} clients, {slots} slot(s)"
    ratios = [greeting.rate / flows.rate for greeting in (before, after)]
    yield Row(
        f"{title}: as much as so many times {REQUESTS} Flask hellos",
        Measured(sum(ratios) / 2, min(ratios), max(ratios)),
        comparison="pretix: 2.2 bookings/s with 8 or 16 clients",
    )
    yield plain(f"{title}: bookings a second", flows.rate, goal, at_least=True)
    yield plain(f"{title}: 95th percentile, ms a request", flows.percentile_95_ms, 200)


def plain(title: str, figure: float, goal: float, *, at_least: bool = False) -> Row:
    """Make the row of a figure without a spread."""
    return Row(title, Measured(figure, figure, figure), goal, at_least)
