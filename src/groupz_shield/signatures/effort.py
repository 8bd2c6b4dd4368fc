"""Effort: how much of a request is understood, which takes a hundred times as long."""

from collections.abc import Iterable
from typing import Final

MOST_READ: Final = 128 * 1024
"""How many characters of a request are read as SQL, HTML or a shell's command.

Only those count in which something hints at it, the shortest values first; what follows
is matched all the same.
"""

_PIECE = 16 * 1024
_OVERLAP = 512


class Effort:
    """What is left to be read of one request."""

    def __init__(self) -> None:
        self._left = MOST_READ

    def pieces(self, text: str) -> Iterable[str]:
        """Cut a long text, so that only those pieces are read that need it."""
        if len(text) <= _PIECE:
            return (text,)
        starts = range(0, len(text), _PIECE)
        return (text[start : start + _PIECE + _OVERLAP] for start in starts)

    def take(self, piece: str) -> bool:
        """Tell whether a piece is to be read as well."""
        is_left = self._left > 0
        self._left -= len(piece)
        return is_left
