"""Prose: sentences that people write, in which single signs mean nothing."""

import re

_WORD = re.compile(r"[^\W\d_]{2,}(?:['\u2019-][^\W\d_]+)*[.,;:!?]?")
_AROUND = "\"'()\u2018\u2019\u201c\u201d"
_SHORTEST = 60
_MOST_OF_IT = 0.7


def is_prose(text: str) -> bool:
    """Tell whether a text is long, and nearly all of it words.

    >>> is_prose("De bus komt om kwart over negen; twee leerlingen eten vegetarisch.")
    True
    >>> is_prose("1 or 2")
    False
    """
    if len(text) < _SHORTEST:
        return False
    parts = text.split()
    words = sum(1 for part in parts if _WORD.fullmatch(part.strip(_AROUND)))
    return words >= _MOST_OF_IT * len(parts)
