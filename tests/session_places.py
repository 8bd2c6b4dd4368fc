"""Where tests keep sessions: every store, and a look at what lies there."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

from sqlalchemy import Engine, MetaData, create_engine
from sqlalchemy.pool import NullPool
from typing_extensions import override

from groupz_shield import SecurityEvent
from groupz_shield.ext.sqlalchemy_sessions import SqlAlchemySessions, session_table
from groupz_shield.sessions import (
    MemorySessions,
    SessionRecord,
    Sessions,
    SessionStore,
    SqliteSessions,
    ValkeySessions,
)
from valkey_server import TestingValkey

NOW = 1_700_000_000.125
KEEP_SECONDS = 3600.0
TABLE = session_table(MetaData())
_Result = TypeVar("_Result")


@dataclass
class Moment:
    """A clock that stands still, in seconds."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now

    def tick(self, seconds: float) -> None:
        self.now += seconds


class Place(ABC):
    """Where sessions are kept; every opened store is another handle on it."""

    def __init__(self) -> None:
        self.opened: list[SessionStore] = []

    def open(self) -> SessionStore:
        store = self._store()
        self.opened.append(store)
        return store

    def close(self) -> None:
        for store in self.opened:
            store.close()

    @abstractmethod
    def content(self) -> str:
        """Everything that lies there."""

    @abstractmethod
    def _store(self) -> SessionStore: ...


class InMemory(Place):
    def __init__(self) -> None:
        super().__init__()
        self._memory = MemorySessions()

    @override
    def content(self) -> str:
        kept = (held for held in vars(self._memory).values() if isinstance(held, dict))
        return "".join(repr(held) for held in kept if held)

    @override
    def _store(self) -> SessionStore:
        return self._memory


class InFile(Place):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    @override
    def content(self) -> str:
        files = self._folder.glob("sessions.sqlite3*")
        return "".join(file.read_bytes().decode("latin-1") for file in files)

    @override
    def _store(self) -> SessionStore:
        return SqliteSessions(self._folder / "sessions.sqlite3")


class InValkey(Place):
    def __init__(self, server: TestingValkey) -> None:
        super().__init__()
        self._server = server

    @override
    def content(self) -> str:
        with self._server.client() as client:
            return "".join(f"{key} {client.dump(key)}" for key in client.scan_iter())

    @override
    def _store(self) -> SessionStore:
        return ValkeySessions(self._server.address)


class InTable(Place):
    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        TABLE.drop(engine, checkfirst=True)
        TABLE.create(engine)

    @override
    def content(self) -> str:
        with self._engine.begin() as connection:
            return "".join(map(str, connection.execute(TABLE.select())))

    @override
    def _store(self) -> SessionStore:
        return SqlAlchemySessions(TABLE, self._engine.begin)


def engine_of(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool)


@dataclass
class Site:
    """Sessions, their clock, and the events that they left.

    Attributes:
        place: Where they are kept.
        clock: Their clock.
        events: What was told.
        sessions: The sessions, which are idle after an hour and end after twelve.
    """

    place: Place
    clock: Moment = field(default_factory=Moment)
    events: list[SecurityEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sessions = self.opened()

    def opened(self) -> Sessions:
        """The same sessions, as another process has them."""
        store = self.place.open()
        return Sessions(store, clock=self.clock, on_event=self.events.append)

    @property
    def reasons(self) -> list[str]:
        return [event.facts["reason"] for event in self.events]


def record(number: int = 1, **facts: Any) -> SessionRecord:
    """A session that was begun and used just now."""
    hashed = sha256(str(number).encode()).hexdigest()
    made = SessionRecord(f"{number:016}", hashed, "noor", '{"a":1}', NOW, NOW)
    return replace(made, **facts)


def together(attempts: Iterable[Callable[[], _Result]]) -> list[_Result]:
    """Do all at the same moment, each in a thread of its own."""
    everything = list(attempts)
    start = Barrier(len(everything))

    def one(do: Callable[[], _Result]) -> _Result:
        start.wait(timeout=30)
        return do()

    with ThreadPoolExecutor(len(everything)) as threads:
        return list(threads.map(one, everything))
