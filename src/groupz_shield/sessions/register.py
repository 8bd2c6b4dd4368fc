"""Sessions: begun, read, saved, rotated and ended, within their limits."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf
from typing import Any, Final

from groupz_shield.errors import PolicyError
from groupz_shield.events import (
    EventKind,
    EventSink,
    SafeSink,
    SecurityEvent,
    log_event,
)
from groupz_shield.sessions.protocol import SessionStore
from groupz_shield.sessions.record import (
    EndReason,
    SessionRecord,
    hash_of,
    label,
    new_handle,
    new_id,
    written,
)

_STEPS: Final = 60
_WHY: Final = {
    EndReason.IDLE: "A session was not used for too long.",
    EndReason.ABSOLUTE: "A session reached its longest time.",
    EndReason.SIGNED_OUT: "Somebody signed out.",
    EndReason.REVOKED: "A session was ended from outside.",
    EndReason.ROTATED: "The id of a session gave way to a new one.",
}


class Sessions:
    """Every session of an application.

    What is kept is the hash of an id: whoever reads the store can sign in as nobody.
    Limits hold when a session is read, whether or not a reaper runs.

    Args:
        store: Where sessions are kept.
        clock: The present moment, in seconds since 1970.
        idle: After how many seconds without use a session ends.
        absolute: After how many seconds it ends in any case.
        on_event: Told of every id that holds no more, with the reason.

    Raises:
        PolicyError: A limit cannot be meant.
    """

    def __init__(
        self,
        store: SessionStore,
        *,
        clock: Callable[[], float] = time.time,  # noqa: TID251 — the clock handed in
        idle: float = 3600,
        absolute: float = 12 * 3600,
        on_event: EventSink = log_event,
    ) -> None:
        _check("idle", idle)
        _check("absolute", absolute)
        self._store = store
        self._clock = clock
        self._idle = idle
        self._absolute = absolute
        self._report = SafeSink(on_event)

    def begin(
        self,
        user: str,
        data: Mapping[str, Any] | None = None,
        *,
        client: str = "",
        agent: str = "",
        replacing: str = "",
    ) -> str:
        """Begin a session for somebody who signed in.

        Args:
            user: Who, as the application names people; up to 255 characters.
            data: What to keep, as JSON has it.
            client: Where they are, such as an address, for lists of sessions.
            agent: With what, such as the browser's own name.
            replacing: The id that the same browser came with: it ends.

        Returns:
            The id, which nobody but the browser keeps.

        Raises:
            ValueError: The user's name cannot be kept.
        """
        if not user or label(user) != user:
            raise ValueError(f"{user!r} cannot be kept as the user of a session")
        session_id, now = new_id(), self._clock()
        record = SessionRecord(
            new_handle(),
            hash_of(session_id) or "",
            user,
            written(data or {}),
            now,
            now,
            label(client),
            label(agent),
        )
        if old := self._found(replacing):
            self._remove(old, EndReason.ROTATED)
        self._store.add(record, self._absolute)
        return session_id

    def read(self, session_id: str, *, keep_alive: bool = True) -> SessionRecord | None:
        """Return the session of an id; None, and deleted, where it is over.

        The use of a session is written down once in a sixtieth of the idle limit. So a
        session may end that much too early, counted from its last use, and never late.

        Args:
            session_id: What the cookie holds.
            keep_alive: Whether this counts as use; it does not where a page asks by
                itself.
        """
        record = self._found(session_id)
        if record is None:
            return None
        now = self._clock()
        if reason := self._over(record, now):
            seen_by = record.seen_at if reason is EndReason.IDLE else inf
            self._remove(record, reason, seen_by)
            return None
        if not keep_alive or now - record.seen_at < self._idle / _STEPS:
            return record
        there = self._store.touch(record.hash, now)
        return replace(record, seen_at=now) if there else None

    def save(self, session_id: str, data: Mapping[str, Any]) -> bool:
        """Replace the data of a session; the last one wins.

        Returns:
            Whether it was kept. A session that ended meanwhile, or has another id by
            now, stays as it is.
        """
        data_written, hashed = written(data), hash_of(session_id)
        return hashed is not None and self._store.write(hashed, data_written)

    def rotate(self, session_id: str) -> str | None:
        """Give a session a new id, as at every rise of privilege.

        The old id is dead at once. The limits go on from where they are.

        Returns:
            The new id; None if the session is over, or somebody else rotated it.
        """
        record, fresh = self.read(session_id, keep_alive=False), new_id()
        if record is None or not self._store.rename(record.hash, hash_of(fresh) or ""):
            return None
        self._tell(record, EndReason.ROTATED)
        return fresh

    def end(
        self,
        which: str,
        reason: EndReason = EndReason.SIGNED_OUT,
        *,
        user: str | None = None,
    ) -> bool:
        """End a session, and delete it.

        Args:
            which: Its id, or its public handle.
            reason: Why, for the event.
            user: End it only if it is theirs.

        Returns:
            Whether it was there.
        """
        record = self._found(which) or self._store.find_handle(which)
        if record is None or user not in (None, record.user):
            return False
        return self._remove(record, reason)

    def end_all(
        self,
        user: str,
        except_: str | None = None,
        reason: EndReason = EndReason.REVOKED,
    ) -> int:
        """End every session of somebody.

        Args:
            user: Whose.
            except_: The handle of the one that goes on.
            reason: Why, for the events.

        Returns:
            How many were ended.
        """
        others = (r for r in self._store.of_user(user) if r.handle != except_)
        return sum(self._remove(record, reason) for record in others)

    def sessions_of(self, user: str) -> list[SessionRecord]:
        """Return the sessions of somebody that are not over, the oldest first."""
        now = self._clock()
        found = self._store.of_user(user)
        return [record for record in found if not self._over(record, now)]

    def reap(self) -> int:
        """End and delete every session that is over; return how many."""
        now = self._clock()
        gone = self._store.remove_expired(now - self._idle, now - self._absolute)
        for record in gone:
            self._tell(record, self._over(record, now) or EndReason.IDLE)
        return len(gone)

    def _found(self, session_id: str) -> SessionRecord | None:
        hashed = hash_of(session_id)
        return None if hashed is None else self._store.find(hashed)

    def _over(self, record: SessionRecord, now: float) -> EndReason | None:
        if record.created_at <= now - self._absolute:
            return EndReason.ABSOLUTE
        if record.seen_at <= now - self._idle:
            return EndReason.IDLE
        return None

    def _remove(
        self, record: SessionRecord, reason: EndReason, seen_by: float = inf
    ) -> bool:
        removed = self._store.remove(record.handle, seen_by)
        if removed is not None:
            self._tell(removed, reason)
        return removed is not None

    def _tell(self, record: SessionRecord, reason: EndReason) -> None:
        facts = {"reason": reason, "user": record.user, "session": record.handle}
        self._report(SecurityEvent(EventKind.SESSION_ENDED, _WHY[reason], facts=facts))


def _check(setting: str, seconds: float) -> None:
    if not 0 < seconds < inf:
        raise PolicyError(setting, seconds, "is no number of seconds above zero")
