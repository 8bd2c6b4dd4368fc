"""Ends and deletes what is over, every minute."""

import os
from threading import Event, Thread
from weakref import WeakSet

from groupz_shield.events import EventKind, EventSink, SecurityEvent, log_event
from groupz_shield.sessions.register import Sessions

THREAD_NAME = "groupz-shield-sessions"


_running: "WeakSet[Reaper]" = WeakSet()


class Reaper:
    """Reap sessions in a thread which ends with the process.

    Processes that share a store may each have one: every session is ended once. In a
    forked process it goes on by itself.

    Args:
        sessions: What to reap.
        every: After how many seconds again.
        on_event: Told when reaping fails for whatever reason, and when it works again.
    """

    def __init__(
        self, sessions: Sessions, every: float = 60, on_event: EventSink = log_event
    ) -> None:
        self._sessions = sessions
        self._every = every
        self._report = on_event
        self._thread: Thread | None = None
        self._stopping = Event()
        self._failed = False

    def start(self) -> None:
        """Begin, unless it runs already."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=THREAD_NAME, daemon=True)
        self._thread.start()
        _running.add(self)

    def stop(self) -> None:
        """End, after the round that it is in."""
        _running.discard(self)
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def reap(self) -> int:
        """Do one round now; return how many sessions were ended."""
        try:
            count = self._sessions.reap()
        except Exception as error:  # noqa: BLE001 — it has to be tried again
            self._fail(error)
            return 0
        if self._failed:
            self._failed = False
            message = "Sessions that are over are deleted again."
            self._report(SecurityEvent(EventKind.STORE_RECOVERED, message))
        return count

    def _run(self) -> None:
        while not self._stopping.wait(self._every):
            self.reap()

    def _fail(self, error: Exception) -> None:
        """Raise the alarm, once until it works again."""
        if self._failed:
            return
        self._failed = True
        message = f"Sessions that are over could not be deleted: {error}"
        self._report(SecurityEvent(EventKind.STORE_FAILED, message, error=error))


def _go_on() -> None:
    """Start again what ran before the fork: a thread does not cross it."""
    for reaper in list(_running):
        reaper.start()


os.register_at_fork(after_in_child=_go_on)
