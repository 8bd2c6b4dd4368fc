"""Closures: listed, added, changed, taken away."""

from groupz_platform.desk.closures import changing, removing
from groupz_platform.desk.closures.listing import closures

__all__ = ["changing", "closures", "removing"]
