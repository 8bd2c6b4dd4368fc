"""How somebody stands with the shield: what is in force about them, and what was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from groupz_platform.web.context import now
from groupz_shield import Decision, Shield, Subject
from groupz_shield.bans.register import DecisionRegister
from groupz_shield.decisions import DecisionKind

EXTENSION = "groupz.shield"
MOST_SHOWN = 500
EARLIER_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """What the shield would do with somebody, and why.

    Attributes:
        protected: Why nothing touches them; empty if something may.
        holding: What is in force about them, the strongest first.
        earlier: What was in force once, the last one first.
    """

    subject: Subject
    protected: str
    holding: Sequence[Decision]
    earlier: Sequence[Decision]

    @property
    def is_kept_out(self) -> bool:
        """Whether their requests are refused."""
        first = self.holding[0] if self.holding and not self.protected else None
        return first is not None and first.is_plain_ban


def init_app(app: Flask, shield: Shield) -> None:
    """Let the pages of an application see the shield that stands around it."""
    app.extensions[EXTENSION] = shield


def register() -> DecisionRegister:
    """Find what is decided about clients."""
    shield = cast("Shield", current_app.extensions[EXTENSION])
    return shield.parts.register


def seconds() -> float:
    """Tell the present moment as the shield counts it."""
    return now().timestamp()


def in_force() -> list[Decision]:
    """List what is decided about single clients and networks, the last one first."""
    found = [each for each in register().table if each.in_force(seconds())]
    found.sort(key=lambda each: each.created_at, reverse=True)
    return found[:MOST_SHOWN]


def standing_of(subject: Subject) -> Standing:
    """Look somebody up."""
    known = register()
    ended = [
        each
        for each in known.store.decisions()
        if not each.in_force(seconds()) and each.subject.covers(subject)
    ]
    ended.sort(key=lambda each: each.created_at, reverse=True)
    return Standing(
        subject,
        known.protection.why(subject) or "",
        known.table.covering(subject, seconds()),
        ended[:EARLIER_SHOWN],
    )


def decision_of(decision_id: str) -> Decision | None:
    """Find a decision by its id, in force or not."""
    kept = register().table.get(decision_id)
    if kept is not None:
        return kept
    found = (each for each in register().store.decisions() if each.id == decision_id)
    return next(found, None)


def allowing(subject: Subject) -> Decision | None:
    """Find what lets somebody pass whatever else is decided."""
    found = register().table.covering(subject, seconds())
    return next((each for each in found if each.kind is DecisionKind.ALLOW), None)
