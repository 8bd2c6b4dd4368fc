"""The exit codes of the command, for scripts."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    """It did what was asked."""
    NOTHING = 1
    """There was nothing to do, or `check` found that the request is refused."""
    USAGE = 2
    """The command line cannot be meant."""
    PROTECTED = 3
    """Somebody is protected, and was not banned."""
    UNREACHABLE = 4
    """The store cannot be reached."""
