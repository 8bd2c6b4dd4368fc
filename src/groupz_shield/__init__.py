"""A reusable WSGI security package: `Shield(app)`, and every part usable alone."""

from groupz_shield.answers import ConstantPage, RefusalPage
from groupz_shield.client import Client, ClientResolver
from groupz_shield.cookies import CookieMinimiser, CookieRule
from groupz_shield.decisions import Decision, DecisionKind, DecisionTable, Subject
from groupz_shield.errors import PolicyError, ShieldError
from groupz_shield.events import EventKind, EventSink, SecurityEvent, log_event
from groupz_shield.feeds import FeedSource
from groupz_shield.guards import AUTHENTICATED_KEY, Guard, Observer, OriginGuard
from groupz_shield.metrics import Metrics, metrics_app
from groupz_shield.middleware import CLIENT_KEY, REFERENCE_KEY, Shield
from groupz_shield.policy import ShieldPolicy
from groupz_shield.profiles import FOR_TESTS, OBSERVE, STANDARD, STRICT
from groupz_shield.refusal import Offence, Refusal
from groupz_shield.request import RequestFacts
from groupz_shield.signatures import Signatures

__all__ = [
    "AUTHENTICATED_KEY",
    "CLIENT_KEY",
    "FOR_TESTS",
    "OBSERVE",
    "REFERENCE_KEY",
    "STANDARD",
    "STRICT",
    "Client",
    "ClientResolver",
    "ConstantPage",
    "CookieMinimiser",
    "CookieRule",
    "Decision",
    "DecisionKind",
    "DecisionTable",
    "EventKind",
    "EventSink",
    "FeedSource",
    "Guard",
    "Metrics",
    "Observer",
    "Offence",
    "OriginGuard",
    "PolicyError",
    "Refusal",
    "RefusalPage",
    "RequestFacts",
    "SecurityEvent",
    "Shield",
    "ShieldError",
    "ShieldPolicy",
    "Signatures",
    "Subject",
    "log_event",
    "metrics_app",
]
