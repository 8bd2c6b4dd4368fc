"""Matching: which of many patterns occur in a text, in one pass."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Protocol


class Matcher(Protocol):
    """Many patterns at once. One serves every thread, and processes after a fork."""

    def find(self, data: bytes, /) -> Collection[int]:
        """Return the numbers of the patterns that occur in a text, each once."""


class SlowMatcher:
    """Match one pattern after another, with Python's `re`.

    Args:
        patterns: Regular expressions over bytes.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns: Sequence[re.Pattern[bytes]] = [
            re.compile(pattern.encode("latin-1"), re.IGNORECASE | re.MULTILINE)
            for pattern in patterns
        ]

    def find(self, data: bytes, /) -> Collection[int]:
        """Return the numbers of the patterns that occur in a text, each once."""
        return [
            number
            for number, pattern in enumerate(self._patterns)
            if pattern.search(data)
        ]


def as_bytes(text: str) -> bytes:
    """Return a text as patterns see it: one byte a character, `?` for all but latin-1.

    What hides behind other characters has been brought to these by decoding.
    """
    return text.encode("latin-1", "replace")
