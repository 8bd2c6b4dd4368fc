"""What may refuse a request before the application sees it, one file a guard."""

from groupz_shield.guards.decisions import DecisionGuard
from groupz_shield.guards.flood import FloodGuard
from groupz_shield.guards.hygiene import HygieneGuard
from groupz_shield.guards.not_found import AUTHENTICATED_KEY, NotFoundGuard
from groupz_shield.guards.origin import OriginGuard
from groupz_shield.guards.protocol import Exempt, Guard, Observer

__all__ = [
    "AUTHENTICATED_KEY",
    "DecisionGuard",
    "Exempt",
    "FloodGuard",
    "Guard",
    "HygieneGuard",
    "NotFoundGuard",
    "Observer",
    "OriginGuard",
]
