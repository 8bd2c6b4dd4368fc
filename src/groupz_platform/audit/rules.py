"""What a change of a row was."""

from enum import StrEnum


class Act(StrEnum):
    """What was done to a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
