"""A store in one SQLite file, shared by the processes of one machine."""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from groupz_shield.decisions import Decision, Feed, NetworkSet, new_id
from groupz_shield.errors import StoreCorruptError, StoreError
from groupz_shield.stores.protocol import Changes
from groupz_shield.stores.written import COLUMNS, decision_of, row_of

_WAIT_SECONDS = 0.1
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS state (epoch TEXT NOT NULL, version INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS decisions (
        id TEXT PRIMARY KEY, scope TEXT NOT NULL, value TEXT NOT NULL,
        kind TEXT NOT NULL, origin TEXT NOT NULL, scenario TEXT NOT NULL,
        reason TEXT NOT NULL, created_at REAL NOT NULL, until REAL,
        simulated INTEGER NOT NULL, lifted_at REAL, changed INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS decisions_changed ON decisions (changed);
    CREATE TABLE IF NOT EXISTS feeds (
        name TEXT PRIMARY KEY, networks BLOB, fetched_at REAL NOT NULL,
        source TEXT NOT NULL, simulated INTEGER NOT NULL, changed INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
"""
_NAMES = ", ".join(COLUMNS)
_PLACES = ", ".join("?" for _ in COLUMNS)
_PUT = f"REPLACE INTO decisions ({_NAMES}, changed) VALUES ({_PLACES}, ?)"  # noqa: S608 — names alone
_CHANGED = f"SELECT {_NAMES} FROM decisions WHERE changed > ?"  # noqa: S608
_ALL = f"SELECT {_NAMES} FROM decisions ORDER BY created_at, id"  # noqa: S608
_FEED_CHANGED = "SELECT name, networks, fetched_at, source, simulated FROM feeds"
_PRUNE = "DELETE FROM decisions WHERE until < ? OR lifted_at < ?"
_CORRUPT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_left_to_parents: list[sqlite3.Connection] = []


class SqliteStore:
    """Decisions in one file in WAL mode. See `DecisionStore`.

    What was put there survives `kill -9`. The folder must exist, and be writable for
    every process that shares the file; the file itself is made for its owner alone.

    Args:
        path: The file; made when it is first used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, int] = (0, 0)
        self._lock = Lock()

    def changes(self, epoch: str, version: int) -> Changes | None:
        """Return what is new since `version` of `epoch`; None if nothing is."""
        with self._session() as sql:
            [(now_epoch, now)] = sql("SELECT epoch, version FROM state")
            since = version if now_epoch == epoch else -1
            if since == now:
                return None
            decisions = [decision_of(row) for row in sql(_CHANGED, since)]
            feeds = sql(f"{_FEED_CHANGED} WHERE changed > ?", since)
        return Changes(now_epoch, now, decisions, {row[0]: _feed(row) for row in feeds})

    def put(self, decisions: Collection[Decision]) -> None:
        """Add decisions, or replace those of the same id; all of them or none."""
        with self._change() as (sql, version):
            for decision in decisions:
                sql(_PUT, *row_of(decision), version)

    def decisions(self) -> list[Decision]:
        """Return every decision that is kept, oldest first."""
        with self._session() as sql:
            return [decision_of(row) for row in sql(_ALL)]

    def put_feed(self, feed: Feed) -> None:
        """Add a feed, or replace the one of this name."""
        row = (
            feed.name,
            feed.networks.to_bytes(),
            feed.fetched_at,
            feed.source,
            int(feed.simulated),
        )
        with self._change() as (sql, version):
            sql("REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?)", *row, version)

    def remove_feed(self, name: str) -> None:
        """Remove a feed; one that is not there is no error."""
        with self._change() as (sql, version):
            sql(
                "UPDATE feeds SET networks = NULL, changed = ? WHERE name = ?",
                version,
                name,
            )

    def feeds(self) -> list[Feed]:
        """Return every feed, by name."""
        with self._session() as sql:
            rows = sql(f"{_FEED_CHANGED} WHERE networks IS NOT NULL ORDER BY name")
        return [feed for row in rows if (feed := _feed(row)) is not None]

    def write_note(self, name: str, text: str) -> None:
        """Keep a short text under a name."""
        with self._session() as sql:
            sql("REPLACE INTO notes VALUES (?, ?)", name, text)

    def read_note(self, name: str) -> str | None:
        """Return the text that was kept under a name."""
        with self._session() as sql:
            found = sql("SELECT text FROM notes WHERE name = ?", name)
        return found[0][0] if found else None

    def prune(self, before: float) -> int:
        """Delete what ended, or was lifted, before a moment; return how many."""
        with self._session() as sql:
            return len(sql(f"{_PRUNE} RETURNING id", before, before))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._let_go()

    def set_aside(self) -> str:
        """Move a file that cannot be read any more, so that a new one is begun.

        Returns:
            The name that it has now. Another process may have been quicker: then the
            file that it began stays where it is.
        """
        with self._lock:
            inode = self._opened[1]
            self._let_go()
            aside = self._path.with_name(f"{self._path.name}.corrupt-{new_id()[:8]}")
            with self._explained():
                if inode in {0, self._path.stat().st_ino}:
                    self._path.rename(aside)
                    for ending in ("-wal", "-shm"):
                        Path(f"{self._path}{ending}").unlink(missing_ok=True)
        return str(aside)

    @contextmanager
    def _session(self) -> Iterator[Callable[..., list[Any]]]:
        """Run statements one by one; a failure closes the connection."""
        with self._lock, self._explained():
            connection = self._connected()

            def sql(statement: str, *values: object) -> list[Any]:
                return connection.execute(statement, values).fetchall()

            yield sql

    @contextmanager
    def _change(self) -> Iterator[tuple[Callable[..., list[Any]], int]]:
        """Run statements as one change, which has a version of its own."""
        with self._session() as sql:
            sql("BEGIN IMMEDIATE")
            [(version,)] = sql(
                "UPDATE state SET version = version + 1 RETURNING version"
            )
            yield sql, version
            sql("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self._let_go()
            if not isinstance(error, sqlite3.Error | OSError | ValueError):
                raise
            raise self._told(error) from error

    def _told(self, error: Exception) -> StoreError:
        name = f"sqlite:///{self._path}"
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _CORRUPT or isinstance(error, ValueError):
            return StoreCorruptError(name, f"the file is corrupt ({error})")
        return StoreError(name, f"{error}: look at the folder, its rights and the disk")

    def _connected(self) -> sqlite3.Connection:
        """Return a connection of this process to the file that is there now."""
        here = (os.getpid(), self._inode())
        if self._connection is not None and here == self._opened:
            return self._connection
        self._let_go()
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        self._opened = (os.getpid(), self._inode())
        self._connection = sqlite3.connect(
            self._path,
            timeout=_WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._prepare(self._connection)
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if connection.execute("PRAGMA user_version").fetchone()[0]:
            return
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA}")
        connection.execute(
            "INSERT INTO state SELECT ?, 1 WHERE NOT EXISTS (SELECT 1 FROM state)",
            (new_id(),),
        )
        connection.execute("PRAGMA user_version = 1")
        connection.execute("COMMIT")

    def _inode(self) -> int:
        try:
            return self._path.stat().st_ino
        except FileNotFoundError:
            return 0

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self._opened[0] == os.getpid():
            connection.close()
        else:  # closing what a parent opened would take its locks and its log away
            _left_to_parents.append(connection)


def _feed(row: tuple[Any, ...]) -> Feed | None:
    name, networks, fetched_at, source, simulated = row
    if networks is None:
        return None
    return Feed(
        name, NetworkSet.from_bytes(networks), fetched_at, source, bool(simulated)
    )
