"""What is done beside the requests: each job in a thread of its own.

A thread each, so that a relay that keeps the mail waiting keeps nothing else waiting.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from threading import Event, Thread

import structlog

from groupz_platform.clock import Clock
from groupz_platform.errors import BusyError

log = structlog.get_logger("groupz.background")


@dataclass(frozen=True, slots=True)
class Job:
    """Work that comes again and again.

    Attributes:
        name: What the log and the thread call it.
        work: Does what is due, or a part of it; answers whether it did something, and
            so may have more to do at once.
        pause_seconds: How long to wait after it had nothing to do, or failed.
    """

    name: str
    work: Callable[[], bool]
    pause_seconds: float

    def run(self, stop: Event) -> None:
        """Work again and again, until told to stop."""
        while not stop.is_set():
            if not self.attempt():
                stop.wait(self.pause_seconds)

    def attempt(self) -> bool:
        """Work once; answer whether something was done. No error leaves this."""
        try:
            return self.work()
        except BusyError:
            return False
        except Exception:
            log.exception("background job failed", job=self.name)
            return False


def once_a_day(clock: Clock, work: Callable[[], object]) -> Callable[[], bool]:
    """Make work that is done at the start, and once on every later day, in UTC."""
    done_on: date | None = None

    def when_due() -> bool:
        nonlocal done_on
        today = clock().date()
        if done_on != today:
            work()
            done_on = today
        return False

    return when_due


@contextmanager
def running(jobs: Iterable[Job]) -> Iterator[None]:
    """Run jobs until the block is left; then each ends what it has in hand."""
    stop = Event()
    threads = [Thread(target=job.run, args=(stop,), name=job.name) for job in jobs]
    try:
        for thread in threads:
            thread.start()
        yield
    finally:  # a signal may come between two starts
        stop.set()
        for thread in threads:
            if thread.is_alive():
                thread.join()
