"""The planning board: what takes place on a day or in a week, who comes, and moving."""

from groupz_platform.desk.planning import moving
from groupz_platform.desk.planning.pages import planning

__all__ = ["moving", "planning"]
