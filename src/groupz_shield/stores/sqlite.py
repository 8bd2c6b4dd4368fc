"""A store in one SQLite file, shared by the processes of one machine."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from groupz_shield.decisions import Decision, Feed, NetworkSet
from groupz_shield.patience import PATIENCE
from groupz_shield.stores.protocol import Changes
from groupz_shield.stores.sqlite_file import Sql, SqliteFile
from groupz_shield.stores.written import COLUMNS, decision_of, row_of

_APPLICATION_ID: Final = 0x67727A73
_SCHEMA: Final = """
    CREATE TABLE state (epoch TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
    INSERT INTO state VALUES (lower(hex(randomblob(8))), 0);
    CREATE TABLE decisions (
        id TEXT PRIMARY KEY, scope TEXT NOT NULL, value TEXT NOT NULL,
        kind TEXT NOT NULL, origin TEXT NOT NULL, scenario TEXT NOT NULL,
        reason TEXT NOT NULL, created_at REAL NOT NULL, until REAL,
        simulated INTEGER NOT NULL, lifted_at REAL, changed INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX decisions_changed ON decisions (changed);
    CREATE TABLE feeds (
        name TEXT PRIMARY KEY, changed INTEGER NOT NULL, fetched_at REAL NOT NULL,
        source TEXT NOT NULL, simulated INTEGER NOT NULL, networks BLOB
    ) STRICT;
    CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT
"""
_NAMES: Final = ", ".join(COLUMNS)
_DECISIONS: Final = f"SELECT {_NAMES} FROM decisions"  # noqa: S608 — our own names
_PUT: Final = f"REPLACE INTO decisions VALUES ({'?, ' * len(COLUMNS)}?)"  # noqa: S608 — question marks alone
_FEEDS: Final = "SELECT name, fetched_at, source, simulated, networks FROM feeds"


class SqliteStore:
    """Decisions in one file. See `DecisionStore`.

    What was put there survives `kill -9`. The folder must exist, and whoever shares
    the file must be able to write to it; the file is made for its owner alone.

    Args:
        path: The file; made when it is first used.
        patience: How many seconds another process or thread may keep it locked.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self._file = SqliteFile(path, _APPLICATION_ID, _SCHEMA, patience)

    def changes(self, epoch: str, version: int) -> Changes | None:
        """Return what is new since `version` of `epoch`; None if nothing is."""
        with self._file.session() as sql:
            [(there, now)] = sql("SELECT epoch, version FROM state")
            since = version if there == epoch else -1
            if since == now:
                return None
            # what another process adds meanwhile is read now and next time
            rows = sql(f"{_DECISIONS} WHERE changed > ?", since)
            feeds = sql(f"{_FEEDS} WHERE changed > ?", since)
            decisions = [decision_of(row) for row in rows]
            return Changes(there, now, decisions, {row[0]: _feed(row) for row in feeds})

    def put(self, decisions: Collection[Decision]) -> None:
        """Add decisions, or replace those of the same id; all of them or none."""
        with self._file.transaction() as sql:
            version = _next_version(sql)
            for decision in decisions:
                sql(_PUT, *row_of(decision), version)

    def decisions(self) -> list[Decision]:
        """Return every decision that is kept, the ended ones too, oldest first."""
        with self._file.session() as sql:
            rows = sql(f"{_DECISIONS} ORDER BY created_at, id")
            return [decision_of(row) for row in rows]

    def put_feed(self, feed: Feed) -> None:
        """Add a feed, or replace the one of this name."""
        facts = (feed.fetched_at, feed.source, int(feed.simulated))
        self._set_feed(feed.name, *facts, feed.networks.to_bytes())

    def remove_feed(self, name: str) -> None:
        """Remove a feed; one that is not there is no error."""
        self._set_feed(name, 0.0, "", 0, None)

    def feeds(self) -> list[Feed]:
        """Return every feed, by name."""
        with self._file.session() as sql:
            found = [_feed(row) for row in sql(f"{_FEEDS} ORDER BY name")]
        return [feed for feed in found if feed is not None]

    def write_note(self, name: str, text: str) -> None:
        """Keep a short text under a name, such as what the site protects."""
        with self._file.session() as sql:
            sql("REPLACE INTO notes VALUES (?, ?)", name, text)

    def read_note(self, name: str) -> str | None:
        """Return the text that was kept under a name."""
        with self._file.session() as sql:
            found = sql("SELECT text FROM notes WHERE name = ?", name)
        return str(found[0][0]) if found else None

    def prune(self, before: float) -> int:
        """Delete what ended, or was lifted, before a moment; return how many."""
        ended = "DELETE FROM decisions WHERE until < ? OR lifted_at < ? RETURNING id"
        with self._file.session() as sql:
            return len(sql(ended, before, before))

    def set_aside(self) -> str:
        """Move a corrupt file out of the way, and begin a new one.

        Returns:
            Where the corrupt file is now, with what SQLite keeps beside it.
        """
        return self._file.set_aside()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _set_feed(self, name: str, *facts: object) -> None:
        with self._file.transaction() as sql:
            version = _next_version(sql)
            sql("REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?)", name, version, *facts)


def _next_version(sql: Sql) -> int:
    [(version,)] = sql("UPDATE state SET version = version + 1 RETURNING version")
    return int(version)


def _feed(row: tuple[Any, ...]) -> Feed | None:
    name, fetched_at, source, simulated, networks = row
    if networks is None:
        return None
    listed = NetworkSet.from_bytes(networks)
    return Feed(name, listed, fetched_at, source, bool(simulated))
