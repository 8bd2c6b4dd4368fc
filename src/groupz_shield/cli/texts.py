"""How the commands write: tables, moments, spans of time, and JSON."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import inf
from typing import Any, Final

import click

from groupz_shield.decisions import Decision

FOREVER: Final = "forever"
WIDTH: Final = 100
"""How many columns a table has at most."""

_UNITS: Final = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
_SPAN: Final = re.compile(r"([0-9]{1,6})([smhdw])")
_SHOWN_UNITS: Final = "dhms"


def examples(*lines: str) -> str:
    """Return the end of a help text; the backspace keeps click from wrapping it."""
    return "\n  ".join(("\b\nExamples:", *lines))


def seconds_of(_context: click.Context, _option: click.Parameter, text: str) -> float:
    """Read a span of time, such as `90s` or `4h`; infinity for `forever`."""
    if text == FOREVER:
        return inf
    match = _SPAN.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise click.BadParameter(
            f"{text!r} is no span of time: write 90s, 15m, 4h, 7d, 2w or forever."
        )
    return float(int(match[1]) * _UNITS[match[2]])


def moment(at: float | None) -> str:
    """Write a moment in UTC, to the second.

    >>> moment(0.0), moment(None)
    ('1970-01-01 00:00:00 UTC', 'for ever')
    """
    if at is None:
        return "for ever"
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"


def until(decision: Decision) -> str:
    """Say until when a decision was made."""
    end = moment(decision.until)
    return end if decision.until is None else f"until {end}"


def span(seconds: float) -> str:
    """Write a span of time in its two largest units, rounded down.

    >>> span(59), span(3600), span(3725), span(200_000)
    ('59s', '1h', '1h 2m', '2d 7h')
    """
    units = iter(_SHOWN_UNITS)
    unit = next((unit for unit in units if seconds >= _UNITS[unit]), "s")
    many, rest = divmod(int(seconds), _UNITS[unit])
    smaller = next(units, "s")
    few = rest // _UNITS[smaller]
    return f"{many}{unit} {few}{smaller}" if few else f"{many}{unit}"


def printable(text: str) -> str:
    r"""Write what an attacker may have chosen so that no terminal obeys it.

    >>> print(printable("a path\x1b[2J"))
    a path\x1b[2J
    """
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def table(
    head: Sequence[str], most: Sequence[int], rows: Iterable[Sequence[str]]
) -> str:
    """Write a table of `WIDTH` columns at most, whose last column is cut to fit.

    Args:
        head: What stands above the columns.
        most: How wide each of them may be, but the last.
        rows: The cells.

    >>> print(table(["kind", "value"], [9], [["ban", "203.0.113.9"]]))
    kind  value
    ban   203.0.113.9
    """
    lines = [head, *([printable(cell) for cell in row] for row in rows)]
    short = [[*map(_cut, line, most), line[-1]] for line in lines]
    widths = [max(map(len, cells)) + 2 for cells in zip(*short, strict=True)][:-1]
    widths.append(WIDTH - sum(widths))
    return "\n".join(
        "".join(
            _cut(cell, w).ljust(w) for cell, w in zip(line, widths, strict=True)
        ).rstrip()
        for line in short
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


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


def echo_json(value: object) -> None:
    """Print JSON, for a program; in ASCII, so that no terminal obeys it either."""
    click.echo(json.dumps(value, indent=2))
