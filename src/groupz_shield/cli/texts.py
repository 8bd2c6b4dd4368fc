"""How the commands write: tables, moments, and spans of time."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from groupz_shield.decisions import Decision

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"([0-9]{1,6})([smhdw])")
FOREVER = "forever"


class Span(click.ParamType[float]):
    """A span of time, such as `90s`, `15m`, `4h`, `7d`, `2w`, or `forever`."""

    name = "span"

    def convert(  # type: ignore[explicit-override]  # 3.12 has it
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Return seconds; infinity for `forever`."""
        if isinstance(value, float):
            return value
        if value == FOREVER:
            return float("inf")
        match = _SPAN.fullmatch(value)
        if match is None or int(match[1]) == 0:
            message = f"{value!r} is no span of time: write 90s, 15m, 4h, 7d or forever"
            self.fail(message, param, ctx)
        return float(int(match[1]) * _UNITS[match[2]])


def moment(at: float | None) -> str:
    """Write a moment in UTC, to the second.

    >>> moment(0.0), moment(None)
    ('1970-01-01 00:00:00 UTC', 'for ever')
    """
    if at is None:
        return "for ever"
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"


def span(seconds: float) -> str:
    """Write a span of time in its largest unit, rounded down.

    >>> span(59), span(3700), span(200_000)
    ('59s', '1h', '2d')
    """
    for unit in ("d", "h", "m"):
        if seconds >= _UNITS[unit]:
            return f"{int(seconds // _UNITS[unit])}{unit}"
    return f"{int(seconds)}s"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table, its columns as wide as they need to be.

    >>> print(table(["kind", "value"], [["ban", "203.0.113.9"]]))
    kind  value
    ban   203.0.113.9
    """
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def facts_of(decision: Decision) -> dict[str, Any]:
    """Return a decision as a program reads it; moments in seconds since 1970."""
    return {
        "id": decision.id,
        "reference": decision.reference,
        "kind": decision.kind.value,
        "scope": decision.scope.value,
        "value": decision.value,
        "origin": decision.origin,
        "scenario": decision.scenario,
        "reason": decision.reason,
        "created_at": decision.created_at,
        "until": decision.until,
        "simulated": decision.simulated,
        "lifted_at": decision.lifted_at,
    }


def as_json(value: Any) -> str:
    """Write JSON, for a program."""
    return json.dumps(value, ensure_ascii=False, indent=2)
