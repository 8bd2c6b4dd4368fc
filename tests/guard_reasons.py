"""Why guards refuse, as their code says it and as the reference does."""

import ast
from collections.abc import Iterator
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from groupz_shield.guards import framing
from shield_reference import page, rows

Reason: TypeAlias = tuple[str, int | None]
"""A reason, and the status, where one stands beside it."""

_GUARDS = Path(framing.__file__).parent


def known_reasons() -> set[Reason]:
    """Return the reasons in the code, with `…` for what a request holds."""
    return set(chain.from_iterable(map(_reasons_in, _GUARDS.glob("*.py"))))


def documented_reasons() -> set[Reason]:
    """Return the reasons in the tables of guards; those of bans have no status."""
    found: set[Reason] = set()
    for reason, second, *_ in rows(page("shield-guards")):
        if " " in reason and second[:3].isdecimal():
            found.add((reason.strip("`"), int(second[:3])))
        elif "…" in reason:
            found.add((reason.strip("`"), None))
    return found


def _reasons_in(module: Path) -> Iterator[Reason]:
    for node in ast.walk(ast.parse(module.read_text())):
        for status, text in _told_by(node):
            if written := _as_written(text):
                yield written, status


def _told_by(node: ast.AST) -> Iterator[tuple[int | None, ast.expr | None]]:
    """Yield what may be a reason in a piece of code."""
    match node:
        case ast.Tuple([ast.Attribute(ast.Name("HTTPStatus"), name), text]):
            yield HTTPStatus[name].value, text
        case (
            ast.Tuple([ast.Name("too_large"), text])
            | ast.Call(func=ast.Name("Refusal"), args=[_, text, *_])
            | ast.Call(func=ast.Name("Offence"), args=[text, *_])
            | ast.Assign(targets=[ast.Name("reason" | "told")], value=text)
        ):
            yield None, text
        case ast.FunctionDef(name="_complaint"):
            returned = (n.value for n in ast.walk(node) if isinstance(n, ast.Return))
            for value in returned:
                yield None, value.orelse if isinstance(value, ast.IfExp) else value
        case _:
            return


def _as_written(text: ast.expr | None) -> str:
    match text:
        case ast.JoinedStr(parts):
            return "".join(map(_as_written, parts))
        case ast.Constant(str(words)):
            return words
        case ast.FormattedValue():
            return "…"
        case _:
            return ""
