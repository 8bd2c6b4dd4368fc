"""Whom the shield keeps out, and why; undone, banned and allowed; what happened."""

from groupz_platform.desk.protection import happened
from groupz_platform.desk.protection.pages import protection

__all__ = ["happened", "protection"]
