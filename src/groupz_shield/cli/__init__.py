"""The command `groupz-shield`."""

from groupz_shield.cli.main import main

__all__ = ["main"]
