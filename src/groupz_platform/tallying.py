"""Counting what the shield reports, so that staff see when the site was attacked.

A request must not wait for the database: events are counted in memory, and a thread
of its own writes the counts down, at most once a minute and only if there are any.
"""

from collections import Counter
from threading import Lock, Timer

import structlog

from groupz_platform.clock import Clock
from groupz_platform.db import Databases
from groupz_platform.incidents.services import Sort, add_counts
from groupz_platform.roles import Role
from groupz_shield import SecurityEvent

PAUSE_SECONDS = 60.0
MOST_SORTS = 500
LONGEST_NAME = 80
NAMING = ("guard", "scenario", "cookie", "feed")
OTHER = "other"
THREAD_NAME = "groupz-tally"
log = structlog.get_logger("groupz.tally")


class Tally:
    """Counts events by hour, kind and name; usable as the shield's event sink.

    What a process has counted within the last minute is lost if it is killed; closed
    properly, it writes that down too.

    Args:
        databases: Where counts are written, with the role ``worker``.
        clock: Answers the present moment.
        pause: How many seconds lie between an event and the writing, at least.
    """

    def __init__(
        self, databases: Databases, clock: Clock, pause: float = PAUSE_SECONDS
    ) -> None:
        self.databases = databases
        self._clock = clock
        self._pause = pause
        self._counts: Counter[Sort] = Counter()
        self._timer: Timer | None = None
        self._lock = Lock()

    def __call__(self, event: SecurityEvent, /) -> None:
        """Count an event."""
        hour = self._clock().replace(minute=0, second=0, microsecond=0)
        sort = Sort(hour, event.kind.value, name_of(event))
        with self._lock:
            if sort not in self._counts and len(self._counts) >= MOST_SORTS:
                sort = sort._replace(name=OTHER)
            self._counts[sort] += 1
            if self._timer is None:
                self._timer = Timer(self._pause, self.write)
                self._timer.name, self._timer.daemon = THREAD_NAME, True
                self._timer.start()

    def write(self) -> None:
        """Write down what was counted; where the database fails, try again later."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            self._timer = None
        if not counts:
            return
        try:
            with self.databases.transaction(Role.WORKER) as session:
                add_counts(session, counts)
        except Exception:
            log.exception("events could not be counted")
            with self._lock:
                self._counts.update(counts)

    def close(self) -> None:
        """Write down what is left."""
        with self._lock:
            timer = self._timer
        if timer is not None:
            timer.cancel()
        self.write()


def name_of(event: SecurityEvent) -> str:
    """Tell what an event is about: a guard, a scenario, a cookie or a feed."""
    found = (event.facts[name] for name in NAMING if name in event.facts)
    return next(found, "")[:LONGEST_NAME]
