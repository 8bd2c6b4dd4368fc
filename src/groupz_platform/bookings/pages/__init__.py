"""A visitor's pages about one booking: its time, the hold, and what it becomes."""

from groupz_platform.bookings.pages import booking, change, find, hold, regroup, slot
from groupz_platform.bookings.pages.blueprint import bookings

__all__ = ["booking", "bookings", "change", "find", "hold", "regroup", "slot"]
