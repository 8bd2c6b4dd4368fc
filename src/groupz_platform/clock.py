"""Time is handed in: code asks a clock, tests hold a frozen one."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present moment, aware, in UTC."""


def system_clock() -> datetime:
    """Answer the machine's present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine


def seconds(clock: Clock) -> Callable[[], float]:
    """Let a clock answer in seconds since 1970, as the shield asks."""
    return lambda: clock().timestamp()
