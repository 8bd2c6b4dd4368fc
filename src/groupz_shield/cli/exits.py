"""The exit codes of the command, for scripts."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    """It did what was asked."""
    NOTHING = 1
    """Nothing was found or imported, somebody is still banned after `unban`, or
    `check` found that the request is refused."""
    USAGE = 2
    """The command line cannot be meant."""
    PROTECTED = 3
    """Somebody is protected or allowed, and nobody was banned."""
    UNREACHABLE = 4
    """The store is not there, or cannot be read or written."""
