"""A SQLite file that several processes use, and that may fail in every way."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any, Final, TypeAlias

from groupz_shield.errors import StoreCorruptError, StoreError
from groupz_shield.forks import ForkSafe

Sql: TypeAlias = Callable[..., list[tuple[Any, ...]]]
"""Runs one statement with its values, and returns the rows."""

_PAUSE_SECONDS: Final = 0.005
_CORRUPT: Final = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,  # a table of ours is gone
}
_WHY: Final = {
    sqlite3.SQLITE_BUSY: "another process keeps it locked; look for one that hangs",
    sqlite3.SQLITE_FULL: "there is no room; look at the disk",
    sqlite3.SQLITE_READONLY: "it is read-only; look at its rights and its folder's",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; look at its rights and its folder's",
    sqlite3.SQLITE_IOERR: "it cannot be read or written; look at the disk",
}
_inherited: list[sqlite3.Connection] = []


class SqliteFile:
    """One file in WAL mode; opened when it is used, and anew when it was replaced.

    What was committed survives `kill -9` (`synchronous = NORMAL`).

    Args:
        path: The file. It is made for its owner alone, in a folder that exists.
        application_id: Tells the file from those of other programs.
        schema: The statements that make its tables.
        patience: How many seconds another process or thread may keep it locked.
    """

    def __init__(
        self, path: Path, application_id: int, schema: str, patience: float
    ) -> None:
        self._patience = patience
        self.name = f"sqlite:{path}"
        self._path = path.absolute()
        self._beside = (Path(f"{self._path}-wal"), Path(f"{self._path}-shm"))
        self._application_id = application_id
        self._schema = schema
        self._connection: sqlite3.Connection | None = None
        self._opened = (0, 0, 0)
        self._log_opened = (0, 0)
        self._corrupt_inode = 0
        self._fork_safe = ForkSafe(self._let_go)

    @contextmanager
    def session(self) -> Iterator[Sql]:
        """Run statements one by one. After a failure the file is opened anew.

        Raises:
            StoreError: The file, its folder or its disk fails.
            StoreCorruptError: It holds what cannot be read.
        """
        with self._used() as connection:

            def sql(statement: str, *values: object) -> list[tuple[Any, ...]]:
                return connection.execute(
                    statement, tuple(map(_utf8, values))
                ).fetchall()

            yield sql

    @contextmanager
    def transaction(self) -> Iterator[Sql]:
        """Run statements as one change: all of it is seen by others, or none."""
        with self.session() as sql:
            sql("BEGIN IMMEDIATE")
            yield sql
            sql("COMMIT")

    def set_aside(self) -> str:
        """Move the file that was found corrupt out of the way, and begin a new one.

        Returns:
            Where the corrupt file is now. Another process may have been quicker; then
            the file that it began stays where it is.
        """
        with self._locked(), self._explained():
            self._let_go()
            with self._alone():
                if self._corrupt_inode == _device_and_inode(self._path)[1] > 0:
                    self._move()
                self._open()
            ours = self._path.parent.glob(f"{self._path.name}.corrupt-*")
            same = (str(f) for f in ours if f.stat().st_ino == self._corrupt_inode)
            return next(same, "")

    def close(self) -> None:
        """Let go of the file."""
        with self._locked():
            self._let_go()

    @contextmanager
    def _used(self) -> Iterator[sqlite3.Connection]:
        with self._locked(), self._explained():
            here = (os.getpid(), *_device_and_inode(self._path))
            if self._connection is None or here != self._opened:
                was_open = self._connection is not None
                self._let_go()
                with self._alone():
                    if was_open and here[1:] != self._opened[1:]:
                        self._unlink_old_log()
                    self._connection = self._open()
            yield self._connection

    def _open(self) -> sqlite3.Connection:
        if not any(_device_and_inode(self._path)):
            self._make()
        self._opened = (os.getpid(), *_device_and_inode(self._path))
        connection = self._connection = sqlite3.connect(
            self._path,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
        )
        self._prepare(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        self._log_opened = _device_and_inode(self._beside[0])
        return connection

    def _make(self) -> None:
        """Make an empty file, for its owner alone.

        It is only done where there is none: to close a file that is open elsewhere in
        the process would end all locks on it (POSIX, fcntl).
        """
        for file in self._beside:  # left by one that was deleted while it was used
            file.unlink(missing_ok=True)
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))

    def _unlink_old_log(self) -> None:
        """Take away the log of a file that was replaced: SQLite would replay it."""
        if _device_and_inode(self._beside[0]) == self._log_opened:
            for file in self._beside:
                file.unlink(missing_ok=True)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        [application_id] = connection.execute("PRAGMA application_id").fetchone()
        if application_id == self._application_id:
            return
        [tables] = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables:
            raise StoreError(
                self.name, "it belongs to another program; name another file"
            )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(
            f"BEGIN IMMEDIATE; {self._schema};"
            f"PRAGMA application_id = {self._application_id}; COMMIT"
        )

    def _move(self) -> None:
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        aside = f"{self._path}.corrupt-{moment}-{self._corrupt_inode}"
        for file in (*self._beside, self._path):
            if file.exists():
                file.rename(f"{aside}{file.name.removeprefix(self._path.name)}")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if not self._fork_safe.lock.acquire(timeout=self._patience):
            raise StoreError(self.name, "other threads of this process keep it busy")
        try:
            yield
        finally:
            self._fork_safe.lock.release()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from making, opening and moving the file meanwhile."""
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            self._lock_folder(folder)
            yield
        finally:
            os.close(folder)

    def _lock_folder(self, folder: int) -> None:
        ends = time.monotonic() + self._patience
        while True:
            try:
                return flock(folder, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > ends:
                    why = "another process is opening it; look for one that hangs"
                    raise StoreError(self.name, why) from None
                time.sleep(_PAUSE_SECONDS)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self._let_go()
            if isinstance(error, sqlite3.Error | OSError | ValueError):
                raise self._told(error) from error
            raise

    def _told(self, error: Exception) -> StoreError:
        if isinstance(error, OSError):
            why = f"{error.strerror}; look at the file, its folder and their rights"
            return StoreError(self.name, why)
        # where Python cannot decode a text, the error has no code
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in _CORRUPT:
            self._corrupt_inode = self._opened[2]
            return StoreCorruptError(self.name, f"the file is corrupt ({error})")
        return StoreError(self.name, f"{_WHY.get(code, 'it fails')} ({error})")

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self._opened[0] == os.getpid():
            connection.close()
        else:  # forked without Python's knowledge: closing would take locks away
            _inherited.append(connection)


def _device_and_inode(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except FileNotFoundError:
        return 0, 0
    return status.st_dev, status.st_ino


def _utf8(value: object) -> object:
    """Return a text that can be written: half a surrogate pair becomes an escape."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode()
    return value
