"""Decisions about clients, and the table that a request is compared with."""

from groupz_shield.decisions.decision import (
    MANUAL,
    POLICY,
    SHIELD,
    Decision,
    DecisionKind,
    new_id,
)
from groupz_shield.decisions.feed import Feed
from groupz_shield.decisions.networks import NetworkSet
from groupz_shield.decisions.subject import CLIENT_BITS, Scope, Subject
from groupz_shield.decisions.table import DecisionTable

__all__ = [
    "CLIENT_BITS",
    "MANUAL",
    "POLICY",
    "SHIELD",
    "Decision",
    "DecisionKind",
    "DecisionTable",
    "Feed",
    "NetworkSet",
    "Scope",
    "Subject",
    "new_id",
]
