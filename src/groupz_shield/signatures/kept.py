"""A folder of databases of patterns, since building one takes seconds."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from groupz_shield.errors import PolicyError

WAIT_SECONDS: Final = 60
"""How long a process waits for another one that builds the same database."""

FORGET_SECONDS: Final = 90 * 86_400
"""A database that nobody has loaded for so long belongs to rules of the past."""

_POLL_SECONDS = 0.05
_OTHERS_MAY_WRITE = 0o022


class KeptDatabases:
    """Databases in files of a folder that nobody else may write.

    A loaded database is run as it is: whoever writes the folder owns the process.

    Args:
        folder: Made with mode 0700 if it is not there. One that cannot be made, or
            written, is only read.

    Raises:
        PolicyError: Others may write it, or own it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.exists() and not _is_ours(folder):
            why = f"may be written by others: chmod 700 {folder}, and own it"
            raise PolicyError("signatures", str(folder), why)

    def get(self, name: str, build: Callable[[], bytes]) -> bytes:
        """Return a database; one process builds it, others wait for it.

        Who waits for more than `WAIT_SECONDS`, or may not write, builds its own.
        """
        if kept := self._read(name):
            return kept
        with self._turn(name):
            if kept := self._read(name):
                return kept
            built = build()
            with suppress(OSError):
                self._write(name, built)
            return built

    def forget(self, name: str) -> None:
        """Delete a database that turned out to be none."""
        with suppress(OSError):
            self._file(name).unlink()

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.hs"

    def _read(self, name: str) -> bytes | None:
        file = self._file(name)
        try:
            if not _is_ours(file):
                return None
            data = file.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(file)
        return data

    def _write(self, name: str, data: bytes) -> None:
        with NamedTemporaryFile(dir=self._folder, delete=False) as fresh:
            fresh.write(data)
        kept = Path(fresh.name).replace(self._file(name))
        youngest = kept.stat().st_mtime
        for file in self._folder.iterdir():
            if youngest - file.stat().st_mtime > FORGET_SECONDS:
                file.unlink()

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        """Wait until nobody builds this database."""
        try:
            lock = os.open(self._folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            yield
            return
        deadline = time.monotonic() + WAIT_SECONDS
        while not _is_taken(lock) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        try:
            yield
        finally:
            os.close(lock)


def _is_taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_ours(path: Path) -> bool:
    found = path.stat()
    return found.st_uid in {0, os.geteuid()} and not found.st_mode & _OTHERS_MAY_WRITE
