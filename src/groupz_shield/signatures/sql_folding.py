"""Folding: what is computed becomes what it is, however it is computed."""

import re

_SIGNS = re.compile(r"\+ (?:\+ )++")
_OPENING = re.compile(r"\( (?:\( )++")
_CLOSING = re.compile(r"\) (?:\) )++")
_FOLDS = (
    (re.compile(r"\+ (?:\+ )++"), "+ "),
    (re.compile(r"(?<!\S)\( ([ntvwcq]) \) "), r"\1 "),
    (re.compile(r"\b(?:fn|leak|who|delay)\( [^()]*+\) "), "c "),
    (re.compile(r"\bf\( [^()]*+\) "), "w "),
    (re.compile(r"(?<!\S)\( select [^()]*+\) "), "q "),
    (re.compile(r"\b([ntvcq]) (?:\+ (?:[ntvcq]|w(?= [=)]|$)) )++"), r"\1 "),
)
_ROUNDS = 6


def joined(canonical: str) -> str:
    """Make one of several signs, and of several brackets of a kind."""
    canonical = _SIGNS.sub("+ ", canonical)
    return _CLOSING.sub(") ", _OPENING.sub("( ", canonical))


def folded(canonical: str) -> str:
    """Fold brackets around one thing, sums, calls (to `c`) and subqueries (to `q`).

    >>> folded("n and ( fn( v ) ) = n + n ")
    'n and c = n '
    """
    for _ in range(_ROUNDS):
        before = canonical
        for pattern, what in _FOLDS:
            canonical = pattern.sub(what, canonical)
        if canonical == before:
            break
    return joined(canonical)
