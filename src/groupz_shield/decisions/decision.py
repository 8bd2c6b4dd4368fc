"""A decision about a client: in CrowdSec's and fail2ban's words, and undoable."""

import secrets
from dataclasses import dataclass, field, replace
from enum import StrEnum

from groupz_shield.decisions.subject import Scope, Subject


class DecisionKind(StrEnum):
    """What a decision does to whom it is about."""

    BAN = "ban"
    THROTTLE = "throttle"
    ALLOW = "allow"


MANUAL = "manual"
"""The origin of what a person decided."""

SHIELD = "shield"
"""The origin of what the shield decided by itself."""


POLICY = "policy"
"""The origin of what a policy's own blocklist names: it is in no store."""


def new_id() -> str:
    """Return an id; its first eight digits are the reference that visitors see."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, in force from `created_at` until `until` or until it is lifted.

    Attributes:
        subject: Whom it is about: a client, a network, or an account.
        kind: What it does.
        origin: Who decided: `"manual"`, `"shield"`, `"feed:NAME"`, `"watch:SERVICE"`.
        scenario: The kind of offence, such as `"not_found"`; `"manual"` for a person.
        reason: What led to it, for people.
        created_at: Seconds since 1970.
        until: When it ends, in seconds since 1970; None for never.
        simulated: Whether it is only reported and never enforced.
        lifted_at: When somebody undid it, in seconds since 1970; None if nobody did.
        id: Sixteen random hexadecimal digits.
    """

    subject: Subject
    created_at: float
    until: float | None
    kind: DecisionKind = DecisionKind.BAN
    origin: str = MANUAL
    scenario: str = MANUAL
    reason: str = ""
    simulated: bool = False
    lifted_at: float | None = None
    id: str = field(default_factory=new_id)

    @property
    def scope(self) -> Scope:
        """Whether it is about an address, a network or an account."""
        return self.subject.scope

    @property
    def value(self) -> str:
        """Whom it is about, as text."""
        return self.subject.value

    @property
    def reference(self) -> str:
        """What a refused visitor is shown, and `explain` takes."""
        return self.id[:8]

    @property
    def is_plain_ban(self) -> bool:
        """Whether it bans, and does so in earnest."""
        return self.kind is DecisionKind.BAN and not self.simulated

    def in_force(self, now: float) -> bool:
        """Tell whether it holds at a moment, simulated or not."""
        if self.lifted_at is not None:
            return False
        return self.until is None or now < self.until

    def lifted(self, at: float) -> "Decision":
        """Return the same decision, undone."""
        return replace(self, lifted_at=at)
