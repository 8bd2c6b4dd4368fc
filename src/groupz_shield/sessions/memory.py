"""Sessions in the memory of one process."""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from groupz_shield.sessions.record import SessionRecord


class MemorySessions:
    """Sessions that end with the process. See `SessionStore`."""

    def __init__(self) -> None:
        self._records: dict[str, SessionRecord] = {}
        self._handles: dict[str, str] = {}
        self._lock = Lock()

    def add(self, record: SessionRecord, keep_seconds: float) -> None:  # noqa: ARG002 — nothing is kept by itself
        """Keep a new session."""
        with self._lock:
            self._records[record.handle] = record
            self._handles[record.hash] = record.handle

    def find(self, session_hash: str) -> SessionRecord | None:
        """Return the session with this hash of its id."""
        with self._lock:
            return self._records.get(self._handles.get(session_hash, ""))

    def touch(self, session_hash: str, seen_at: float) -> bool:
        """Note that a session was used; tell whether it is there."""
        return self._change(
            session_hash, lambda r: replace(r, seen_at=max(r.seen_at, seen_at))
        )

    def write(self, session_hash: str, data: str) -> bool:
        """Replace the data of a session; tell whether it is there."""
        return self._change(session_hash, lambda r: replace(r, written=data))

    def rename(self, session_hash: str, new: str) -> bool:
        """Give a session another hash; tell whether it was there."""
        with self._lock:
            handle = self._handles.pop(session_hash, None)
            if handle is None:
                return False
            self._handles[new] = handle
            self._records[handle] = replace(self._records[handle], hash=new)
            return True

    def remove(self, handle: str, seen_by: float) -> SessionRecord | None:
        """Delete a session which was not used after `seen_by`."""
        with self._lock:
            record = self._records.get(handle)
            if record is None or record.seen_at > seen_by:
                return None
            return self._forget(record)

    def remove_expired(self, seen_by: float, begun_by: float) -> list[SessionRecord]:
        """Delete sessions that were last used, or began, by these moments."""
        with self._lock:
            gone = [
                record
                for record in self._records.values()
                if record.seen_at <= seen_by or record.created_at <= begun_by
            ]
            return [self._forget(record) for record in gone]

    def find_handle(self, handle: str) -> SessionRecord | None:
        """Return the session with this handle."""
        with self._lock:
            return self._records.get(handle)

    def of_user(self, user: str) -> list[SessionRecord]:
        """Return the sessions of a user, the oldest first."""
        with self._lock:
            found = [r for r in self._records.values() if r.user == user]
        return sorted(found, key=lambda record: (record.created_at, record.handle))

    def close(self) -> None:
        """Hold nothing open."""

    def _change(
        self, session_hash: str, changed: Callable[[SessionRecord], SessionRecord]
    ) -> bool:
        with self._lock:
            handle = self._handles.get(session_hash)
            if handle is None:
                return False
            self._records[handle] = changed(self._records[handle])
            return True

    def _forget(self, record: SessionRecord) -> SessionRecord:
        del self._handles[record.hash]
        return self._records.pop(record.handle)
