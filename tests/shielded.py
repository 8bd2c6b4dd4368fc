"""A shield without a server: its clock, its clients, and what they ask for."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from typing_extensions import override

from groupz_shield import Client, EventKind, SecurityEvent, Shield, ShieldPolicy
from groupz_shield.bans import DecisionRegister, Offences
from groupz_shield.counters import MemoryCounters
from groupz_shield.decisions import Decision, Feed
from groupz_shield.decisions.protection import PRIVATE, Protection
from groupz_shield.errors import StoreError
from groupz_shield.stores.memory import MemoryStore
from groupz_shield.stores.protocol import Changes
from store_clients import NOW

OFFICE = "192.0.2.0/24"


@dataclass
class Moment:
    """A clock that stands still, in seconds since 1970."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now

    def tick(self, seconds: float) -> None:
        self.now += seconds


def client(address: str) -> Client:
    return Client.at(ip_address(address), address)


def site(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Serve pages and files, and nothing else."""
    found = environ["PATH_INFO"].startswith(("/page", "/static/")) or (
        environ["PATH_INFO"] == "/"
    )
    start("200 OK" if found else "404 Not Found", [("Content-Length", "2")])
    return [b"ok"]


@dataclass
class Site:
    """A site behind a shield.

    Attributes:
        policy: What differs from a policy by itself.
        events: What the shield told.
        answered: The headers of the last answer.
    """

    policy: dict[str, Any] = field(default_factory=dict)
    clock: Moment = field(default_factory=Moment)
    events: list[SecurityEvent] = field(default_factory=list)
    answered: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shield = Shield(
            site,
            ShieldPolicy(
                **{
                    "clock": self.clock,
                    "event_sink": self.events.append,
                    "allowlist": [OFFICE],
                    **self.policy,
                }
            ),
        )
        self.register = self.shield.parts.register

    def ask(self, address: str, path: str = "/", **environ: str) -> int:
        """Ask once, and return the status."""
        statuses: list[str] = []

        def start(
            status: str, headers: list[tuple[str, str]], *_: object
        ) -> Callable[[bytes], object]:
            statuses.append(status)
            self.answered = headers
            return bytes

        asked = {
            "REQUEST_METHOD": "GET",
            "REMOTE_ADDR": address,
            "PATH_INFO": path,
            "HTTP_HOST": "shop.example",
            "wsgi.url_scheme": "http",
            **environ,
        }
        list(self.shield(asked, start))
        return int(statuses[0][:3])

    def scan(self, address: str, times: int = 30) -> Counter[int]:
        """Ask for as many paths that are not there, and count the statuses."""
        return Counter(self.ask(address, f"/wp-{n}.php") for n in range(times))

    def bans(self, address: str) -> list[Decision]:
        """Return every ban that this address had, the oldest first."""
        held = client(address)
        found = (
            d
            for d in self.register.table
            if d.subject.version == held.version and d.value == held.key
        )
        return sorted(found, key=lambda decision: decision.created_at)

    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]


class FailingStore(MemoryStore):
    """A store that fails when it is told to, and can begin anew."""

    def __init__(self) -> None:
        super().__init__()
        self.fails: StoreError | None = None
        self.asked = 0

    @override
    def changes(self, epoch: str, version: int) -> Changes | None:
        self._work()
        return super().changes(epoch, version)

    @override
    def put(self, decisions: Collection[Decision]) -> None:
        self._work()
        super().put(decisions)

    @override
    def put_feed(self, feed: Feed) -> None:
        self._work()
        super().put_feed(feed)

    def _work(self) -> None:
        self.asked += 1
        if self.fails is not None:
            raise self.fails

    @contextmanager
    def away(self) -> Iterator[None]:
        self.fails = StoreError("memory", "it is away")
        try:
            yield
        finally:
            self.fails = None


@dataclass
class Bench:
    """The parts that ban, without a shield around them."""

    store: FailingStore = field(default_factory=FailingStore)
    clock: Moment = field(default_factory=Moment)
    events: list[SecurityEvent] = field(default_factory=list)
    simulated: bool = False
    most: int = 20_000

    def __post_init__(self) -> None:
        self.counters = MemoryCounters(clock=self.clock)
        self.register = DecisionRegister(
            self.store,
            protection=Protection({**PRIVATE, OFFICE: "the office"}),
            report=self.events.append,
            clock=self.clock,
            most=self.most,
        )
        self.offences = Offences(
            self.register,
            self.counters,
            self.events.append,
            self.clock,
            simulated=self.simulated,
        )

    def ban(self, address: str) -> Decision | None:
        return self.offences.ban(client(address), "not_found", "it scanned")

    def seconds(self, address: str) -> float | None:
        """Ban somebody, and return for how long; None for ever."""
        decision = self.ban(address)
        assert decision is not None
        return None if decision.until is None else decision.until - self.clock.now

    def found(self, address: str) -> Decision | None:
        return self.register.find(client(address))

    def look(self) -> None:
        """Look at the store now, whatever happened a moment ago."""
        self.register._next_look = 0.0  # noqa: SLF001 — instead of waiting
        self.register.follow(wait=True)

    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]
