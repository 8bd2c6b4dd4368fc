"""Sessions in one SQLite file, shared by the processes of one machine."""

from pathlib import Path
from typing import Final

from groupz_shield.sessions.record import SessionRecord
from groupz_shield.stores.sqlite_file import SqliteFile

_APPLICATION_ID: Final = 0x67727A74
_PATIENCE_SECONDS: Final = 5.0
_SCHEMA: Final = """
    CREATE TABLE sessions (
        handle TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, user TEXT NOT NULL,
        written TEXT NOT NULL, created_at REAL NOT NULL, seen_at REAL NOT NULL,
        client TEXT NOT NULL, agent TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_user ON sessions (user);
    CREATE INDEX sessions_created_at ON sessions (created_at);
    CREATE INDEX sessions_seen_at ON sessions (seen_at)
"""
_COLUMNS: Final = "handle, hash, user, written, created_at, seen_at, client, agent"
_SELECT: Final = f"SELECT {_COLUMNS} FROM sessions WHERE"  # noqa: S608 — our own names
_OVER: Final = "seen_at <= ? OR created_at <= ?"


class SqliteSessions:
    """Sessions in one file. See `SessionStore`.

    The folder must exist; the file is made for its owner alone. What is deleted is
    overwritten in it.

    Args:
        path: The file; made when it is first used.
        patience: How many seconds another process or thread may keep it locked.
    """

    def __init__(self, path: Path, patience: float = _PATIENCE_SECONDS) -> None:
        self._file = SqliteFile(path, _APPLICATION_ID, _SCHEMA, patience)

    def add(self, record: SessionRecord, keep_seconds: float) -> None:  # noqa: ARG002 — nothing is forgotten by itself
        """Keep a new session."""
        self._run(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            record.handle,
            record.hash,
            record.user,
            record.written,
            record.created_at,
            record.seen_at,
            record.client,
            record.agent,
        )

    def find(self, session_hash: str) -> SessionRecord | None:
        """Return the session with this hash of its id."""
        return self._one(f"{_SELECT} hash = ?", session_hash)

    def touch(self, session_hash: str, seen_at: float) -> bool:
        """Note that a session was used; tell whether it is there."""
        return self._change("seen_at = max(seen_at, ?)", seen_at, session_hash)

    def write(self, session_hash: str, data: str) -> bool:
        """Replace the data of a session; tell whether it is there."""
        return self._change("written = ?", data, session_hash)

    def rename(self, session_hash: str, new: str) -> bool:
        """Give a session another hash; tell whether it was there."""
        return self._change("hash = ?", new, session_hash)

    def remove(self, handle: str, seen_by: float) -> SessionRecord | None:
        """Delete a session which was not used after `seen_by`."""
        removed = self._delete("handle = ? AND seen_at <= ?", handle, seen_by)
        return removed[0] if removed else None

    def remove_expired(self, seen_by: float, begun_by: float) -> list[SessionRecord]:
        """Delete sessions that were last used, or began, by these moments."""
        return self._delete(_OVER, seen_by, begun_by)

    def find_handle(self, handle: str) -> SessionRecord | None:
        """Return the session with this handle."""
        return self._one(f"{_SELECT} handle = ?", handle)

    def of_user(self, user: str) -> list[SessionRecord]:
        """Return the sessions of a user, the oldest first."""
        return self._run(f"{_SELECT} user = ? ORDER BY created_at, handle", user)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _one(self, statement: str, value: str) -> SessionRecord | None:
        found = self._run(statement, value)
        return found[0] if found else None

    def _change(self, what: str, value: str | float, session_hash: str) -> bool:
        with self._file.session() as sql:
            statement = f"UPDATE sessions SET {what} WHERE hash = ? RETURNING handle"  # noqa: S608 — our own names
            return bool(sql(statement, value, session_hash))

    def _delete(self, where: str, *values: str | float) -> list[SessionRecord]:
        """Delete, and leave nothing of it in the file nor in its log."""
        statement = f"DELETE FROM sessions WHERE {where} RETURNING {_COLUMNS}"  # noqa: S608 — our own names
        with self._file.session() as sql:
            sql("PRAGMA secure_delete = ON")
            gone = [SessionRecord(*row) for row in sql(statement, *values)]
            if gone:
                sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def _run(self, statement: str, *values: str | float) -> list[SessionRecord]:
        with self._file.session() as sql:
            return [SessionRecord(*row) for row in sql(statement, *values)]
