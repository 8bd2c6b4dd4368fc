"""The day at the desk: who comes, who is there, and what is to be done."""

from groupz_platform.desk.today import checking_in, day, notes, size
from groupz_platform.desk.today.blueprint import today

__all__ = ["checking_in", "day", "notes", "size", "today"]
