"""What may refuse a request before the application sees it, one file a guard."""

from groupz_shield.guards.origin import OriginGuard
from groupz_shield.guards.protocol import Guard

__all__ = ["Guard", "OriginGuard"]
