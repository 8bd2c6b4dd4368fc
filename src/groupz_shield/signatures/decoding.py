"""Decoding: every form in which something behind the shield may see a value.

Attackers wrap a value more than once, and count on a part of the system that unwraps
it: a template, a database's driver, a browser. So each form is judged, from the value
as it came to the one that cannot be unwrapped further.
"""

import re
from collections.abc import Callable
from typing import Final

from groupz_shield.signatures.unwrapping import (
    is_packed,
    unescaped,
    unnamed,
    unpadded,
    unpercented,
    unplussed,
    unstyled,
)

MOST_FORMS: Final = 8
"""How many forms of a value are judged."""

_ROUNDS = 3
_LONGEST_FORM = 4  # times the value: what grows further is no decoding

_SIGN = re.compile(r"[%&\\+\x00\x7f-\U0010ffff]")  # in all other forms but base64
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
