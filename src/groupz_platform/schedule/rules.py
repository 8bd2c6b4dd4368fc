"""Words and decisions of the schedule."""

from enum import StrEnum


class SlotState(StrEnum):
    """Only open slots take groups."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
