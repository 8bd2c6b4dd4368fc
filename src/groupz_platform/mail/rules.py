"""Words and decisions of the outbox."""

from datetime import timedelta
from enum import StrEnum


class OutboxState(StrEnum):
    """Where a mail stands."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


MOST_ATTEMPTS = 12
LEASE = timedelta(minutes=5)
"""How long one worker has to hand a mail over before another may try."""


def wait_after(attempts: int) -> timedelta:
    """Tell how long to wait after that many failed attempts: doubling, at most 6 h.

    >>> [int(wait_after(n).total_seconds()) for n in (1, 2, 3, 12)]
    [30, 60, 120, 21600]
    """
    return timedelta(seconds=min(30 << (attempts - 1), 6 * 3600))
