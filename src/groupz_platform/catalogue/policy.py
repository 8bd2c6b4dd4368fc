"""Cancellation: what it costs when, as a pure function of the policy's steps.

A deadline is the end of a day where the venue stands: cancelled at 23:59 on that day is
in time, cancelled at midnight is not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

ALL = 100
"""The whole of a total, in per cent."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a cancellation costs after the day that is so many days before the visit.

    Attributes:
        days_before: Whole days, from 0 on.
        charge_percent: How much of the total is charged, from 0 to 100.
    """

    days_before: int
    charge_percent: int

    def __post_init__(self) -> None:
        if self.days_before < 0 or not 0 <= self.charge_percent <= ALL:
            raise ValueError("a step lies before the visit and charges 0 to 100 %")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of time in which a cancellation costs the same.

    Attributes:
        until: The moment at which it ends, where the venue stands; nothing for the
            last one, which ends with the visit.
        charge_percent: How much of the total is charged meanwhile.
    """

    until: datetime | None
    charge_percent: int


def stages(steps: Iterable[Step], starts_at: datetime) -> tuple[Stage, ...]:
    """Lay a policy out in time until the visit, the first stage free of charge.

    Neighbours differ in what they cost. A step whose deadline the visit itself comes
    before is left out: whoever has come cannot cancel.

    Args:
        steps: The policy's steps, in any order.
        starts_at: When the visit begins, in the venue's own zone.

    >>> from zoneinfo import ZoneInfo
    >>> visit = datetime(2026, 12, 15, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
    >>> for stage in stages([Step(14, 50), Step(3, 100)], visit):
    ...     print(stage.until, stage.charge_percent)
    2026-12-02 00:00:00+01:00 0
    2026-12-13 00:00:00+01:00 50
    None 100
    """
    found = [Stage(None, 0)]
    for step in sorted(steps, key=lambda s: (-s.days_before, s.charge_percent)):
        begins = deadline(starts_at, step.days_before)
        before = found[-1].charge_percent
        if begins < starts_at and step.charge_percent != before:
            found[-1:] = [Stage(begins, before), Stage(None, step.charge_percent)]
    return tuple(found)


def deadline(starts_at: datetime, days_before: int) -> datetime:
    """Tell when the day so many days before the visit ends, in the venue's zone."""
    after = starts_at.date() - timedelta(days=days_before - 1)
    return datetime.combine(after, time(), starts_at.tzinfo)


def charge_percent(stages_: Sequence[Stage], now: datetime) -> int:
    """Tell how much of the total is charged for a cancellation at a moment."""
    return next(s.charge_percent for s in stages_ if s.until is None or now < s.until)


def free_until(stages_: Sequence[Stage]) -> datetime | None:
    """Tell until when a cancellation costs nothing; nothing means until the visit."""
    return stages_[0].until


@dataclass(frozen=True, slots=True)
class Term:
    """What a cancellation costs up to so many days before any visit.

    Attributes:
        days_before: The last day that counts; nothing for what comes after the others.
        charge_percent: How much of the total is charged.
    """

    days_before: int | None
    charge_percent: int


def terms(steps: Iterable[Step]) -> tuple[Term, ...]:
    """Say a policy without a visit, the first term free of charge.

    >>> [(term.days_before, term.charge_percent) for term in terms([Step(14, 50)])]
    [(14, 0), (None, 50)]
    """
    ordered = sorted(steps, key=lambda step: -step.days_before)
    ends = [*(step.days_before for step in ordered), None]
    charges = [0, *(step.charge_percent for step in ordered)]
    return tuple(Term(*pair) for pair in zip(ends, charges, strict=True))
