"""Time for tests: it stands still until it is told to move."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class FrozenClock:
    """A clock that shows one moment."""

    now: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **passed: float) -> None:
        self.now += timedelta(**passed)
