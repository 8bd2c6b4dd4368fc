"""Decoding: every form in which something behind the shield may see a value.

Attackers wrap a value more than once, and count on a part of the system that unwraps
it: a template, a database's driver, a browser. So each form is judged, from the value
as it came to the one that cannot be unwrapped further.
"""

import re
from collections.abc import Callable, Sequence
from html.entities import html5
from typing import Final

from groupz_shield.signatures.base64_text import is_packed, unpadded
from groupz_shield.signatures.unwrapping import (
    unescaped,
    unnamed,
    unpercented,
    unplussed,
    unstyled,
)
from groupz_shield.signatures.vocabulary import Value

MOST_FORMS: Final = 8
"""How many forms of a value are judged."""

_ROUNDS = 3
_LONGEST_FORM = 4  # times the value: what grows further is no decoding

# Letters and signs that people write, and that are in their plain form already, are no
# sign of another one: neither those of latin-1 nor these quotes, dashes and the euro.
_STYLED = (
    r"\x00\x7f-\xbf\u0100-\u2012\u2015-\u2017\u201a\u201b\u201e-\u20ab\u20ad-\U0010ffff"
)
_BARE = "|".join(name for name in html5 if name[-1] != ";")  # need no semicolon
_SIGN = re.compile(  # of all other forms but base64; the set before it is skipped to
    rf"[%&\\+{_STYLED}](?:(?<=%)(?:u|[0-9a-fA-F]{{2}})"
    rf"|(?<=&)(?:#|[A-Za-z]{{2}}[^\s<&#;]{{0,30}};|{_BARE})"
    rf"|(?<=\+)[^\s+]{{1,40}}\+|(?<=[\\{_STYLED}]))"
)
_UNWRAP: tuple[Callable[[str], str], ...] = (
    unpercented,
    unpadded,  # before `+` is read as a space
    unplussed,
    unnamed,
    unescaped,
    unstyled,
)


def is_wrapped(text: str) -> bool:
    """Tell whether a text may have another form; true too often."""
    return _SIGN.search(text) is not None or is_packed(text)


def wrapped(values: Sequence[Value]) -> list[Value]:
    """Return the values that may have another form; all are looked at as one first."""
    text = "\n".join([value.text for value in values])
    if not is_wrapped(text):
        return []
    return [value for value in values if is_wrapped(value.text)]


def forms(text: str) -> tuple[str, ...]:
    """Return all forms of a value, the value itself first.

    >>> forms("%253Cb%253E")
    ('%253Cb%253E', '%3Cb%3E', '<b>')
    """
    if not is_wrapped(text):
        return (text,)
    found = [text]
    longest = _LONGEST_FORM * len(text)
    for _ in range(_ROUNDS):
        before = len(found)
        for unwrap in _UNWRAP:
            form = unwrap(found[-1])
            if form not in found and len(form) <= longest:
                found.append(form)
        if len(found) == before or len(found) >= MOST_FORMS:
            break
    return tuple(found[:MOST_FORMS])
