"""A reusable WSGI security package: `Shield(app)`, and every part usable alone."""

from groupz_shield.client import Client, ClientResolver
from groupz_shield.cookies import CookieMinimiser, CookieRule
from groupz_shield.errors import PolicyError, ShieldError
from groupz_shield.events import EventKind, EventSink, SecurityEvent, log_event
from groupz_shield.guards import Guard, OriginGuard
from groupz_shield.middleware import CLIENT_KEY, REFERENCE_KEY, Shield
from groupz_shield.policy import ShieldPolicy
from groupz_shield.refusal import Refusal, RefusalPage
from groupz_shield.request import RequestFacts

__all__ = [
    "CLIENT_KEY",
    "REFERENCE_KEY",
    "Client",
    "ClientResolver",
    "CookieMinimiser",
    "CookieRule",
    "EventKind",
    "EventSink",
    "Guard",
    "OriginGuard",
    "PolicyError",
    "Refusal",
    "RefusalPage",
    "RequestFacts",
    "SecurityEvent",
    "Shield",
    "ShieldError",
    "ShieldPolicy",
    "log_event",
]
